import type { Database } from '../database.ts';
import { inMs } from '../times.ts';
import type { FetchClaim, FetchState } from './fetch-rows.ts';

export type FetchChange = {
  readonly state: FetchState;
  readonly dueInMs: number | null;
  readonly attempts: number;
  readonly faults: number;
  readonly rereads: number;
  readonly read: { readonly revisionAt: number | null; readonly settled: boolean } | null;
  readonly error: { readonly class: string; readonly code: string; readonly text: string } | null;
};

/** A hint that came during the reading: what was read may not have it yet. A vendor that fails is still left alone. */
const isWantedAgain = `(task.wanted > ?::bigint and told.state <> 'failing')`;

/** Writes what came of a try and gives the task back. False where the claim was taken over: then nothing is written. */
export async function settleFetch(database: Database, { taskId, token, wanted }: FetchClaim, change: FetchChange): Promise<boolean> {
  const read = change.read ?? { revisionAt: null, settled: null };
  const error = change.error ?? { class: null, code: null, text: null };
  const { rowCount } = await database.raw<{ rowCount: number }>(
    `update ingest.fetch_tasks as task
     set claimed_until = null, updated_at = now(),
         state = case when ${isWantedAgain} then 'waiting' else told.state end,
         due_at = case when ${isWantedAgain} then now() else ${inMs} end,
         attempts = ?, faults = ?, rereads = ?,
         later_since = case when told.state = 'later' then coalesce(task.later_since, now()) end,
         read_revision = greatest(task.read_revision, ?::bigint), settled = coalesce(?::boolean, task.settled),
         last_error_class = told.class, last_error_code = told.code, last_error_text = told.text,
         last_error_at = case when told.class is not null then now() end
     from (select ?::text as state, ?::text as class, ?::text as code, ?::text as text) as told
     where task.id = ? and task.claim_token = ? and task.claimed_until is not null`,
    [
      ...[wanted, wanted, change.dueInMs, change.attempts, change.faults, change.rereads],
      ...[read.revisionAt, read.settled, change.state, error.class, error.code, error.text, taskId, token],
    ],
  );
  return rowCount > 0;
}
