import type { Command, Delivery, Order, OrderLine, Shipment } from '@tributary/contracts';
import { orderKey } from '@tributary/kernel';
import type { Inbound } from '@tributary/stream';
import type { TrackedRow } from './news.ts';

export const keyOf = (id: string): string => orderKey({ tenant: 'acme', channel: 'shopify', account: 'us', channelOrderId: id });
export const storeRow = { tenant: 'acme', channel: 'shopify', account: 'us', marketplace: '', salesPartner: '', erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', numberPrefix: 'US-' };

const position = { topic: 'spec', partition: 0, offset: '0' };
const envelope = (at: number) => ({
  tenant: 'acme', channel: 'shopify', account: 'us', marketplace: null, salesPartner: null, echoOf: null, revision: { at, seq: 0, digest: `d${at}` }, mapperVersion: 1, occurredAt: at, recordedAt: at, timeZone: 'UTC', traceId: 'trace', rawRef: null,
});

export const line = (more: Partial<OrderLine> = {}): OrderLine => ({
  channelLineId: 'L1', kind: 'product', requiresShipping: true, channelSku: 'A', productId: null, variantId: null, title: 'Lamp', variantTitle: null, uom: 'EA', orderedQty: '1', currentQty: '1', fulfilledQty: null, unitPrice: '10', discountAmount: '0', netAmount: '10', taxes: [], ...more,
});

/** What the channel says: one lamp, paid. */
export function orderRecord(id: string, more: Partial<Order> = {}): Inbound<TrackedRow> {
  const base = envelope(more.revision?.at ?? 1_000);
  const value: Order = {
    ...base, eventId: `order/${id}/${base.revision.at}/${more.mapperVersion ?? 1}`, origin: 'shopify', orderKey: keyOf(id), settled: false, channelOrderId: id, displayNumber: null, isTest: false, erased: false, channelStatus: 'open', channelStatusRaw: 'open', actionable: true, notActionable: [],
    paymentStatus: 'paid', paymentStatusRaw: null, placedAt: 900, paidAt: 900, cancelledAt: null, closedAt: null, serviceLevel: null, shipTo: { country: 'US', region: null, regionCode: null, city: null, postalPrefix: null, quality: 'clear', fingerprint: null },
    personal: Buffer.from([0, 255, 1]), buyerRef: null,
    lines: [line()],
    groups: null, related: [], currency: 'USD', presentmentCurrency: null, pricesIncludeTax: false, shippingAmount: '0', discountTotal: '0', taxTotal: '0', grandTotal: '10', refundedTotal: '0', tags: [], ...more,
  };
  return { row: 'order', key: keyOf(id), value, position };
}

/** The ERP took the order. */
export function acceptedRecord(id: string, more: Partial<Delivery> = {}): Inbound<TrackedRow> {
  const idempotencyKey = more.idempotencyKey ?? `erp.create/${keyOf(id)}/1/lingxing:main/1`;
  const value: Delivery = {
    ...envelope(5_000), eventId: `delivery/${idempotencyKey}/${more.version ?? 3}`, origin: 'lingxing:main', orderKeys: [keyOf(id)], idempotencyKey, effect: 'erp.create', subjectKind: 'order_part', subjectId: '1', target: 'lingxing', targetAccount: 'main', incarnation: 1, version: 3,
    outcome: 'succeeded', attempts: 1, handle: null, vendorReference: '103', confirmedBy: 'answer', errorClass: null, errorCode: null, errorText: null,
    allocation: [{ orderKey: keyOf(id), channelLineId: 'L1', qty: '1', erpSku: 'E', qtyPer: '1', mapVersion: 1 }], ...more,
  };
  return { row: 'delivery', key: keyOf(id), value, position };
}

/** The ledger gave the creation up before it was sent, so there was nothing to cancel. */
export function withdrawnRecords(id: string): Inbound<TrackedRow>[] {
  const unsent: Partial<Delivery> = { outcome: 'superseded', vendorReference: null, allocation: [], version: 2 };
  return [acceptedRecord(id, unsent), acceptedRecord(id, { ...unsent, effect: 'erp.cancel', idempotencyKey: `erp.cancel/${keyOf(id)}/1/lingxing:main/1` })];
}

/** The ERP shipped it. */
export function shippedRecord(id: string, more: Partial<Shipment> = {}): Inbound<TrackedRow> {
  const base = envelope(more.revision?.at ?? 7_000);
  const value: Shipment = {
    ...base, eventId: `shipment/${id}/${base.revision.at}`, origin: 'lingxing:main', orderKey: keyOf(id), settled: true, shipmentId: `W${id}`, parcelId: null, externalNo: `US-${id}-P1-R1`, purpose: 'original', status: 'shipped', statusRaw: '6', lines: [],
    sourceLines: [{ erpSku: 'E', qty: '1' }], carrier: 'UPS', service: null, trackingNumber: `1Z${id}`, trackingUrl: null, shippedAt: 6_900, warehouse: 'W', sourceRefs: [], ...more,
  };
  return { row: 'shipment', key: keyOf(id), value, position };
}

/** The channel knows of the parcel. */
export function confirmedRecord(id: string): Inbound<TrackedRow> {
  return acceptedRecord(id, {
    revision: { at: 8_000, seq: 0, digest: 'd8000' }, origin: 'shopify', idempotencyKey: `ship.confirm/${keyOf(id)}/W${id}/shopify:us`, effect: 'ship.confirm', subjectKind: 'parcel', subjectId: `W${id}`, target: 'shopify', targetAccount: 'us', vendorReference: `F${id}`, allocation: [],
  });
}

export function commandRecord(id: string, command: Command['command'], given: Readonly<Record<string, string>> = {}): Inbound<TrackedRow> {
  const value: Command = {
    eventId: `command/${id}/${command}`, tenant: 'acme', channel: 'shopify', account: 'us', orderKey: keyOf(id), command, arguments: Object.entries(given).map(([name, text]) => ({ name, value: text })), by: 'li', reason: 'a spec', issuedAt: 6_000, recordedAt: 6_000, traceId: 'trace',
  };
  return { row: 'command', key: keyOf(id), value, position };
}

/** From the order to the parcel that the channel knows. */
export const wholeWay = (id: string): Inbound<TrackedRow>[] => [orderRecord(id), acceptedRecord(id), shippedRecord(id), confirmedRecord(id)];
