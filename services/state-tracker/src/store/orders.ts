import type { Knex } from 'knex';
import type { Desired } from '../order/desired.ts';
import { type Fact, factName, type Facts } from '../order/facts.ts';
import type { Timer } from '../order/fold.ts';
import type { State } from '../order/status.ts';
import type { Headline } from './history.ts';

export type Database = Knex;
export type Transaction = Knex.Transaction;

export type StoredOrder = {
  readonly orderKey: string;
  readonly version: number;
  /** SHA-256 of state and desired records in canonical form, to see a change. */
  readonly digest: string;
  readonly headline: Headline;
  readonly waitingMapVersion: number | null;
  readonly timer: Timer | null;
  /** Which version of folding its facts and state are from. */
  readonly foldVersion: number;
};

export type OrderRow = {
  readonly orderKey: string;
  readonly tenant: string;
  readonly channel: string;
  readonly account: string;
  readonly partition: number;
  readonly state: State;
  readonly desired: Desired;
  readonly digest: string;
  readonly traceId: string;
  readonly recordedAt: number;
  readonly version: number;
  readonly waitingMapVersion: number | null;
  readonly timer: Timer | null;
  /** Which version of folding its facts and state are from. */
  readonly foldVersion: number;
};

export type AcceptedEvent = { readonly eventId: string; readonly orderKey: string; readonly row: string; readonly value: unknown };

/**
 * Locks the orders until the transaction ends, in one order for everybody, whether their rows exist or not: two
 * batches that share orders wait for each other and never in a circle.
 */
export async function lockOrders(transaction: Knex.Transaction, orderKeys: readonly string[]): Promise<void> {
  await transaction.raw('select pg_advisory_xact_lock(lock) from (select distinct hashtextextended(key, 1) as lock from unnest(?::text[]) as key order by 1) as locks', [[...orderKeys]]);
}

/** Ids among the given ones that were accepted before. */
export async function acceptedIds(transaction: Knex.Transaction, eventIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await transaction.raw<{ rows: { event_id: string }[] }>('select event_id from tracker.events where event_id = any(?::text[])', [[...eventIds]]);
  return new Set(rows.map((row) => row.event_id));
}

export async function readFacts(transaction: Knex.Transaction, orderKeys: readonly string[]): Promise<Map<string, Facts>> {
  const { rows } = await transaction.raw<{ rows: (Fact & { order_key: string })[] }>('select order_key, kind, subject, rank, at::float8 as at, body from tracker.facts where order_key = any(?::text[])', [[...orderKeys]]);
  const found = new Map<string, Map<string, Fact>>(orderKeys.map((key) => [key, new Map()]));
  for (const { order_key, ...fact } of rows) found.get(order_key)?.set(factName(fact), fact);
  return found;
}

export async function readOrders(transaction: Knex.Transaction, orderKeys: readonly string[]): Promise<Map<string, StoredOrder>> {
  const { rows } = await transaction.raw<{ rows: (Omit<StoredOrder, 'headline' | 'timer'> & Headline & { timerAt: number | null; timerCode: string | null })[] }>(
    `select order_key as "orderKey", version::float8 as version, digest, status, state->'flags' as flags, jsonb_path_query_array(state, '$.exceptions[*].code') as exceptions,
            waiting_map_version::float8 as "waitingMapVersion", floor(extract(epoch from timer_at) * 1000)::float8 as "timerAt", timer_code as "timerCode", fold_version as "foldVersion"
     from tracker.orders where order_key = any(?::text[])`,
    [[...orderKeys]],
  );
  return new Map(
    rows.map(({ status, flags, exceptions, timerAt, timerCode, ...row }) => {
      const timer = timerAt === null || timerCode === null ? null : { code: timerCode, at: timerAt };
      return [row.orderKey, { ...row, headline: { status, flags, exceptions }, timer }];
    }),
  );
}

export async function writeEvents(transaction: Knex.Transaction, events: readonly AcceptedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await transaction.raw(
    `insert into tracker.events (event_id, order_key, topic_row, value)
     select event->>'eventId', event->>'orderKey', event->>'row', event->'value' from jsonb_array_elements(?::jsonb) as event
     on conflict do nothing`,
    [JSON.stringify(events)],
  );
}

export async function writeFacts(transaction: Knex.Transaction, facts: readonly (Fact & { orderKey: string })[]): Promise<void> {
  if (facts.length === 0) return;
  await transaction.raw(
    `insert into tracker.facts (order_key, kind, subject, rank, at, body)
     select fact->>'orderKey', fact->>'kind', fact->>'subject', fact->'rank', (fact->>'at')::bigint, fact->'body' from jsonb_array_elements(?::jsonb) as fact
     on conflict (order_key, kind, subject) do update set rank = excluded.rank, at = excluded.at, body = excluded.body`,
    [JSON.stringify(facts)],
  );
}

/** What is published with an order changes only with its version, so that a repeated announcement says the same. */
export async function writeOrders(transaction: Knex.Transaction, orders: readonly OrderRow[]): Promise<void> {
  if (orders.length === 0) return;
  await transaction.raw(
    `insert into tracker.orders (order_key, tenant, channel, account, partition, status, state, desired, digest, trace_id, recorded_at, version, waiting_map_version, timer_at, timer_code, fold_version)
     select r->>'orderKey', r->>'tenant', r->>'channel', r->>'account', (r->>'partition')::int, r->'state'->>'status', r->'state', r->'desired', r->>'digest',
            r->>'traceId', (r->>'recordedAt')::bigint, (r->>'version')::bigint, (r->>'waitingMapVersion')::bigint, to_timestamp((r->'timer'->>'at')::float8 / 1000), r->'timer'->>'code', (r->>'foldVersion')::int
     from jsonb_array_elements(?::jsonb) as r
     on conflict (order_key) do update set status = excluded.status, state = excluded.state, desired = excluded.desired, digest = excluded.digest, version = excluded.version,
       waiting_map_version = excluded.waiting_map_version, timer_at = excluded.timer_at, timer_code = excluded.timer_code, fold_version = excluded.fold_version,
       trace_id = case when orders.version < excluded.version then excluded.trace_id else orders.trace_id end,
       recorded_at = case when orders.version < excluded.version then excluded.recorded_at else orders.recorded_at end,
       updated_at = case when orders.version < excluded.version then now() else orders.updated_at end`,
    [JSON.stringify(orders)],
  );
}

/** Everything that was accepted about the orders, in no order. */
export async function readEvents(transaction: Knex.Transaction, orderKeys: readonly string[]): Promise<AcceptedEvent[]> {
  if (orderKeys.length === 0) return [];
  const { rows } = await transaction.raw<{ rows: AcceptedEvent[] }>('select event_id as "eventId", order_key as "orderKey", topic_row as row, value from tracker.events where order_key = any(?::text[])', [[...orderKeys]]);
  return rows;
}

export async function deleteFacts(transaction: Knex.Transaction, facts: readonly { readonly orderKey: string; readonly kind: string; readonly subject: string }[]): Promise<void> {
  if (facts.length === 0) return;
  await transaction.raw(
    `delete from tracker.facts using unnest(?::text[], ?::text[], ?::text[]) as gone (order_key, kind, subject)
     where facts.order_key = gone.order_key and facts.kind = gone.kind and facts.subject = gone.subject`,
    [facts.map(({ orderKey }) => orderKey), facts.map(({ kind }) => kind), facts.map(({ subject }) => subject)],
  );
}

/** Orders that wait for a map row and were last looked at before the tenant's maps changed. */
export async function ordersToLookAtAgain(database: Knex, limit: number): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { order_key: string }[] }>(
    `select order_key from tracker.orders join shared.map_versions using (tenant)
     where waiting_map_version is not null and waiting_map_version < map_versions.version limit ?`,
    [limit],
  );
  return rows.map((row) => row.order_key);
}
