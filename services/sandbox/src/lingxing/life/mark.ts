import type { Erp } from '../erp.ts';
import { FROZEN, isOpen, REVIEW, SHIPPED, type HeldOrder, type Tag } from '../orders/order.ts';
import type { Cause } from '../orders/store.ts';
import { dropTag, OUT_OF_STOCK, setTag } from '../orders/tags.ts';
import { DELIVERY, LEFT, LOGISTICS, type Outbound } from '../outbounds/outbound.ts';
import { standingOf } from './ship.ts';
import { stopOutbounds } from './stop.ts';

/** What staff and warehouse do to an order besides approving and shipping it. Each returns what is wrong. */

export function freezeOrder(erp: Erp, order: HeldOrder, isFrozen: boolean, cause: Cause): string | undefined {
  if (order.status !== REVIEW || order.isDeleted) return 'only an order in review can be frozen';
  order.statusSub = isFrozen ? FROZEN : 0;
  erp.orders.save(order, cause);
  return undefined;
}

/** In a list only with `include_delete` from now on; the warehouse gets its outbound orders taken away. */
export function removeOrder(erp: Erp, order: HeldOrder, cause: Cause): string | undefined {
  if (order.status === SHIPPED) return 'it was shipped';
  stopOutbounds(erp, order);
  order.isDeleted = true;
  erp.orders.save(order, cause);
  return undefined;
}

/** Found missing by a person or at the shelf: a tag on the order, and a problem at each parcel that has not left. */
export function setOutOfStock(erp: Erp, order: HeldOrder, isOut: boolean, cause: Cause): string | undefined {
  if (!isOpen(order)) return 'it is not open';
  for (const outbound of standingOf(erp, order)) {
    const problem = { deliveryStatus: DELIVERY.refused, deliveryMessage: OUT_OF_STOCK.name };
    Object.assign(outbound, isOut ? problem : { deliveryStatus: DELIVERY.running, deliveryMessage: '' });
    erp.outbounds.save(outbound);
  }
  if (isOut) setTag(order, OUT_OF_STOCK);
  else dropTag(order, OUT_OF_STOCK.tagNo);
  erp.orders.save(order, cause);
  return undefined;
}

const LISTS: readonly string[] = ['order', 'exception', 'pending'] satisfies Tag['list'][];

/** Sets a tag, or takes it away again. */
export function setOwnTag(erp: Erp, order: HeldOrder, body: Record<string, unknown>, cause: Cause): string | undefined {
  const { tagNo, name = '', list = 'order', isRemoved = false } = body;
  if (typeof tagNo !== 'string' || !/^\d-\d+$/.test(tagNo) || typeof name !== 'string') return 'tagNo such as "3-8" and name are wanted';
  if (typeof list !== 'string' || !LISTS.includes(list)) return `list: one of ${LISTS.join(', ')} is wanted`;
  if (isRemoved === true) dropTag(order, tagNo);
  else setTag(order, { list: list as Tag['list'], tagNo, name });
  erp.orders.save(order, cause);
  return undefined;
}

/** A new tracking number after the parcel has left (换单号). */
export function correctTracking(erp: Erp, order: HeldOrder, body: Record<string, unknown>, cause: Cause): string | undefined {
  const outbound = outboundOf(erp, order, body);
  const { trackingNo, waybillNo = outbound?.waybillNo, carrier = outbound?.carrier } = body;
  if (outbound?.status !== LEFT) return 'woNumber: a shipped outbound order of this order is wanted';
  if ([trackingNo, waybillNo, carrier].some((value) => typeof value !== 'string')) return 'trackingNo, waybillNo and carrier are texts';
  Object.assign(outbound, { trackingNo, waybillNo, carrier });
  erp.outbounds.save(outbound);
  Object.assign(order.logistics, { trackingNo, waybillNo, carrier });
  erp.orders.save(order, cause);
  return undefined;
}

/** The carrier refused to give a label: nothing leaves until somebody mends it. */
export function failLogistics(erp: Erp, order: HeldOrder, body: Record<string, unknown>, cause: Cause): string | undefined {
  const outbound = outboundOf(erp, order, body);
  if (outbound === undefined || outbound.status === LEFT) return 'woNumber: an outbound order of this order that has not left is wanted';
  Object.assign(outbound, { logisticsStatus: LOGISTICS.refused, logisticsMessage: String(body['message'] ?? '物流下单失败') });
  erp.outbounds.save(outbound);
  order.logistics.status = 3;
  erp.orders.save(order, cause);
  return undefined;
}

const outboundOf = (erp: Erp, { globalOrderNo }: HeldOrder, { woNumber }: Record<string, unknown>): Outbound | undefined =>
  erp.outbounds.ofOrder(globalOrderNo).find((outbound) => outbound.woNumber === woNumber);
