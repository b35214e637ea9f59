import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { haltAccount, resumeAccount } from '../ledger/halts.ts';
import { claimFetches, claimProbes } from './claim-fetches.ts';
import type { ClaimedFetch, FetchAccount, FetchClaim, FetchState } from './fetch-rows.ts';
import { settleFetch, type FetchChange } from './settle-fetch.ts';
import { wantFetches, type WantedFetch } from './want.ts';

type Halt = FetchAccount & { readonly code: string; readonly text: string; readonly credentialVersion: string; readonly probeInMs: number };

/**
 * Fetch tasks of one vendor on PostgreSQL; satisfies the `FetchTasks` port of the ingest kit, which says what each method
 * promises. Expects the migrations of the schemas `shared` and `ingest`.
 */
export function createFetchTasks(database: Database, vendor: string) {
  return {
    want: (wishes: readonly WantedFetch[], debounceMs: number): Promise<Result<void>> => attempt('writing fetch tasks', () => wantFetches(database, vendor, wishes, debounceMs)),
    claim: (accounts: readonly (FetchAccount & { readonly slots: number })[], leaseMs: number): Promise<Result<readonly ClaimedFetch[]>> =>
      attempt('claiming fetch tasks', () => claimFetches(database, vendor, accounts, leaseMs)),
    claimProbes: (accounts: readonly FetchAccount[], options: { readonly leaseMs: number; readonly everyMs: number }): Promise<Result<readonly ClaimedFetch[]>> =>
      attempt('claiming fetch tasks for probes', () => claimProbes(database, vendor, accounts, options)),
    settle: (claim: FetchClaim, change: FetchChange): Promise<Result<boolean>> => attempt('writing the result of a fetch', () => settleFetch(database, claim, change)),
    halt: (halt: Halt): Promise<Result<boolean>> => attempt('halting account', () => haltAccount(database, { ...halt, target: vendor })),
    resume: ({ tenant, account }: FetchAccount): Promise<Result<boolean>> => attempt('resuming account', () => resumeAccount(database, { tenant, account, target: vendor })),
    backlog: (): Promise<Result<readonly { readonly state: FetchState; readonly count: number }[]>> => attempt('counting fetch tasks', () => countOpen(database, vendor)),
  };
}

/** Finished tasks are as many as there are resources and are not counted. */
async function countOpen(database: Database, vendor: string): Promise<{ state: FetchState; count: number }[]> {
  const { rows } = await database.raw<{ rows: { state: FetchState; count: number }[] }>(
    `select state, count(*)::float8 as count from ingest.fetch_tasks where vendor = ? and state <> 'done' group by state`,
    [vendor],
  );
  return rows;
}
