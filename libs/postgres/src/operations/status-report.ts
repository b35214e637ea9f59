import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { finishedStates } from '../ledger/rows.ts';
import { msOf } from '../times.ts';
import { isInException, openStatuses } from './orders-list.ts';

type Account = { readonly tenant: string; readonly account: string };
type Words = { readonly code: string; readonly text: string } | null;
type Halt = Account & { readonly target: string; readonly code: string; readonly text: string; readonly haltedAt: number; readonly probeAt: number };
type Feed = Account & { readonly vendor: string; readonly name: string; readonly polledAt: number | null; readonly dueAt: number; readonly failures: number; readonly error: Words };
type FetchCount = { readonly vendor: string; readonly state: string; readonly count: number; readonly attempts: number; readonly dueAt: number | null };
type FailedFetch = Account & { readonly vendor: string; readonly resourceType: string; readonly resourceId: string; readonly state: string; readonly attempts: number; readonly error: Words; readonly triedAt: number };
type OrderCounts = {
  readonly open: readonly { readonly status: string; readonly count: number }[];
  readonly inException: number;
  readonly exceptions: readonly { readonly code: string; readonly count: number; readonly since: number }[];
  readonly refused: { readonly count: number; readonly orders: readonly { readonly orderKey: string; readonly text: string }[] };
};
type EffectCount = { readonly target: string; readonly state: string; readonly count: number; readonly forPerson: number; readonly since: number };

/** Satisfies the `StatusReport` of the operations library, which says what each part means. Instants are epoch ms. */
export type StatusReport = {
  readonly at: number;
  readonly halts: readonly Halt[];
  readonly feeds: readonly Feed[];
  readonly fetches: readonly FetchCount[];
  readonly failedFetches: readonly FailedFetch[];
  readonly orders: OrderCounts;
  readonly effects: readonly EffectCount[];
};

/** Single orders and fetch tasks are named at most so often of each kind; they are counted anyway. */
const mostNamed = 50;

/** Where everything stands. Each statement reads a small table or a partial index. */
export function readStatus(database: Database): Promise<Result<StatusReport>> {
  const rowsOf = async <Row>(sql: string, values: readonly (string | number)[] = []): Promise<Row[]> => (await database.raw<{ rows: Row[] }>(sql, [...values])).rows;
  return attempt('reading where everything stands', async () => {
    const [clock] = await rowsOf<{ at: number }>(`select ${msOf('clock_timestamp()')} as at`);
    return {
      at: clock?.at ?? 0,
      halts: await rowsOf<Halt>(haltsSql),
      feeds: await rowsOf<Feed>(feedsSql),
      fetches: await rowsOf<FetchCount>(fetchesSql),
      failedFetches: await rowsOf<FailedFetch>(failedFetchesSql, [mostNamed]),
      orders: await readOrderCounts(rowsOf),
      effects: await rowsOf<EffectCount>(effectsSql),
    };
  });
}

type RowsOf = <Row>(sql: string, values?: readonly (string | number)[]) => Promise<Row[]>;

async function readOrderCounts(rowsOf: RowsOf): Promise<OrderCounts> {
  const count = async (where: string): Promise<number> => (await rowsOf<{ count: number }>(`select count(*)::float8 as count from tracker.orders where ${where}`))[0]?.count ?? 0;
  return {
    open: await rowsOf(`select status, count(*)::float8 as count from tracker.orders where status in (${openStatuses.map((status) => `'${status}'`).join(', ')}) group by status order by status`),
    inException: await count(isInException),
    exceptions: await rowsOf(
      `select exception->>'code' as code, count(distinct order_key)::float8 as count, min((exception->'since')::float8) as since
       from tracker.orders, jsonb_array_elements(state->'exceptions') as exception where ${isInException} group by 1 order by 2 desc, 1`,
    ),
    refused: {
      count: await count(isRefused),
      orders: await rowsOf(`select order_key as "orderKey", refused_text as text from tracker.orders where ${isRefused} order by updated_at desc, order_key limit ?`, [mostNamed]),
    },
  };
}

const isRefused = 'refused_version = version';

const haltsSql = `
  select tenant, target, account, error_code as code, error_text as text, ${msOf('halted_at')} as "haltedAt", ${msOf('probe_at')} as "probeAt"
  from shared.halts order by halted_at, target, tenant, account`;

const lastError = `case when last_error_code is null then null else json_build_object('code', last_error_code, 'text', last_error_text) end as error`;

const feedsSql = `
  select vendor, tenant, account, name, ${msOf('polled_at')} as "polledAt", ${msOf('greatest(due_at, leased_until)')} as "dueAt", failures, ${lastError}
  from ingest.cursors order by vendor, tenant, account, name`;

const fetchesSql = `
  select vendor, state, count(*)::float8 as count, max(attempts) as attempts, ${msOf('min(due_at)')} as "dueAt"
  from ingest.fetch_tasks where state <> 'done' group by vendor, state order by vendor, state`;

const failedFetchesSql = `
  select vendor, tenant, account, resource_type as "resourceType", resource_id as "resourceId", state, attempts, ${lastError}, ${msOf('coalesce(last_error_at, updated_at)')} as "triedAt"
  from ingest.fetch_tasks where state in ('dead', 'failing') order by state, attempts desc, id limit ?`;

/**
 * An effect that nothing is to be done about any more keeps its state; whether a person has to do something about it
 * is what its order says. The time of a state moves with every try of what is being retried, and only of that.
 */
const effectsSql = `
  select target, state, count(*)::float8 as count,
    (count(*) filter (where state in ('rejected', 'held', 'dead') and not exists (
      select from tracker.orders where order_key = effect.lane_key and orders.state->'exceptions' = '[]'::jsonb)))::float8 as "forPerson",
    ${msOf(`min(case when state = 'retrying' then created_at else updated_at end)`)} as since
  from delivery.effects as effect where state not in ${finishedStates} group by target, state order by target, state`;
