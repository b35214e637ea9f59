import type { RawRecord } from '@tributary/contracts';
import type { CancellationDraft, ErpOrderDraft, InventoryDraft, OrderDraft, OrderReference, RefundDraft, ShipmentDraft } from './canonical-draft.ts';

/** One draft of every row, as small as its type allows, for specs; `at` is its revision and the time of everything. */

export const at = Date.parse('2026-03-01T12:00:00Z');
const told = { revision: { at, seq: 0 }, occurredAt: at, marketplace: null, salesPartner: null } as const;

export const personal = { shipTo: null, billTo: null, buyerName: 'Jane Roe', buyerEmail: null, buyerPhone: null, buyerNote: null, attributes: null };

export function orderDraft(channelOrderId: string, more: Partial<OrderDraft> = {}): OrderDraft {
  return {
    row: 'order', ...told, settled: false, channelOrderId, displayNumber: null, isTest: false, channelStatus: 'open', channelStatusRaw: 'open', actionable: true, notActionable: [],
    paymentStatus: 'paid', paymentStatusRaw: 'paid', placedAt: at, paidAt: null, cancelledAt: null, closedAt: null, serviceLevel: null,
    shipTo: { country: 'US', region: null, regionCode: null, city: 'Troy', postalPrefix: null, quality: 'clear' }, personal, buyerId: 'buyer-1', lines: [], groups: null, related: [],
    currency: 'USD', presentmentCurrency: null, pricesIncludeTax: false, shippingAmount: '0', discountTotal: '0', taxTotal: '0', grandTotal: '0', refundedTotal: '0', tags: [], ...more,
  };
}

export function shipmentDraft(order: OrderReference, more: Partial<ShipmentDraft> = {}): ShipmentDraft {
  return {
    row: 'shipment', ...told, order, settled: true, shipmentId: 's-1', parcelId: null, externalNo: null, purpose: 'original', status: 'shipped', statusRaw: 'success', lines: [],
    sourceLines: [], carrier: 'UPS', service: null, trackingNumber: '1Z', trackingUrl: null, shippedAt: at, warehouse: null, sourceRefs: [], ...more,
  };
}

export function cancellationDraft(order: OrderReference): CancellationDraft {
  return {
    row: 'cancellation', ...told, order, cancellationId: 'c-1', version: 0, kind: 'executed', requestedBy: 'buyer', requestedAt: at, lines: [], reason: 'changed_mind', reasonRaw: null,
    decision: 'approved', decidedBy: null, decidedAt: null, channelOutcome: 'done', restock: true, mode: 'live',
  };
}

export function refundDraft(order: OrderReference): RefundDraft {
  return { row: 'refund', ...told, order, refundId: 'r-1', movedAt: at, status: 'done', by: 'channel', currency: 'USD', lines: [], shippingAmount: '0', adjustment: '0', total: '5' };
}

export function erpOrderDraft(order: OrderReference): ErpOrderDraft {
  return {
    row: 'erp-order', ...told, order, settled: true, erp: 'anvil', erpAccount: 'main', store: '110', erpOrderId: 'e-1', externalNo: 'US-1-P1-R1', intake: 'hub', resendOf: null,
    mergedKeys: [], splitType: 'original', status: 'review', statusRaw: '3', blocked: [], warehouse: null, method: null, items: [], reviewedAt: null, shippedAt: null, cancelledAt: null,
  };
}

export function inventoryDraft(more: Partial<InventoryDraft> = {}): InventoryDraft {
  return {
    row: 'inventory', ...told, system: 'anvil', systemAccount: 'main', role: 'physical', location: 'W 1', owner: '', sku: 'MUG/RED', condition: 'sellable', available: '5', onHand: '7',
    reserved: null, inspecting: null, damaged: null, inbound: null, inTransit: null, asOf: at, scanId: 'scan-1', vanished: false, ...more,
  };
}

export function rawOf(more: Partial<RawRecord> = {}): RawRecord {
  return {
    eventId: 'raw-1', tenant: 't', channel: 'acme', account: 'us', kind: 'resource', resourceType: 'order', resourceId: '1', vendorRevision: null, orderKeys: [], asOf: null,
    topic: 'orders/create', deliveryId: null, recordedAt: at, via: 'poll', verified: 'tls', contentType: null, traceId: 'trace-1', keyId: 'raw:2026-03-01', body: Buffer.alloc(0), ...more,
  };
}
