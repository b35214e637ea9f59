import type { CancellationReason } from '@tributary/contracts';
import type { GraphqlDocument } from './document.ts';

export const readCancelled: GraphqlDocument = { operation: 'cancelled.read', text: 'query ReadCancelled($id: ID!) { order(id: $id) { id cancelledAt } }' };

/** Both in one answer, so that a job that has ended is not seen beside an order from before its end. */
export const readCancelJob: GraphqlDocument = { operation: 'cancel.look', text: 'query ReadCancelJob($id: ID!, $job: ID!) { job(id: $job) { done } order(id: $id) { id cancelledAt } }' };

/** Without `refundMethod` no money goes back; authorized payments are voided all the same. */
export const cancelOrder: GraphqlDocument = {
  operation: 'order.cancel',
  text: `mutation CancelOrder($id: ID!, $reason: OrderCancelReason!, $restock: Boolean!) {
    orderCancel(orderId: $id, reason: $reason, restock: $restock, notifyCustomer: false) { job { id done } orderCancelUserErrors { field message code } } }`,
};

/** Shopify's words for why an order is cancelled. */
export const cancelReasons: Readonly<Record<CancellationReason, string>> = {
  changed_mind: 'CUSTOMER',
  address: 'CUSTOMER',
  late: 'CUSTOMER',
  out_of_stock: 'INVENTORY',
  fraud: 'FRAUD',
  payment: 'DECLINED',
  price_error: 'STAFF',
  duplicate: 'STAFF',
  other: 'OTHER',
  UNKNOWN: 'OTHER',
};
