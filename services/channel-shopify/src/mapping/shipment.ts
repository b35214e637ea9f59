import type { LineQty, ShipmentStatus, SourceRef } from '@tributary/contracts';
import type { ShipmentDraft } from '@tributary/ingest-kit';
import { lookUp } from './status.ts';

/** One fulfillment, whether a webhook or the GraphQL API told of it. Words are in small letters. */
export type Fulfillment = {
  readonly id: string;
  readonly orderId: string;
  readonly updatedAt: number;
  readonly createdAt: number;
  readonly settled: boolean;
  readonly status: string;
  /** What the carrier says, where it said anything. */
  readonly progress: string | null;
  readonly location: string | null;
  readonly company: string | null;
  readonly numbers: readonly string[];
  readonly urls: readonly string[];
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
};

/**
 * What Shopify calls a fulfillment has left the house: its order counts as fulfilled from then on, whatever the carrier
 * says. A parcel that is stopped or lost is still one.
 */
const progresses: Readonly<Record<string, ShipmentStatus>> = {
  in_transit: 'in_transit',
  out_for_delivery: 'in_transit',
  attempted_delivery: 'in_transit',
  carrier_picked_up: 'in_transit',
  delayed: 'in_transit',
  delivered: 'delivered',
  picked_up: 'delivered',
  failure: 'exception',
  not_delivered: 'exception',
};

const statuses: Readonly<Record<string, ShipmentStatus>> = { cancelled: 'voided', error: 'exception', failure: 'exception' };

export function shipmentDraft(fulfillment: Fulfillment): ShipmentDraft {
  const { id, orderId, updatedAt, status, progress, numbers, urls } = fulfillment;
  return {
    row: 'shipment',
    order: { channelOrderId: orderId },
    revision: { at: updatedAt, seq: 0 },
    occurredAt: updatedAt,
    settled: fulfillment.settled,
    marketplace: null,
    salesPartner: null,
    shipmentId: id,
    parcelId: null,
    externalNo: null,
    purpose: 'original',
    status: lookUp(statuses, status) ?? lookUp(progresses, progress ?? '') ?? 'shipped',
    statusRaw: progress === null ? status : `${status} ${progress}`,
    lines: fulfillment.lines.map(({ lineId, quantity }): LineQty => ({ channelLineId: lineId, qty: String(quantity) })),
    sourceLines: [],
    carrier: fulfillment.company,
    service: null,
    trackingNumber: numbers[0] ?? null,
    trackingUrl: urls[0] ?? null,
    shippedAt: fulfillment.createdAt,
    warehouse: fulfillment.location,
    sourceRefs: [{ kind: 'fulfillment', value: `gid://shopify/Fulfillment/${id}` }, ...numbers.slice(1).map((value): SourceRef => ({ kind: 'tracking_number', value }))],
  };
}
