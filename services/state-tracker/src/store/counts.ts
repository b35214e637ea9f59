import type { Database } from './orders.ts';

export type OrderCount = { readonly tenant: string; readonly status: string; readonly orders: number };
export type Counts = {
  /** Orders on their way, by status. */
  readonly open: readonly OrderCount[];
  /** Orders that wait for a person, each once. */
  readonly inException: readonly { readonly tenant: string; readonly orders: number }[];
  /** Orders that have stood still for too long, by where they stand. */
  readonly stuck: readonly OrderCount[];
  /** Orders that no topic takes. */
  readonly refused: readonly { readonly tenant: string; readonly orders: number }[];
  /** Orders that running rebuilds still have to fold. */
  readonly toRebuild: number;
};

/** Counts for the gauges; each reads a partial index. */
export async function countOrders(database: Database): Promise<Counts> {
  const { rows: open } = await database.raw<{ rows: OrderCount[] }>(
    `select tenant, status, count(*)::int as orders from tracker.orders where status in ('pending', 'created', 'synced', 'partially_shipped') group by 1, 2`,
  );
  const { rows: inException } = await database.raw<{ rows: { tenant: string; orders: number }[] }>(`select tenant, count(*)::int as orders from tracker.orders where state->'exceptions' <> '[]'::jsonb group by 1`);
  const { rows: stuck } = await database.raw<{ rows: OrderCount[] }>(
    `select tenant, status, count(*)::int as orders from tracker.orders where state->'exceptions' <> '[]'::jsonb and state->'exceptions' @> '[{"code": "stuck"}]' group by 1, 2`,
  );
  const { rows: refused } = await database.raw<{ rows: { tenant: string; orders: number }[] }>('select tenant, count(*)::int as orders from tracker.orders where refused_version = version group by 1');
  const { rows: rebuilds } = await database.raw<{ rows: [{ orders: number }] }>('select coalesce(sum(greatest(total - progress, 0)), 0)::int as orders from tracker.rebuilds where finished_at is null');
  return { open, inException, stuck, refused, toRebuild: rebuilds[0].orders };
}
