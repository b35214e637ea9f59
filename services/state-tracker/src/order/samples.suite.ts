import type { Cancellation, Command, Delivery, ErpOrder, FulfillmentGroup, Order, OrderLine, Refund, Shipment } from '@tributary/contracts';
import { orderKey } from '@tributary/kernel';
import type { Fact, Facts } from './facts.ts';
import { fold, type RoutingContext } from './fold.ts';
import { factsOfCancellation, factsOfCommand, factsOfDelivery, factsOfErpOrder, factsOfOrder, factsOfRefund, factsOfShipment } from './from-records.ts';

/** Invented records of one order, as facts, and what they are folded with. */
export const key = orderKey({ tenant: 'acme', channel: 'shopify', account: 'us', channelOrderId: '1001' });
export const noFacts: Facts = new Map();
export const day = 86_400_000;

export const mapped = { erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', numberPrefix: 'US-', intake: 'hub', shipConfirm: 'hub' } as const;
export const context: RoutingContext = {
  policies: { waitForGroups: false, takeOrdersFrom: null, notifyBuyer: true, locations: [] },
  routes: [{ mode: 'live', percentage: 100 }],
  store: mapped,
  warehouseOf: () => undefined,
  connectedChannels: ['shopify'],
  canBeLive: () => true,
  thresholds: { pendingMs: day, createdMs: day, syncedMs: 5 * day },
};
export const withPolicies = (policies: Partial<RoutingContext['policies']>): RoutingContext => ({ ...context, policies: { ...context.policies, ...policies } });

export const folded = (...facts: readonly (readonly Fact[])[]) => fold(noFacts, facts.flat(), context);
export const foldedIn = (other: RoutingContext, ...facts: readonly (readonly Fact[])[]) => fold(noFacts, facts.flat(), other);

const envelope = {
  eventId: 'e', tenant: 'acme', channel: 'shopify', account: 'us', marketplace: null, salesPartner: null, origin: 'shopify', echoOf: null, mapperVersion: 1,
  occurredAt: 1_000, recordedAt: 2_000, timeZone: 'UTC', traceId: 't', rawRef: null,
} as const;
export const revision = (at: number, digest = 'd') => ({ at, seq: 0, digest });

export const line = (more: Partial<OrderLine> = {}): OrderLine => ({
  channelLineId: 'L1', kind: 'product', requiresShipping: true, channelSku: 'A', productId: null, variantId: null, title: 'Lamp', variantTitle: null, uom: 'EA',
  orderedQty: '2', currentQty: '2', fulfilledQty: null, unitPrice: '12.5', discountAmount: '0', netAmount: '25', taxes: [], ...more,
});
export const orderRecord = (more: Partial<Order> = {}): Order => ({
  ...envelope, revision: revision(1_000), orderKey: key, settled: false, channelOrderId: '1001', displayNumber: '#1001', isTest: false, erased: false, channelStatus: 'open', channelStatusRaw: 'open',
  actionable: true, notActionable: [], paymentStatus: 'paid', paymentStatusRaw: 'paid', placedAt: 900, paidAt: 900, cancelledAt: null, closedAt: null, serviceLevel: 'Standard',
  shipTo: { country: 'US', region: null, regionCode: null, city: 'Austin', postalPrefix: '787', quality: 'clear', fingerprint: 'f1' },
  personal: Buffer.from('sealed-1'), buyerRef: null, lines: [line()], groups: null, related: [], currency: 'USD', presentmentCurrency: null, pricesIncludeTax: false, shippingAmount: '5', discountTotal: '0', taxTotal: '0',
  grandTotal: '30', refundedTotal: '0', tags: [], ...more,
});
export const order = (more: Partial<Order> = {}) => factsOfOrder(orderRecord(more));

/** Two lines of two lamps and one chair, 45 with shipping. */
export const twoLines = [line(), line({ channelLineId: 'L2', channelSku: 'B', title: 'Chair', orderedQty: '1', currentQty: '1', netAmount: '15' })];
export const group = (groupId: string, lines: Record<string, string>, more: Partial<FulfillmentGroup> = {}): FulfillmentGroup => ({
  groupId, location: 'NY', status: 'open', statusRaw: 'open', fulfillAt: null, holds: [],
  lines: Object.entries(lines).map(([channelLineId, qty]) => ({ channelLineId, groupLineId: `${groupId}-${channelLineId}`, qty, openQty: qty })), ...more,
});

const deliveryRecord = (more: Partial<Delivery> = {}): Delivery => {
  const version = more.version ?? 1;
  const { effect = 'erp.create', subjectId = '1', incarnation = 1, target = 'lingxing', targetAccount = 'main' } = more;
  return {
    ...envelope, origin: `${target}:${targetAccount}`, revision: revision(3_000 + version, `x${version}`), orderKeys: [key], idempotencyKey: `${effect}/${key}/${subjectId}/${target}:${targetAccount}/${incarnation}`, effect, subjectKind: 'order_part', subjectId, target,
    targetAccount, incarnation, version, outcome: 'succeeded', attempts: 1, handle: null, vendorReference: null, confirmedBy: 'answer', errorClass: null, errorCode: null, errorText: null, allocation: [], ...more,
  };
};
export const delivery = (more: Partial<Delivery> = {}) => factsOfDelivery(deliveryRecord(more));

type Row = readonly [channelLineId: string, qty: string, erpSku: string, qtyPer?: string];
export const allocation = (...rows: readonly Row[]): Delivery['allocation'] => rows.map(([channelLineId, qty, erpSku, qtyPer = '1']) => ({ orderKey: key, channelLineId, qty, erpSku, qtyPer, mapVersion: 1 }));
/** The ERP took the part: two of ERP SKU E for line L1. */
export const accepted = (more: Partial<Delivery> = {}) => delivery({ vendorReference: '103', allocation: allocation(['L1', '2', 'E']), ...more });
export const needsRecreate = (more: Partial<Delivery> = {}) => delivery({ outcome: 'rejected', errorCode: 'needs_recreate', version: 2, vendorReference: '103', allocation: allocation(['L1', '2', 'E']), ...more });
export const erpCancel = (more: Partial<Delivery> = {}) => delivery({ effect: 'erp.cancel', version: 1, ...more });
/** The ledger set the creation aside before it was sent, so there was nothing to cancel. */
export const unsent = (more: Partial<Delivery> = {}) => [...delivery({ outcome: 'superseded', ...more }), ...erpCancel({ outcome: 'superseded', ...more })];
export const confirmed = (shipmentId: string, more: Partial<Delivery> = {}) =>
  delivery({ effect: 'ship.confirm', subjectKind: 'parcel', subjectId: shipmentId, target: 'shopify', targetAccount: 'us', vendorReference: `F-${shipmentId}`, ...more });

const parcelRecord = (shipmentId: string, content: Record<string, string>, more: Partial<Shipment> = {}): Shipment => ({
  ...envelope, origin: 'lingxing:main', revision: revision(5_000), orderKey: key, settled: false, shipmentId, parcelId: null, externalNo: 'US-1001-P1-R1', purpose: 'original', status: 'shipped', statusRaw: 'shipped', lines: [],
  sourceLines: Object.entries(content).map(([erpSku, qty]) => ({ erpSku, qty })), carrier: 'YTO', service: null, trackingNumber: `T-${shipmentId}`, trackingUrl: null, shippedAt: 4_000, warehouse: null, sourceRefs: [], ...more,
});
export const parcel = (shipmentId: string, content: Record<string, string>, more: Partial<Shipment> = {}) => factsOfShipment(parcelRecord(shipmentId, content, more));
/** A parcel as the channel tells of it, in lines of the order. */
export const channelParcel = (shipmentId: string, lines: Record<string, string>, more: Partial<Shipment> = {}) =>
  factsOfShipment({ ...parcelRecord(shipmentId, {}), origin: 'shopify', externalNo: null, lines: Object.entries(lines).map(([channelLineId, qty]) => ({ channelLineId, qty })), trackingNumber: null, ...more });

export const erpOrder = (more: Partial<ErpOrder> = {}) =>
  factsOfErpOrder({
    ...envelope, origin: 'lingxing:main', revision: revision(4_000), orderKey: key, settled: false, erp: 'lingxing', erpAccount: 'main', store: '110', erpOrderId: '103', externalNo: 'US-1001-P1-R1', intake: 'hub', resendOf: null, mergedKeys: [],
    splitType: 'original', status: 'review', statusRaw: '4', blocked: [], warehouse: null, method: null, items: [], reviewedAt: null, shippedAt: null, cancelledAt: null, ...more,
  });
export const refund = (refundId: string, units: Record<string, string>, more: Partial<Refund> = {}) =>
  factsOfRefund({
    ...envelope, revision: revision(2_500), orderKey: key, refundId, movedAt: 2_500, status: 'done', by: 'channel', currency: 'USD', shippingAmount: '0', adjustment: '0', total: '12.5',
    lines: Object.entries(units).map(([channelLineId, qty]) => ({ channelLineId, qty, amount: '12.5', tax: '0', restock: 'cancel' })), ...more,
  });
export const cancellation = (more: Partial<Cancellation> = {}) =>
  factsOfCancellation({
    ...envelope, revision: revision(2_600), orderKey: key, cancellationId: 'c1', version: 0, kind: 'request', requestedBy: 'buyer', requestedAt: 2_600, lines: [], reason: 'changed_mind', reasonRaw: null, decision: 'pending', decidedBy: null,
    decidedAt: null, channelOutcome: 'not_needed', restock: false, mode: 'live', ...more,
  });
export const command = (name: Command['command'], issuedAt: number, args: Record<string, string> = {}) =>
  factsOfCommand({
    eventId: `${name}-${issuedAt}`, tenant: 'acme', channel: 'shopify', account: 'us', orderKey: key, command: name, arguments: Object.entries(args).map(([argument, value]) => ({ name: argument, value })), by: 'li', reason: 'test', issuedAt,
    recordedAt: issuedAt, traceId: 't',
  });
/** An ERP that fetches the account's orders and tells the channel of parcels by itself. */
export const native: RoutingContext = { ...context, store: { ...mapped, intake: 'native', shipConfirm: 'native' } };
export const linked = (more: Partial<Delivery> = {}) => delivery({ effect: 'erp.link', vendorReference: '103', allocation: allocation(['L1', '2', 'E']), ...more });
export const elsewhere = { erp: 'yicang', erpAccount: 'y', store: '9', platformCode: 'P', warehouse: 'W9', method: 'M9' };

/** Requests as "P1-R1 active A×2". */
export const asked = ({ desired }: ReturnType<typeof fold>): string[] =>
  desired.requests.map(({ part, incarnation, state, lines }) => [`P${part}-R${incarnation}`, state, ...lines.map(({ channelLineId, qty }) => `${channelLineId}×${qty}`)].join(' '));
/** Notices as "p1 active L1×2 T-p1". */
export const told = ({ desired }: ReturnType<typeof fold>): string[] =>
  desired.notices.map(({ shipmentId, state, lines, trackings }) => [shipmentId, state, ...lines.map(({ channelLineId, qty }) => `${channelLineId}×${qty}`), ...trackings.map(({ number }) => number)].join(' '));
export const codes = ({ state }: ReturnType<typeof fold>): string[] => (state?.exceptions ?? []).map(({ code }) => code);
