import type { Delivery, Order } from '@tributary/contracts';
import type { Inbound } from '@tributary/stream';
import type { Fact } from './order/facts.ts';
import { factsOfCancellation, factsOfCommand, factsOfDelivery, factsOfErpOrder, factsOfOrder, factsOfRefund, factsOfShipment } from './order/from-records.ts';
import type { AcceptedEvent } from './store/orders.ts';

export type TrackedRow = 'order' | 'erp-order' | 'shipment' | 'cancellation' | 'refund' | 'delivery' | 'command';

/** One accepted event as it concerns one order. */
export type News = { readonly event: AcceptedEvent; readonly facts: readonly Fact[]; readonly traceId: string; readonly recordedAt: number };

type Told = { readonly eventId: string; readonly orderKey: string; readonly traceId: string; readonly recordedAt: number };

/** What a record says about which orders; a combined package concerns several. What the tracker itself wrote is no news. */
export function newsOf(record: Inbound<TrackedRow>): readonly News[] {
  switch (record.row) {
    case 'order':
      return [newsOfOrder(record.value)];
    case 'delivery':
      return newsOfDelivery(record.value);
    case 'erp-order':
      return [newsOfOne(record.row, record.value, factsOfErpOrder(record.value))];
    case 'shipment':
      return [newsOfOne(record.row, record.value, factsOfShipment(record.value))];
    case 'cancellation':
      return record.value.origin === 'tributary' ? [] : [newsOfOne(record.row, record.value, factsOfCancellation(record.value))];
    case 'refund':
      return [newsOfOne(record.row, record.value, factsOfRefund(record.value))];
    case 'command':
      return [newsOfOne(record.row, record.value, factsOfCommand(record.value))];
  }
}

function newsOfOne(row: TrackedRow, value: Told, facts: readonly Fact[]): News {
  return { event: { eventId: value.eventId, orderKey: value.orderKey, row, value }, facts, traceId: value.traceId, recordedAt: value.recordedAt };
}

function newsOfOrder(order: Order): News {
  const value = { ...order, personal: order.personal && Buffer.from(order.personal).toString('base64') };
  return newsOfOne('order', value, factsOfOrder(order));
}

function newsOfDelivery(delivery: Delivery): News[] {
  return delivery.orderKeys.map((orderKey, index) => ({
    event: { eventId: index === 0 ? delivery.eventId : `${delivery.eventId}/${index}`, orderKey, row: 'delivery', value: delivery },
    facts: factsOfDelivery(delivery),
    traceId: delivery.traceId,
    recordedAt: delivery.recordedAt,
  }));
}
