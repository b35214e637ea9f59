import type { Delivery, Order } from '@tributary/contracts';
import type { Inbound } from '@tributary/stream';
import type { Fact } from './order/facts.ts';
import { factsOfDelivery, factsOfOrder } from './order/from-records.ts';
import type { AcceptedEvent } from './store/orders.ts';

export type TrackedRow = 'order' | 'delivery';

/** One accepted event as it concerns one order. */
export type News = { readonly event: AcceptedEvent; readonly facts: readonly Fact[]; readonly traceId: string; readonly recordedAt: number };

/** What a record says about which orders; a combined package concerns several. */
export function newsOf(record: Inbound<TrackedRow>): readonly News[] {
  return record.row === 'order' ? [newsOfOrder(record.value)] : newsOfDelivery(record.value);
}

function newsOfOrder(order: Order): News {
  const value = { ...order, personal: order.personal && Buffer.from(order.personal).toString('base64') };
  return { event: { eventId: order.eventId, orderKey: order.orderKey, row: 'order', value }, facts: factsOfOrder(order), traceId: order.traceId, recordedAt: order.recordedAt };
}

function newsOfDelivery(delivery: Delivery): News[] {
  return delivery.orderKeys.map((orderKey, index) => ({
    event: { eventId: index === 0 ? delivery.eventId : `${delivery.eventId}/${index}`, orderKey, row: 'delivery', value: delivery },
    facts: factsOfDelivery(delivery),
    traceId: delivery.traceId,
    recordedAt: delivery.recordedAt,
  }));
}
