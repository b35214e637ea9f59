import { failed, failure, ok, type Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { msOf } from '../times.ts';

/** Orders that are folded again from their events, and how far that is. Instants are epoch ms. */
export type Rebuild = {
  readonly id: string;
  /** Null: all orders. */
  readonly orderKey: string | null;
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: number;
  /** Orders to go through; null until the tracker begins. */
  readonly total: number | null;
  readonly progress: number;
  /** Orders that came out different. */
  readonly changed: number;
  /** Orders whose events cannot be folded; they stay as they were. */
  readonly unfoldable: number;
  /** Once it has ended: why one of those could not be folded. */
  readonly error: string | null;
  readonly finishedAt: number | null;
};

export type RebuildRequest = { /** Null: all orders. */ readonly orderKey: string | null; readonly by: string; readonly reason: string };

/**
 * Asks the running tracker to fold orders again from their stored events. A second request while the first has not
 * begun is the first; one that has begun is followed by another, because rules may have changed in between. Answers
 * the number by which it is found.
 */
export async function requestRebuild(database: Database, { orderKey, by, reason }: RebuildRequest): Promise<Result<string>> {
  const action = 'requesting rebuild';
  const requested = await attempt(action, () =>
    database.transaction(async (transaction) => {
      const { rows: known } = await transaction.raw<{ rows: unknown[] }>('select 1 from tracker.events where ?::text is null or order_key = ? limit 1', [orderKey, orderKey]);
      if (orderKey !== null && known.length === 0) return undefined;
      const { rows: inserted } = await transaction.raw<{ rows: { id: string }[] }>(
        `insert into tracker.rebuilds (order_key, requested_by, reason) values (?, ?, ?)
         on conflict (coalesce(order_key, '')) where finished_at is null and total is null do nothing returning id`,
        [orderKey, by, reason],
      );
      const [rebuild] = inserted;
      if (rebuild === undefined) return newestOf(transaction, orderKey);
      await transaction.raw(`insert into shared.actions (who, what, subject, reason) values (?, 'orders.rebuild', ?, ?)`, [by, orderKey ?? '*', reason]);
      return rebuild.id;
    }),
  );
  if (!requested.ok) return requested;
  if (requested.value !== undefined) return ok(requested.value);
  const text = `nothing was ever heard of an order with the key ${String(orderKey)}; give the whole key as tributary orders show prints it`;
  return failed(failure('rejected', action, { cause: { code: 'not_found', text } }));
}

/** The rebuild of that number, without one the newest; undefined where there is none. */
export function findRebuild(database: Database, id?: string): Promise<Result<Rebuild | undefined>> {
  return attempt('reading rebuild', async () => {
    const { rows } = await database.raw<{ rows: Rebuild[] }>(`select ${columns} from tracker.rebuilds where id = coalesce(?, id) order by id desc limit 1`, [id ?? null]);
    return rows[0];
  });
}

async function newestOf(transaction: Database, orderKey: string | null): Promise<string | undefined> {
  const { rows } = await transaction.raw<{ rows: { id: string }[] }>(`select id from tracker.rebuilds where coalesce(order_key, '') = coalesce(?::text, '') order by id desc limit 1`, [orderKey]);
  return rows[0]?.id;
}

const columns = `id, order_key as "orderKey", requested_by as "requestedBy", reason, ${msOf('requested_at')} as "requestedAt", total::float8 as total,
  progress::float8 as progress, changed::float8 as changed, unfoldable::float8 as unfoldable, case when finished_at is not null then error end as error,
  ${msOf('finished_at')} as "finishedAt"`;
