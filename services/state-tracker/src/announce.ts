import { explain, failed, ok, type Failure, type Result } from '@tributary/kernel';
import type { Outbound, Producer } from '@tributary/stream';
import { type Digest, newsOf } from './records.ts';
import { type Announced, lockPartition, noteAnnounced, ordersToAnnounce, refuse, type ToAnnounce } from './store/announcements.ts';
import type { Database, Transaction } from './store/orders.ts';

export type AnnouncerPorts = {
  readonly database: Database;
  attempt<T>(action: string, work: () => Promise<T>): Promise<Result<T>>;
  readonly producer: Producer;
  readonly digest: Digest;
  /** Told of an order that no topic takes; it is announced again once it changes. */
  refused(orderKey: string, failure: Failure): void;
};

const ordersPerRound = 200;
/** Records of one send; a single order may have more. At some 2 KB each this is a megabyte in memory. */
const recordsPerSend = 500;

/**
 * Publishes what has changed of every order whose row has changed since it was last published, one publisher per
 * partition at a time. Dies it between a send and its note of it, the same records with the same ids are sent again.
 * Answers how many orders were dealt with.
 */
export async function announcePartition(ports: AnnouncerPorts, partition: number): Promise<Result<number>> {
  const round = await ports.attempt('announcing orders', () =>
    ports.database.transaction(async (transaction): Promise<Result<number>> => {
      if (!(await lockPartition(transaction, partition))) return ok(0);
      const orders = await ordersToAnnounce(transaction, partition, ordersPerRound);
      for (const send of sendsOf(ports.digest, orders)) {
        const sent = await announceThese(ports, transaction, send);
        // What went out before is noted all the same: the transaction ends well.
        if (!sent.ok) return sent;
      }
      return ok(orders.length);
    }),
  );
  return round.ok ? round.value : round;
}

type Told = { readonly order: ToAnnounce; readonly records: readonly Outbound[]; readonly announced: Announced };

/** Whole orders, so many that a send stays small; a large order goes alone. */
function sendsOf(digest: Digest, orders: readonly ToAnnounce[]): Told[][] {
  const sends: Told[][] = [];
  let room = 0;
  for (const order of orders) {
    const told = { order, ...newsOf(digest, order) };
    const last = sends.at(-1);
    if (last === undefined || told.records.length > room) {
      sends.push([told]);
      room = recordsPerSend - told.records.length;
    } else {
      last.push(told);
      room -= told.records.length;
    }
  }
  return sends;
}

/** One order that no topic takes must not keep the others back: it is set aside with the reason, visible in its row. */
async function announceThese(ports: AnnouncerPorts, transaction: Transaction, send: readonly Told[]): Promise<Result<void>> {
  const sent = await ports.producer.send(send.flatMap(({ records }) => records));
  if (sent.ok) {
    await noteAnnounced(transaction, send.map(({ order, announced }) => ({ ...order, announced })));
    return ok();
  }
  const [first, ...others] = send;
  if (sent.failure.kind !== 'invalid' || first === undefined) return failed(sent.failure);
  if (others.length === 0) {
    await refuse(transaction, first.order, explain(sent.failure));
    ports.refused(first.order.orderKey, sent.failure);
    return ok();
  }
  for (const told of send) {
    const alone = await announceThese(ports, transaction, [told]);
    if (!alone.ok) return alone;
  }
  return ok();
}
