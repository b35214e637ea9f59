import type { Pool } from 'pg';
import type { TrackedContent, TrackedOrder } from './reconcile.ts';

export type Progress = { readonly tracked: number; readonly byStatus: ReadonlyMap<string, number>; readonly byTenant: ReadonlyMap<string, { tracked: number; done: number; stuck: number }>; /** Why orders are in exception, one of each kind. */ readonly reasons: readonly { readonly count: number; readonly text: string }[] };

/** Where the orders are, as the tracker's table says. */
export async function readProgress(database: Pool): Promise<Progress> {
  const { rows } = await database.query<{ tenant: string; tracked: number; done: number; stuck: number }>(
    `select tenant, count(*)::int as tracked, count(*) filter (where status in ('shipped', 'completed', 'cancelled'))::int as done,
            count(*) filter (where jsonb_array_length(state->'exceptions') > 0)::int as stuck
     from tracker.orders group by tenant order by tenant`,
  );
  const { rows: statuses } = await database.query<{ status: string; count: number }>('select status, count(*)::int as count from tracker.orders group by status');
  const { rows: reasons } = await database.query<{ count: number; text: string }>(
    `select count(*)::int as count, min(exception->>'text') as text from tracker.orders, jsonb_array_elements(state->'exceptions') as exception group by exception->>'code' order by 1 desc limit 5`,
  );
  return {
    tracked: rows.reduce((sum, row) => sum + row.tracked, 0),
    byStatus: new Map(statuses.map(({ status, count }) => [status, count])),
    byTenant: new Map(rows.map((row) => [row.tenant, row])),
    reasons,
  };
}

export async function readTracked(database: Pool): Promise<TrackedOrder[]> {
  const { rows } = await database.query<{ orderKey: string; status: string; content: TrackedContent }>('select order_key as "orderKey", status, state as content from tracker.orders');
  return rows;
}
