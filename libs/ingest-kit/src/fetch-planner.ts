import type { RawRecord, RawRow } from '@tributary/contracts';
import { during, failed, failure, ok, type Result } from '@tributary/kernel';
import { done, park, retry, skip, type BatchHandler, type Outcome } from '@tributary/stream';
import type { FetchAccount, FetchTasks, WantedFetch } from './fetch-tasks.ts';
import type { FetchWish, PlanFetch } from './fetcher.ts';

export type FetchPlannerOptions = {
  readonly plan: PlanFetch;
  readonly tasks: Pick<FetchTasks, 'want'>;
  /** Accounts of the vendor that are configured. */
  readonly accounts: readonly FetchAccount[];
  /** How long a resource waits for further hints before it is read. */
  readonly debounceMs?: number;
};

/** Vendors send several hints about one change within a moment; an order page opens and saves three times. */
const defaultDebounceMs = 300;

type Step = { readonly outcome: Outcome; readonly wanted?: WantedFetch };

/**
 * Turns hints among the raw records into durable wishes to read their resources, all of a batch in one transaction.
 * Needs no key: what a record asks for is readable. The same records again, also after a reset of offsets, wish the same
 * resources, at most one task each, and none for what was read and settled at the revision that they tell of.
 *
 * - wished and written down → done
 * - complete in itself → skip
 * - of an account that is not configured, or the plan threw → park, this record alone
 * - the database is away → retry, the whole batch
 */
export function createFetchPlanner({ plan, tasks, accounts, debounceMs = defaultDebounceMs }: FetchPlannerOptions): BatchHandler<RawRow> {
  return async (records) => {
    const steps = records.map(({ value }) => stepOf(value, plan, accounts));
    const wishes = steps.flatMap(({ wanted }) => (wanted === undefined ? [] : [wanted]));
    const written = wishes.length === 0 ? ok() : await tasks.want(joined(wishes), debounceMs);
    if (!written.ok) return records.map(() => retry(during('planning fetches', written.failure)));
    return steps.map(({ outcome }) => outcome);
  };
}

function stepOf(raw: RawRecord, plan: PlanFetch, accounts: readonly FetchAccount[]): Step {
  const { tenant, account, traceId } = raw;
  const wish = guarded(plan, raw);
  if (!wish.ok) return { outcome: park(during(`planning fetch of ${raw.topic} ${raw.resourceId}`, wish.failure)) };
  if (wish.value === undefined) return { outcome: skip('asks for nothing to be read') };
  if (!accounts.some((known) => known.tenant === tenant && known.account === account)) {
    const text = `account ${account} of tenant ${tenant} is not in the configuration`;
    return { outcome: park(failure('invalid', `planning fetch of ${raw.topic} ${raw.resourceId}`, { cause: { code: 'unknown_account', text } })) };
  }
  return { outcome: done, wanted: { tenant, account, ...wish.value, count: 1, isOpen: wish.value.revisionAt === null, traceId } };
}

function guarded(plan: PlanFetch, raw: RawRecord): Result<FetchWish | undefined> {
  try {
    return ok(plan(raw));
  } catch (error) {
    return failed(failure('unexpected', 'planning', { cause: { code: 'plan_threw', text: error instanceof Error ? error.name : 'no error' } }));
  }
}

/** Hints about one resource are one wish: for the newest revision that any of them told, under the trace of the last one. */
function joined(wishes: readonly WantedFetch[]): WantedFetch[] {
  const byResource = new Map<string, WantedFetch>();
  for (const wish of wishes) {
    const name = JSON.stringify([wish.tenant, wish.account, wish.resourceType, wish.resourceId]);
    const before = byResource.get(name);
    byResource.set(name, before === undefined ? wish : both(before, wish));
  }
  return [...byResource.values()];
}

function both(before: WantedFetch, wish: WantedFetch): WantedFetch {
  const revisions = [before.revisionAt, wish.revisionAt].filter((at) => at !== null);
  return { ...wish, count: before.count + wish.count, isOpen: before.isOpen || wish.isOpen, revisionAt: revisions.length === 0 ? null : Math.max(...revisions) };
}
