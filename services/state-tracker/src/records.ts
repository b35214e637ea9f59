import { canonicalJson } from '@tributary/kernel';
import type { Outbound } from '@tributary/stream';
import type { DesiredCancellation, DesiredNotice, DesiredPart } from './order/desired.ts';
import type { Announced, ToAnnounce } from './store/announcements.ts';

export type Digest = (tenant: string, purpose: 'event-id' | 'content', content: string) => string;

const mapperVersion = 1;

/** A record by the name that it has within its order and a digest of what it says; made only where that is news. */
type Named = { readonly name: string; readonly digest: string; record(): Outbound };

/**
 * What of an order is not what was published last, and what has been published once that is out. A version in between
 * may have gone out without its note, because the answer was lost or the process died: what others hold is not known
 * then, and all of it is said again. Else what changed and changed back would stay with them as it was in between.
 */
export function newsOf(digest: Digest, order: ToAnnounce): { readonly records: readonly Outbound[]; readonly announced: Announced } {
  const all = recordsOf(digest, order);
  const isInDoubt = order.version > order.announcedVersion + 1;
  return {
    records: all.filter((named) => isInDoubt || order.announced[named.name] !== named.digest).map((named) => named.record()),
    announced: Object.fromEntries(all.map((named) => [named.name, named.digest])),
  };
}

/** Everything that is published of an order. Desired state first: whoever sees the order's new state finds it already there. */
function recordsOf(digest: Digest, order: ToAnnounce): Named[] {
  const { requests, notices, cancellations } = order.desired;
  return [...requests.map((part) => requestOf(digest, order, part)), ...notices.map((notice) => noticeOf(digest, order, notice)), ...cancellations.map((cancellation) => cancellationOf(digest, order, cancellation)), stateOf(digest, order)];
}

function requestOf(digest: Digest, order: ToAnnounce, part: DesiredPart): Named {
  return named(digest, order, { kind: 'fulfillment-request', subject: `${part.part}/${part.incarnation}`, content: part }, (envelope) => {
    const personal = part.personal === null ? null : Buffer.from(part.personal, 'base64');
    return { row: 'fulfillment-request', key: order.orderKey, value: { ...envelope, ...part, version: order.version, personal } };
  });
}

function noticeOf(digest: Digest, order: ToAnnounce, notice: DesiredNotice): Named {
  const subject = `${notice.erp}:${notice.erpAccount}/${notice.shipmentId}`;
  return named(digest, order, { kind: 'shipment-notice', subject, content: notice }, (envelope) => ({ row: 'shipment-notice', key: order.orderKey, value: { ...envelope, ...notice, version: order.version } }));
}

function cancellationOf(digest: Digest, order: ToAnnounce, cancellation: DesiredCancellation): Named {
  return named(digest, order, { kind: 'cancellation', subject: cancellation.cancellationId, content: cancellation }, (envelope) => ({ row: 'cancellation', key: order.orderKey, value: { ...envelope, ...cancellation, version: order.version } }));
}

function stateOf(digest: Digest, order: ToAnnounce): Named {
  const { tenant, channel, account, orderKey, version, state } = order;
  const place = { tenant, channel, account, marketplace: null, salesPartner: null, timeZone: 'UTC' };
  return named(digest, order, { kind: 'order-state', subject: '', content: state }, (envelope) => ({ row: 'order-state', key: orderKey, value: { ...envelope, ...place, orderKey, version, ...state } }));
}

type Told = { readonly kind: string; readonly subject: string; readonly content: unknown };

function named(digest: Digest, order: ToAnnounce, told: Told, record: (envelope: ReturnType<typeof envelopeOf>) => Outbound): Named {
  const contentDigest = digest(order.tenant, 'content', canonicalJson(told.content));
  return { name: `${told.kind} ${told.subject}`, digest: contentDigest, record: () => record(envelopeOf(digest, order, told, contentDigest)) };
}

/** What the publisher adds to every value. The row's version is the source's sequence; time of writing is no part of the id. */
function envelopeOf(digest: Digest, order: ToAnnounce, { kind, subject }: Told, contentDigest: string) {
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
