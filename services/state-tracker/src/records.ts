import type { Cancellation, FulfillmentRequest, OrderState, ShipmentNotice } from '@tributary/contracts';
import { canonicalJson } from '@tributary/kernel';
import type { Outbound } from '@tributary/stream';
import type { DesiredCancellation, DesiredNotice, DesiredPart } from './order/desired.ts';
import type { ToAnnounce } from './store/announcements.ts';

export type Digest = (tenant: string, purpose: 'event-id' | 'content', content: string) => string;

const mapperVersion = 1;

/** Everything that is published of an order. Desired state first: whoever sees the order's new state finds it already there. */
export function recordsOf(digest: Digest, order: ToAnnounce): Outbound[] {
  const { orderKey: key, desired } = order;
  return [
    ...desired.requests.map((part): Outbound => ({ row: 'fulfillment-request', key, value: requestOf(digest, order, part) })),
    ...desired.notices.map((notice): Outbound => ({ row: 'shipment-notice', key, value: noticeOf(digest, order, notice) })),
    ...desired.cancellations.map((cancellation): Outbound => ({ row: 'cancellation', key, value: cancellationOf(digest, order, cancellation) })),
    { row: 'order-state', key, value: stateOf(digest, order) },
  ];
}

function requestOf(digest: Digest, order: ToAnnounce, part: DesiredPart): FulfillmentRequest {
  const personal = part.personal === null ? null : Buffer.from(part.personal, 'base64');
  return { ...envelope(digest, order, { kind: 'fulfillment-request', subject: `${part.part}/${part.incarnation}`, content: part }), ...part, version: order.version, personal };
}

function noticeOf(digest: Digest, order: ToAnnounce, notice: DesiredNotice): ShipmentNotice {
  return { ...envelope(digest, order, { kind: 'shipment-notice', subject: `${notice.erp}:${notice.erpAccount}/${notice.shipmentId}`, content: notice }), ...notice, version: order.version };
}

function cancellationOf(digest: Digest, order: ToAnnounce, cancellation: DesiredCancellation): Cancellation {
  return { ...envelope(digest, order, { kind: 'cancellation', subject: cancellation.cancellationId, content: cancellation }), ...cancellation, version: order.version };
}

function stateOf(digest: Digest, order: ToAnnounce): OrderState {
  const { tenant, channel, account, orderKey, version, state } = order;
  const place = { tenant, channel, account, marketplace: null, salesPartner: null, timeZone: 'UTC' };
  return { ...envelope(digest, order, { kind: 'order-state', subject: '', content: state }), ...place, orderKey, version, ...state };
}

type Told = { readonly kind: string; readonly subject: string; readonly content: unknown };

/** What the publisher adds to every value. The row's version is the source's sequence; time of writing is no part of the id. */
function envelope(digest: Digest, order: ToAnnounce, { kind, subject, content }: Told) {
  const contentDigest = digest(order.tenant, 'content', canonicalJson(content));
  return {
    eventId: digest(order.tenant, 'event-id', [kind, order.orderKey, subject, order.version, contentDigest].join('\n')),
    origin: 'tributary',
    echoOf: null,
    revision: { at: order.updatedAt, seq: order.version, digest: contentDigest },
    mapperVersion,
    occurredAt: order.state.since,
    recordedAt: order.recordedAt,
    traceId: order.traceId,
    rawRef: null,
  };
}
