import type { FulfillmentRequest, OrderState } from '@tributary/contracts';
import { canonicalJson, ok, type Result } from '@tributary/kernel';
import type { Outbound, Producer } from '@tributary/stream';
import type { DesiredPart } from './order/desired.ts';
import type { State } from './order/status.ts';
import type { Database } from './store/orders.ts';
import { announced, lockPartition, ordersToAnnounce, type ToAnnounce } from './store/announcements.ts';

export type AnnouncerPorts = {
  readonly database: Database;
  attempt<T>(action: string, work: () => Promise<T>): Promise<Result<T>>;
  readonly producer: Producer;
  digest(tenant: string, purpose: 'event-id' | 'content', content: string): string;
};

const ordersPerRound = 200;
const mapperVersion = 1;

/**
 * Publishes the current state of every order whose row has changed since it was last published, one publisher per
 * partition at a time. Dies it between the send and its note of it, the same records with the same ids are sent again.
 * Answers how many orders were announced.
 */
export async function announcePartition(ports: AnnouncerPorts, partition: number): Promise<Result<number>> {
  const round = await ports.attempt('announcing orders', () =>
    ports.database.transaction(async (transaction): Promise<Result<number>> => {
      if (!(await lockPartition(transaction, partition))) return ok(0);
      const orders = await ordersToAnnounce(transaction, partition, ordersPerRound);
      if (orders.length === 0) return ok(0);
      const sent = await ports.producer.send(orders.flatMap((order) => recordsOf(ports, order)));
      if (!sent.ok) return sent;
      await announced(transaction, orders);
      return ok(orders.length);
    }),
  );
  return round.ok ? round.value : round;
}

/** Desired state first: whoever sees the order's new state finds its requests already there. */
function recordsOf(ports: AnnouncerPorts, order: ToAnnounce): Outbound[] {
  const requests = order.desired.map((part): Outbound => ({ row: 'fulfillment-request', key: order.orderKey, value: requestOf(ports, order, part) }));
  return [...requests, { row: 'order-state', key: order.orderKey, value: stateOf(ports, order, order.state) }];
}

function requestOf(ports: AnnouncerPorts, order: ToAnnounce, part: DesiredPart): FulfillmentRequest {
  const { personal, ...readable } = part;
  return { ...envelope(ports, order, `fulfillment-request/${part.part}/${part.incarnation}`, part), ...readable, version: order.version, personal: personal === null ? null : Buffer.from(personal, 'base64') };
}

function stateOf(ports: AnnouncerPorts, order: ToAnnounce, state: State): OrderState {
  const { exceptions, flags, legs, lines, ...rest } = state;
  return { ...envelope(ports, order, 'order-state', state), orderKey: order.orderKey, version: order.version, ...rest, exceptions: [...exceptions], flags: [...flags], legs: [...legs], lines: [...lines] };
}

/** The first fields of every value. The row's version is the source's sequence; time of writing is no part of the id. */
function envelope(ports: AnnouncerPorts, order: ToAnnounce, kind: string, content: unknown) {
  const { tenant, channel, account } = order;
  const digest = ports.digest(tenant, 'content', canonicalJson(content));
  return {
    eventId: ports.digest(tenant, 'event-id', `${kind}\n${order.orderKey}\n${order.version}\n${digest}`),
    tenant,
    channel,
    account,
    marketplace: null,
    salesPartner: null,
    origin: 'tributary',
    echoOf: null,
    revision: { at: order.updatedAt, seq: order.version, digest },
    mapperVersion,
    occurredAt: order.state.since,
    recordedAt: order.recordedAt,
    timeZone: 'UTC',
    traceId: order.traceId,
    rawRef: null,
  };
}
