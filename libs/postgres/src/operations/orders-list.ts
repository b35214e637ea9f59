import type { OrderFlag, OrderState, OrderStatus } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { msOf } from '../times.ts';

export type OrderFilter = {
  readonly status?: OrderStatus;
  readonly flag?: OrderFlag;
  readonly exception?: string;
  readonly tenant?: string;
  readonly channel?: string;
  readonly account?: string;
  readonly limit: number;
};
export type ListedOrder = Pick<OrderState, 'orderKey' | 'status' | 'since' | 'flags' | 'exceptions'> & {
  /** Epoch ms: when the tracker last learned of something new about it. */
  readonly changedAt: number;
};

/** As in the partial index `orders_open`. */
export const openStatuses: readonly string[] = ['pending', 'created', 'synced', 'partially_shipped'];

/** Of a row of `tracker.orders`, as in the partial index `orders_in_exception`. */
export const isInException = `state->'exceptions' <> '[]'::jsonb`;

/** Orders that match every given part of the filter, what changed last first. */
export function listOrders(database: Database, { limit, ...filter }: OrderFilter): Promise<Result<readonly ListedOrder[]>> {
  const conditions = conditionsOf(filter);
  const where = conditions.length === 0 ? '' : `where ${conditions.map(({ sql }) => sql).join(' and ')}`;
  return attempt('listing orders', async () => {
    const { rows } = await database.raw<{ rows: ListedOrder[] }>(
      `with matching as ${isFew(filter) ? 'materialized' : 'not materialized'} (select order_key, updated_at from tracker.orders ${where}),
         newest as (select order_key from matching order by updated_at desc, order_key limit ?)
       select order_key as "orderKey", status, (state->'since')::float8 as since, state->'flags' as flags, state->'exceptions' as exceptions, ${msOf('updated_at')} as "changedAt"
       from newest join tracker.orders using (order_key) order by updated_at desc, order_key`,
      [...conditions.flatMap(({ values }) => values), limit],
    );
    return rows;
  });
}

type Filter = Omit<OrderFilter, 'limit'>;

/** Each condition repeats the predicate of its partial index. */
function conditionsOf({ flag, exception, ...equal }: Filter): { sql: string; values: string[] }[] {
  const equals = Object.entries(equal).map(([column, value]) => ({ sql: `${column} = ?`, values: [value] }));
  return [
    ...equals,
    ...(flag === undefined ? [] : [{ sql: `state->'flags' <> '[]'::jsonb and state->'flags' @> ?::jsonb`, values: [JSON.stringify([flag])] }]),
    ...(flag === 'exception' || exception !== undefined ? [{ sql: isInException, values: [] }] : []),
    ...(exception === undefined ? [] : [{ sql: `state->'exceptions' @> ?::jsonb`, values: [JSON.stringify([{ code: exception }])] }]),
  ];
}

/**
 * Whether a partial index has the candidates. Then all of them are read and sorted: a planner that hopes to meet them
 * early on its way back from the newest order goes through the whole table where they changed long ago.
 */
const isFew = ({ status, flag, exception }: Filter): boolean => exception !== undefined || flag === 'exception' || (status !== undefined && openStatuses.includes(status));
