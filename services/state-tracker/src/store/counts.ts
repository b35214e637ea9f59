import type { Database } from './orders.ts';

export type OrderCount = { readonly tenant: string; readonly status: string; readonly orders: number };

/** Orders on their way by status, and those with an open exception; both read a partial index. */
export async function countOrders(database: Database): Promise<{ open: OrderCount[]; inException: OrderCount[] }> {
  const { rows: open } = await database.raw<{ rows: OrderCount[] }>(`select tenant, status, count(*)::int as orders from tracker.orders where status in ('pending', 'created') group by 1, 2`);
  const { rows: inException } = await database.raw<{ rows: OrderCount[] }>(`select tenant, 'exception' as status, count(*)::int as orders from tracker.orders where state->'exceptions' <> '[]'::jsonb group by 1`);
  return { open, inException };
}
