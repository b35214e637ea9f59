import type { Result } from '@tributary/kernel';
import { attempt, type Database } from './database.ts';

/** Rows that one statement takes, so that it holds its locks for moments only. */
const rowsAtOnce = 10_000;

/**
 * Destroys the salts of raw records that were received on a UTC day more than `days` days ago: their bodies open nowhere
 * any more, in whatever topic, copy or backup they lie. Answers how many were destroyed; the scopes are those of
 * `rawScope` of sealing, `raw:YYYY-MM-DD`.
 */
export function destroyOldRawKeys(database: Database, days: number): Promise<Result<number>> {
  return attempt('destroying keys of old raw records', async () => {
    const { rowCount } = await database.raw<{ rowCount: number }>(
      `update shared.salts set salt = null, erased_at = now()
       where salt is not null and scope ~ '^raw:\\d{4}-\\d\\d-\\d\\d$' and substring(scope from 5)::date < (now() at time zone 'utc')::date - ?::int`,
      [days],
    );
    return rowCount;
  });
}

/** Forgets fetch tasks that were done more than `days` days ago, a batch at most. Answers how many. A hint that comes again later is read again. */
export function pruneFetchTasks(database: Database, days: number): Promise<Result<number>> {
  return attempt('pruning fetch tasks', async () => {
    const { rowCount } = await database.raw<{ rowCount: number }>(
      `delete from ingest.fetch_tasks where id in
         (select id from ingest.fetch_tasks where state = 'done' and updated_at < now() - make_interval(days => ?::int) limit ?::int)`,
      [days, rowsAtOnce],
    );
    return rowCount;
  });
}
