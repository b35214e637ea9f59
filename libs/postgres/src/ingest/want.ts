import type { Database } from '../database.ts';
import { inMs } from '../times.ts';
import type { FetchAccount } from './fetch-rows.ts';

export type WantedFetch = FetchAccount & {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly revisionAt: number | null;
  readonly count: number;
  readonly isOpen: boolean;
  readonly traceId: string;
};

const wishRows = `
  jsonb_to_recordset(?::jsonb) as wish (
    tenant text, account text, "resourceType" text, "resourceId" text, "revisionAt" bigint, count integer, "isOpen" boolean, "traceId" text)`;

/** Whether the hint of a wish tells something that was not read yet. */
const isNews = `(wish."isOpen" or not task.settled or task.read_revision is null or wish."revisionAt" > task.read_revision)`;
/** Somebody reads it just now, or its vendor fails: a hint is no reason to ask sooner. */
const keepsItsTime = `(task.claimed_until > now() or task.state = 'failing')`;

/** Rows are made and locked in one order for everybody, so that two batches never wait in a circle. */
export async function wantFetches(database: Database, vendor: string, wishes: readonly WantedFetch[], debounceMs: number): Promise<void> {
  if (wishes.length === 0) return;
  const wanted = JSON.stringify(wishes);
  await database.transaction(async (transaction) => {
    await transaction.raw(
      `insert into ingest.fetch_tasks (vendor, tenant, account, resource_type, resource_id, state, trace_id)
       select ?, tenant, account, "resourceType", "resourceId", 'done', "traceId" from ${wishRows}
       order by tenant, account, "resourceType", "resourceId"
       on conflict do nothing`,
      [vendor, wanted],
    );
    await transaction.raw(
      `select id from ingest.fetch_tasks
       where vendor = ? and (tenant, account, resource_type, resource_id) in (select tenant, account, "resourceType", "resourceId" from ${wishRows})
       order by id for update`,
      [vendor, wanted],
    );
    await transaction.raw(
      `update ingest.fetch_tasks as task
       set wanted = task.wanted + wish.count, wanted_revision = greatest(task.wanted_revision, wish."revisionAt"), trace_id = wish."traceId", updated_at = now(),
           state = case when ${keepsItsTime} then task.state else 'waiting' end,
           due_at = case when ${keepsItsTime} then task.due_at else least(task.due_at, ${inMs}) end,
           attempts = case when task.state = 'dead' then 0 else task.attempts end,
           faults = case when task.state = 'dead' then 0 else task.faults end,
           later_since = case when task.state = 'dead' then null else task.later_since end
       from ${wishRows}
       where task.vendor = ? and task.tenant = wish.tenant and task.account = wish.account
         and task.resource_type = wish."resourceType" and task.resource_id = wish."resourceId" and ${isNews}`,
      [debounceMs, wanted, vendor],
    );
  });
}
