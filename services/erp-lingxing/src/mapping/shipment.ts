import type { Shipment, SourceLine } from '@tributary/contracts';
import type { OpenedRaw, ShipmentDraft } from '@tributary/ingest-kit';
import { addDecimals } from '@tributary/kernel';
import { ourNumbers } from './our-numbers.ts';
import type { OutboundPayload } from './payload.ts';
import { withoutPersonal } from './redact.ts';
import { isSettled } from './settled.ts';

/** `status` → Lingxing's words. Source: apidoc.lingxing.com, wmsOrderList. */
const statusWords: Readonly<Record<string, string>> = { '1': '物流下单', '2': '待出库', '3': '已出库', '4': '已截单' };

/** One outbound as each of our orders in it sees it. Its lines are not told by order, so a parcel of several orders shows all of them to each. */
export function mapOutbound(outbound: OutboundPayload, raw: OpenedRaw): ShipmentDraft[] {
  const trackingNumber = outbound.tracking_no ?? outbound.waybill_no;
  const carrier = outbound.actual_carrier ?? outbound.logistics_provider_name;
  const status = statusOf(outbound, trackingNumber);
  const shippedAt = outbound.status === '3' ? (outbound.stock_delivered_at ?? outbound.delivered_at) : null;
  return ourNumbers(raw.orderKeys, outbound.platform_order_no).map(({ orderKey, number }) => ({
    row: 'shipment',
    order: { orderKey },
    revision: { at: outbound.update_at, seq: 0 },
    settled: isSettled(outbound.update_at, raw.asOf),
    occurredAt: shippedAt ?? outbound.update_at,
    marketplace: null,
    salesPartner: null,
    shipmentId: outbound.wo_number,
    parcelId: trackingNumber === null ? null : `${carrier ?? ''}:${trackingNumber}`.toUpperCase().replaceAll(/\s/g, ''),
    externalNo: number === '' ? null : number,
    purpose: outbound.order_from?.includes('补发') === true ? 'resend' : 'original',
    status,
    statusRaw: wordsOf(outbound),
    lines: [],
    sourceLines: linesOf(outbound),
    carrier,
    service: outbound.logistics_type_name,
    trackingNumber,
    trackingUrl: null,
    shippedAt,
    warehouse: outbound.wid,
    sourceRefs: [['global_order_no', outbound.order_number] as const, ['waybill_no', outbound.waybill_no] as const].flatMap(([kind, value]) => (value === null ? [] : [{ kind, value }])),
  }));
}

/** Shipped is never guessed: without a number to follow it nobody could be told anything. */
function statusOf({ status }: OutboundPayload, trackingNumber: string | null): Shipment['status'] {
  switch (status) {
    case '1':
    case '2':
      return 'awaiting_handover';
    case '3':
      return trackingNumber === null ? 'awaiting_handover' : 'shipped';
    case '4':
      return 'voided';
    default:
      return 'UNKNOWN';
  }
}

/** What went wrong stands beside the status, in the warehouse's words: "2 待出库, logistics_status 4: 余额不足". */
function wordsOf(outbound: OutboundPayload): string {
  const troubles = [
    { name: 'logistics_status', value: outbound.logistics_status, bad: ['4', '42'], message: outbound.logistics_message },
    { name: 'cancel_status', value: outbound.cancel_status, bad: ['2'], message: outbound.cancel_message },
    { name: 'delivery_status', value: outbound.delivery_status, bad: ['22'], message: outbound.delivery_message },
  ].flatMap(({ name, value, bad, message }) => (value !== null && bad.includes(value) ? [`${name} ${value}${message === null ? '' : `: ${withoutPersonal(message, outbound.personal)}`}`] : []));
  return [`${outbound.status} ${outbound.status_name ?? statusWords[outbound.status] ?? ''}`.trim(), ...troubles].join(', ');
}

/** Units by SKU; several lines of one SKU are one. */
function linesOf({ product_info }: OutboundPayload): SourceLine[] {
  const units = new Map<string, string>();
  for (const { sku, count } of product_info) if (sku !== null && count !== null) units.set(sku, addDecimals(units.get(sku) ?? '0', count));
  return [...units].map(([erpSku, qty]) => ({ erpSku, qty }));
}
