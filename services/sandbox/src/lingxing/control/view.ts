import type { Erp } from '../erp.ts';
import type { HeldOrder } from '../orders/order.ts';
import type { Outbound } from '../outbounds/outbound.ts';

const timeOf = (at: number): string | null => (at === 0 ? null : new Date(at).toISOString());

/** An order as it is now, whatever the lists still show, with its outbound orders and what changed it. */
export function showOrder(erp: Erp, order: HeldOrder): Record<string, unknown> {
  const { shippingAmount, taxAmount, totalAmount, logistics, platformOrders, ...rest } = order;
  const numbers = platformOrders.map(({ platformOrderNo }) => platformOrderNo);
  return {
    ...rest,
    mergedNumbers: numbers.length > 1 ? numbers : [],
    totals: { shipping: shippingAmount, tax: taxAmount, total: totalAmount },
    logistics: { ...logistics, at: timeOf(logistics.at) },
    createdAt: timeOf(order.createdAt),
    updatedAt: timeOf(order.updatedAt),
    reviewedAt: timeOf(order.reviewedAt),
    shippedAt: timeOf(order.shippedAt),
    cancelledAt: timeOf(order.cancelledAt),
    outbounds: erp.outbounds.ofOrder(order.globalOrderNo).map(showOutbound),
    history: erp.orders.history(order.globalOrderNo).map(({ at, ...cause }) => ({ at: timeOf(at), ...cause })),
  };
}

export function showOutbound(outbound: Outbound): Record<string, unknown> {
  const { items, createdAt, updatedAt, deliveredAt, ...rest } = outbound;
  return {
    ...rest,
    items: items.map(({ id, localSku, msku, quantity }) => ({ id, sku: localSku, msku, quantity })),
    createdAt: timeOf(createdAt),
    updatedAt: timeOf(updatedAt),
    deliveredAt: timeOf(deliveredAt),
  };
}
