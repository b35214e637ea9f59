import type { Database, Transaction } from './orders.ts';

/** The moment at which time alone changes something about an order, epoch ms. */
export type DueTimer = { readonly orderKey: string; readonly code: string; readonly at: number };

/** Orders whose time has come by the database's clock, the longest overdue first. */
export async function dueTimers(database: Database, limit: number): Promise<DueTimer[]> {
  const { rows } = await database.raw<{ rows: DueTimer[] }>(
    `select order_key as "orderKey", timer_code as code, floor(extract(epoch from timer_at) * 1000)::float8 as at from tracker.orders
     where timer_at <= now() order by timer_at limit ?`,
    [limit],
  );
  return rows;
}

/** Orders that do not get on are looked at again in an hour, or when the maps change once more: never at once, never in a circle. */
export async function postpone(transaction: Transaction, orderKeys: readonly string[]): Promise<void> {
  if (orderKeys.length === 0) return;
  await transaction.raw(
    `update tracker.orders
     set timer_at = case when timer_at <= now() then date_trunc('milliseconds', now()) + interval '1 hour' else timer_at end,
         waiting_map_version = case when waiting_map_version is not null then (select version from shared.map_versions where map_versions.tenant = orders.tenant) end
     where order_key = any(?::text[])`,
    [[...orderKeys]],
  );
}
