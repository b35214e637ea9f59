import type { Pool } from 'pg';
import type { TrackedContent, TrackedOrder } from './reconcile.ts';

export type Progress = { readonly tracked: number; readonly synced: number; readonly byTenant: ReadonlyMap<string, { tracked: number; synced: number; stuck: number }>; readonly reasons: readonly string[] };

/** Where the orders are, as the tracker's table says. */
export async function readProgress(database: Pool): Promise<Progress> {
  const { rows } = await database.query<{ tenant: string; tracked: number; synced: number; stuck: number; reasons: string[] | null }>(
    `select tenant, count(*)::int as tracked, count(*) filter (where status = 'synced')::int as synced,
            count(*) filter (where jsonb_array_length(state->'exceptions') > 0)::int as stuck,
            array_agg(distinct state->'exceptions'->0->>'text') filter (where jsonb_array_length(state->'exceptions') > 0) as reasons
     from tracker.orders group by tenant order by tenant`,
  );
  return {
    tracked: rows.reduce((sum, row) => sum + row.tracked, 0),
    synced: rows.reduce((sum, row) => sum + row.synced, 0),
    byTenant: new Map(rows.map((row) => [row.tenant, row])),
    reasons: rows.flatMap((row) => row.reasons ?? []),
  };
}

export async function readTracked(database: Pool): Promise<TrackedOrder[]> {
  const { rows } = await database.query<{ orderKey: string; status: string; content: TrackedContent }>('select order_key as "orderKey", status, state as content from tracker.orders');
  return rows;
}
