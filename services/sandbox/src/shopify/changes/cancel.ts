import { isWorkable, type HeldOrder } from '../held-order.ts';
import { linesOf } from '../lines.ts';
import { done, refuse, type Deed, type Happening, type Office, type Origin } from '../office.ts';
import { receivedOf, refundedOf } from '../transactions.ts';
import { fulfillmentOrderStub } from '../webhooks/fulfillment-body.ts';
import { shippedOf } from './progress.ts';
import { applyRefund, refundHappening } from './refund.ts';
import { currentShipping } from './totals.ts';

export interface CancelWish {
  /** `customer`, `inventory`, `fraud`, `declined`, `staff`, `other`. */
  reason: string;
  restock: boolean;
  refund: boolean;
}

/** Why an order cannot be cancelled now; undefined where it can. */
export function cancelProblem(held: HeldOrder): string | undefined {
  if (held.body['cancelled_at'] !== null) return 'Order has already been cancelled';
  const isShipped = linesOf(held).some(({ id }) => shippedOf(held, id) > 0);
  return isShipped ? 'Cannot cancel an order that has fulfillments' : undefined;
}

/** Ends an order nothing of which was shipped: no units, no open fulfillment order and, with `refund`, no money is left in it. */
export function cancelOrder(office: Office, held: HeldOrder, { reason, restock, refund }: CancelWish, origin: Origin): Deed<HeldOrder> {
  const problem = cancelProblem(held);
  if (problem !== undefined) return refuse(problem, ['orderId'], 'INVALID');
  const at = office.store.timeIn(held.shop);
  const open = held.fulfillmentOrders.filter(isWorkable);
  const lines = linesOf(held).filter(({ current }) => current > 0);
  const isPaid = receivedOf(held) > 0n;
  if (!isPaid) held.transactions.push({ id: held.nextId(), kind: 'VOID', status: 'SUCCESS', amount: 0n, parentId: null, createdAt: at });
  const refunded = applyRefund(
    office,
    held,
    {
      lines: lines.map(({ id, current }) => ({ lineItemId: id, quantity: current, restock: restock ? 'cancel' : 'no_restock' })),
      shipping: currentShipping(held),
      amount: refund ? receivedOf(held) - refundedOf(held) : 0n,
    },
    { cancelled_at: at, closed_at: at, cancel_reason: reason, ...(isPaid ? {} : { financial_status: 'voided' }) },
  );
  if (!refunded.ok) return refunded;
  for (const order of open) Object.assign(order, { status: 'CANCELLED', holds: [], updatedAt: at });
  const { body } = held;
  const happenings: Happening[] = [
    { topic: 'orders/cancelled', body },
    { topic: 'orders/updated', body },
    ...(lines.length > 0 ? [refundHappening(refunded.value)] : []),
    ...open.map((order): Happening => ({
      topic: 'fulfillment_orders/cancelled', body: { fulfillment_order: fulfillmentOrderStub(order), replacement_fulfillment_order: null },
    })),
  ];
  office.announce(held, happenings, origin);
  return done(held);
}
