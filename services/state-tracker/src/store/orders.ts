import type { Knex } from 'knex';
import type { DesiredPart } from '../order/desired.ts';
import { type Fact, factName, type Facts } from '../order/facts.ts';
import type { State } from '../order/status.ts';

export type Database = Knex;
export type Transaction = Knex.Transaction;

export type StoredOrder = { readonly orderKey: string; readonly version: number; /** SHA-256 of state and desired parts in canonical form, to see a change. */ readonly digest: string };

export type OrderRow = {
  readonly orderKey: string;
  readonly tenant: string;
  readonly channel: string;
  readonly account: string;
  readonly partition: number;
  readonly state: State;
  readonly desired: readonly DesiredPart[];
  readonly digest: string;
  readonly traceId: string;
  readonly recordedAt: number;
  readonly version: number;
  readonly waitingMapVersion: number | null;
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
  const { rows } = await transaction.raw<{ rows: { orderKey: string; version: number; digest: string }[] }>(
    'select order_key as "orderKey", version::float8 as version, digest from tracker.orders where order_key = any(?::text[])',
    [[...orderKeys]],
  );
  return new Map(rows.map((row) => [row.orderKey, row]));
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

export async function writeOrders(transaction: Knex.Transaction, orders: readonly OrderRow[]): Promise<void> {
  if (orders.length === 0) return;
  await transaction.raw(
    `insert into tracker.orders (order_key, tenant, channel, account, partition, status, state, desired, digest, trace_id, recorded_at, version, waiting_map_version)
     select r->>'orderKey', r->>'tenant', r->>'channel', r->>'account', (r->>'partition')::int, r->'state'->>'status', r->'state', r->'desired', r->>'digest',
            r->>'traceId', (r->>'recordedAt')::bigint, (r->>'version')::bigint, (r->>'waitingMapVersion')::bigint
     from jsonb_array_elements(?::jsonb) as r
     on conflict (order_key) do update set status = excluded.status, state = excluded.state, desired = excluded.desired, digest = excluded.digest, trace_id = excluded.trace_id,
       recorded_at = excluded.recorded_at, version = excluded.version, waiting_map_version = excluded.waiting_map_version, updated_at = now()`,
    [JSON.stringify(orders)],
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
