import type { CancellationParty, CancellationReason } from '@tributary/contracts';
import type { CancellationDraft, CanonicalDraft, RefundDraft, ShipmentDraft } from '@tributary/ingest-kit';
import { addDecimals } from '@tributary/kernel';
import { refundDraft } from './refund.ts';
import { shipmentDraft } from './shipment.ts';
import { orderOfSnapshot, revisionOf } from './snapshot-order.ts';
import type { Snapshot } from './snapshot.ts';

/** No other snapshot can have a revision any more once Shopify's clock has passed its second. */
const granularityMs = 1_000;

/** Everything that one snapshot says. `asOf` is Shopify's clock before the order was read, epoch ms. */
export function mapSnapshot({ order }: { readonly order: Snapshot }, asOf: number | null): CanonicalDraft[] {
  const settled = isSettled(revisionOf(order), asOf);
  return [
    ...orderOfSnapshot(order, settled),
    ...order.fulfillments.map((parcel) => shipmentOf(parcel, order.id, asOf)),
    ...order.refunds.map((refund) => refundOf(refund, order)),
    ...(order.cancelledAt === null ? [] : [cancellationOf(order, order.cancelledAt)]),
  ];
}

export function isSettled(revisionAt: number, asOf: number | null): boolean {
  return asOf !== null && asOf >= revisionAt + granularityMs;
}

/** Words that only repeat that it was fulfilled or called back. */
const noProgress = new Set(['fulfilled', 'marked_as_fulfilled', 'submitted', 'canceled']);

function shipmentOf(parcel: Snapshot['fulfillments'][number], orderId: string, asOf: number | null): ShipmentDraft {
  const { trackingInfo, displayStatus } = parcel;
  return shipmentDraft({
    id: parcel.id,
    orderId,
    updatedAt: parcel.updatedAt,
    createdAt: parcel.createdAt,
    settled: isSettled(parcel.updatedAt, asOf),
    status: parcel.status,
    progress: displayStatus === null || noProgress.has(displayStatus) ? null : displayStatus,
    location: parcel.location,
    company: trackingInfo[0]?.company ?? null,
    numbers: trackingInfo.flatMap(({ number }) => number ?? []),
    urls: trackingInfo.flatMap(({ url }) => url ?? []),
    lines: parcel.fulfillmentLineItems.map(({ lineItem, quantity }) => ({ lineId: lineItem.id, quantity: quantity ?? 0 })),
  });
}

function refundOf(refund: Snapshot['refunds'][number], order: Snapshot): RefundDraft {
  return refundDraft({
    id: refund.id,
    orderId: order.id,
    updatedAt: refund.updatedAt,
    movedAt: refund.processedAt,
    currency: order.currencyCode,
    lines: refund.refundLineItems.map((line) => ({ lineId: line.lineItem.id, quantity: line.quantity, restock: line.restockType, subtotal: line.subtotalSet.shopMoney.amount, tax: line.totalTaxSet.shopMoney.amount })),
    shipping: refund.refundShippingLines.map((line) => line.subtotalAmountSet.shopMoney.amount),
    adjustments: refund.orderAdjustments.map((entry) => addDecimals(entry.amountSet.shopMoney.amount, entry.taxAmountSet.shopMoney.amount)),
    transactions: refund.transactions.filter(({ kind }) => kind === 'refund').map(({ status }) => status),
    total: refund.totalRefundedSet.shopMoney.amount,
  });
}

const reasons: Readonly<Record<string, CancellationReason>> = { customer: 'changed_mind', inventory: 'out_of_stock', fraud: 'fraud', declined: 'payment', staff: 'other', other: 'other' };

/** Shopify cancels whole orders and keeps no record of it beside the order: it is named by the order. */
function cancellationOf(order: Snapshot, cancelledAt: number): CancellationDraft {
  const at = revisionOf(order);
  const word = order.cancelReason;
  const requestedBy: CancellationParty = word === 'customer' ? 'buyer' : 'seller';
  return {
    row: 'cancellation',
    order: { channelOrderId: order.id },
    revision: { at, seq: 0 },
    occurredAt: at,
    marketplace: null,
    salesPartner: null,
    cancellationId: order.id,
    version: 0,
    kind: 'executed',
    requestedBy,
    requestedAt: cancelledAt,
    lines: [],
    reason: word !== null && Object.hasOwn(reasons, word) ? (reasons[word] ?? 'UNKNOWN') : 'UNKNOWN',
    reasonRaw: word,
    decision: 'approved',
    decidedBy: null,
    decidedAt: cancelledAt,
    channelOutcome: 'done',
    restock: order.refunds.some(({ refundLineItems }) => refundLineItems.some(({ restockType }) => restockType === 'cancel')),
    mode: 'live',
  };
}
