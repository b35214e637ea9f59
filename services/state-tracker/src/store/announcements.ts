import type { Knex } from 'knex';
import type { Desired } from '../order/desired.ts';
import type { State } from '../order/status.ts';

export type Announced = Readonly<Record<string, string>>;

export type ToAnnounce = {
  readonly orderKey: string;
  readonly tenant: string;
  readonly channel: string;
  readonly account: string;
  readonly state: State;
  readonly desired: Desired;
  readonly traceId: string;
  readonly recordedAt: number;
  readonly version: number;
  /** Version that was published last, as far as it could be noted. */
  readonly announcedVersion: number;
  /** Digests of what was published of that version, by name of the record. */
  readonly announced: Announced;
  /** Epoch ms. */
  readonly updatedAt: number;
};

/** As the index of these rows says it. */
const toAnnounce = 'announced_version < version and refused_version is distinct from version';

/** True for one transaction at a time; the lock goes with the transaction, or with its connection. */
export async function lockPartition(transaction: Knex.Transaction, partition: number): Promise<boolean> {
  const { rows } = await transaction.raw<{ rows: { locked: boolean }[] }>(`select pg_try_advisory_xact_lock(hashtext('tributary.announce.order'), ?) as locked`, [partition]);
  return rows[0]?.locked ?? false;
}

/** Partitions that hold orders to announce. */
export async function partitionsToAnnounce(database: Knex): Promise<number[]> {
  const { rows } = await database.raw<{ rows: { partition: number }[] }>(`select distinct partition from tracker.orders where ${toAnnounce}`);
  return rows.map((row) => row.partition);
}

export async function ordersToAnnounce(transaction: Knex.Transaction, partition: number, limit: number): Promise<ToAnnounce[]> {
  const { rows } = await transaction.raw<{ rows: ToAnnounce[] }>(
    `select order_key as "orderKey", tenant, channel, account, state, desired, trace_id as "traceId", recorded_at::float8 as "recordedAt", version::float8 as version, announced_version::float8 as "announcedVersion", announced,
            floor(extract(epoch from updated_at) * 1000)::float8 as "updatedAt"
     from tracker.orders where partition = ? and ${toAnnounce} order by updated_at limit ?`,
    [partition, limit],
  );
  return rows;
}

/** Notes what was published; a row that has moved on meanwhile stays to be announced. */
export async function noteAnnounced(transaction: Knex.Transaction, orders: readonly Pick<ToAnnounce, 'orderKey' | 'version' | 'announced'>[]): Promise<void> {
  await transaction.raw(
    `update tracker.orders set announced_version = sent.version, announced = sent.announced from unnest(?::text[], ?::bigint[], ?::jsonb[]) as sent (order_key, version, announced)
     where orders.order_key = sent.order_key and orders.announced_version < sent.version`,
    [orders.map((order) => order.orderKey), orders.map((order) => order.version), orders.map((order) => JSON.stringify(order.announced))],
  );
}

/** Sets an order aside until it changes again. */
export async function refuse(transaction: Knex.Transaction, { orderKey, version }: ToAnnounce, reason: string): Promise<void> {
  await transaction.raw('update tracker.orders set refused_version = ?, refused_text = ? where order_key = ?', [version, reason, orderKey]);
}
