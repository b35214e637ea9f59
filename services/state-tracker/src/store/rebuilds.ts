import type { Knex } from 'knex';

export type OpenRebuild = { readonly id: string; readonly orderKey: string | null; /** Orders up to here are done. */ readonly lastKey: string; readonly total: number | null };

/** The oldest rebuild that nobody else works at, those of one order before those of all; held until the transaction ends. */
export async function takeRebuild(transaction: Knex.Transaction): Promise<OpenRebuild | undefined> {
  const { rows } = await transaction.raw<{ rows: OpenRebuild[] }>(
    `select id, order_key as "orderKey", last_key as "lastKey", total::float8 as total from tracker.rebuilds
     where finished_at is null order by order_key is null, id limit 1 for update skip locked`,
  );
  return rows[0];
}

/** Counts the orders to go through. One pass over an index of all events, so it may take longer than other statements. */
export async function beginRebuild(transaction: Knex.Transaction, { id, orderKey }: OpenRebuild): Promise<void> {
  await transaction.raw(`set local statement_timeout = '10min'`);
  await transaction.raw(
    `update tracker.rebuilds set total = (select count(distinct order_key) from tracker.events where ?::text is null or order_key = ?) where id = ?`,
    [orderKey, orderKey, id],
  );
}

/** The next orders of a rebuild, in the order of their keys. */
export async function nextOrders(transaction: Knex.Transaction, { orderKey, lastKey }: OpenRebuild, limit: number): Promise<string[]> {
  if (orderKey !== null) return lastKey === '' ? [orderKey] : [];
  const { rows } = await transaction.raw<{ rows: { order_key: string }[] }>('select order_key from tracker.events where order_key > ? group by order_key order by order_key limit ?', [lastKey, limit]);
  return rows.map((row) => row.order_key);
}

export type RebuiltOrders = { readonly lastKey: string; readonly orders: number; readonly changed: number; readonly unfoldable: number; readonly error: string | undefined };

/** Notes how far it is, in the transaction that has rebuilt these orders: after a crash it goes on behind them. */
export async function noteProgress(transaction: Knex.Transaction, { id }: OpenRebuild, done: RebuiltOrders): Promise<void> {
  await transaction.raw(
    `update tracker.rebuilds set last_key = ?, progress = progress + ?, changed = changed + ?, unfoldable = unfoldable + ?, error = coalesce(?, error) where id = ?`,
    [done.lastKey, done.orders, done.changed, done.unfoldable, done.error ?? null, id],
  );
}

export async function finishRebuild(transaction: Knex.Transaction, { id }: OpenRebuild): Promise<void> {
  await transaction.raw('update tracker.rebuilds set finished_at = now() where id = ?', [id]);
}
