import type { Database } from '../database.ts';
import { inMs } from '../times.ts';
import { claimedColumns, type ClaimedFetch, type FetchAccount } from './fetch-rows.ts';

/**
 * Takes due tasks that nobody else is taking, longest due first. A claimed task is due again when its lease ends, so one
 * whose worker died comes back by itself.
 */
export async function claimFetches(database: Database, vendor: string, accounts: readonly (FetchAccount & { readonly slots: number })[], leaseMs: number): Promise<ClaimedFetch[]> {
  const { rows } = await database.raw<{ rows: ClaimedFetch[] }>(
    `with due as (
       select found.id
       from jsonb_to_recordset(?::jsonb) as wanted (tenant text, account text, slots integer)
       cross join lateral (
         select id from ingest.fetch_tasks
         where vendor = ? and tenant = wanted.tenant and account = wanted.account and due_at <= now()
           and not exists (select 1 from shared.halts as halt where halt.target = vendor and halt.tenant = wanted.tenant and halt.account = wanted.account)
         order by due_at limit wanted.slots
         for update skip locked) as found)
     ${claimTheDue}`,
    [JSON.stringify(accounts), vendor, leaseMs, leaseMs],
  );
  return rows;
}

/** Takes one task of each halted account that nobody has probed within `everyMs`. Without a due task nothing is used up. */
export async function claimProbes(database: Database, vendor: string, accounts: readonly FetchAccount[], { leaseMs, everyMs }: { leaseMs: number; everyMs: number }): Promise<ClaimedFetch[]> {
  return database.transaction(async (transaction) => {
    const { rows: halted } = await transaction.raw<{ rows: FetchAccount[] }>(
      `select halt.tenant, halt.account from shared.halts as halt
       join jsonb_to_recordset(?::jsonb) as wanted (tenant text, account text) using (tenant, account)
       where halt.target = ? and halt.probe_at <= now() for update of halt skip locked`,
      [JSON.stringify(accounts), vendor],
    );
    const claimed: ClaimedFetch[] = [];
    for (const account of halted) claimed.push(...(await claimProbe(transaction, vendor, account, { leaseMs, everyMs })));
    return claimed;
  });
}

async function claimProbe(transaction: Database, vendor: string, { tenant, account }: FetchAccount, { leaseMs, everyMs }: { leaseMs: number; everyMs: number }): Promise<ClaimedFetch[]> {
  const { rows } = await transaction.raw<{ rows: ClaimedFetch[] }>(
    `with due as (
       select id from ingest.fetch_tasks
       where vendor = ? and tenant = ? and account = ? and due_at <= now()
       order by due_at limit 1
       for update skip locked)
     ${claimTheDue}`,
    [vendor, tenant, account, leaseMs, leaseMs],
  );
  if (rows.length > 0) await transaction.raw(`update shared.halts set probe_at = ${inMs} where target = ? and tenant = ? and account = ?`, [everyMs, vendor, tenant, account]);
  return rows;
}

const claimTheDue = `
  update ingest.fetch_tasks as task
  set claim_token = task.claim_token + 1, claimed_until = ${inMs}, due_at = ${inMs}
  from due where task.id = due.id
  returning ${claimedColumns}`;
