import { during, failed, failure, ok, reasonOf, type Clock, type Failure, type Result } from '@tributary/kernel';
import { concludeFetch, throttledMs, type FetchLimits } from './conclude-fetch.ts';
import type { ClaimedFetch, FetchAccount, FetchChange, FetchTasks } from './fetch-tasks.ts';
import type { Fetched, Fetcher } from './fetcher.ts';
import type { Log } from './outage-log.ts';
import { storeRead, type RawStore } from './store-raw.ts';
import { withinTime } from './time-limit.ts';

export type FetchStepOptions = RawStore & {
  readonly vendor: string;
  readonly tasks: FetchTasks;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Names the secret in use, as the deliverer of the same vendor names it, never the secret itself. */
  readonly credentialVersion: (account: FetchAccount) => string;
  readonly limits: FetchLimits;
  /** How long a vendor may take to answer, and Kafka to take what it answered. Both together are less than the lease. */
  readonly readMs: number;
  readonly writeMs: number;
  readonly probeEveryMs: number;
  /** Called where the vendor asked to be left alone. */
  readonly onThrottled: (account: FetchAccount, forMs: number) => void;
};

/**
 * Reads one claimed task, writes what was read durably and only then settles the task. A crash anywhere before the end
 * leaves the claim to expire, and it is read again. Fails only where the result could not be written down.
 */
export type FetchStep = (claimed: ClaimedFetch, options: { readonly fetcher: Fetcher; readonly isProbe: boolean; readonly signal: AbortSignal }) => Promise<Result<void>>;

export function createFetchStep(options: FetchStepOptions): FetchStep {
  const { tasks, clock, random, limits, log } = options;

  const note = async (account: FetchAccount, cause: Failure): Promise<Result<unknown>> => {
    if (cause.kind === 'throttled') options.onThrottled(account, throttledMs(cause, { now: clock.now(), limits }));
    if (cause.kind !== 'unauthorized') return ok();
    const { code, text } = reasonOf(cause);
    const halted = await tasks.halt({ tenant: account.tenant, account: account.account, code, text, credentialVersion: options.credentialVersion(account), probeInMs: options.probeEveryMs });
    if (halted.ok && halted.value) log.error({ ...fieldsOf(account, options), errorCode: code, errorText: text }, 'account halted: its credential was refused; renew it, a probe follows by itself');
    return halted;
  };
  const resume = async (account: FetchAccount): Promise<Result<unknown>> => {
    const resumed = await tasks.resume(account);
    if (resumed.ok && resumed.value) log.info(fieldsOf(account, options), 'account resumed: a probe was accepted');
    return resumed;
  };

  return async (claimed, { fetcher, isProbe, signal }) => {
    const { task, claim } = claimed;
    const result = await readAndStore(claimed, fetcher, signal, options);
    const noted = result.ok ? ok() : await note(task, result.failure);
    if (!noted.ok) return noted;
    const change = concludeFetch(result, claimed, { now: clock.now(), random, limits });
    const settled = await tasks.settle(claim, change);
    if (!settled.ok) return settled;
    if (settled.value) tell(claimed, change, options);
    const resumed = isProbe && result.ok ? await resume(task) : ok();
    return resumed.ok ? ok() : resumed;
  };
}

async function readAndStore({ task }: ClaimedFetch, fetcher: Fetcher, closing: AbortSignal, options: FetchStepOptions): Promise<Result<Fetched>> {
  const action = `fetching ${task.resourceType} ${task.resourceId}`;
  const signal = AbortSignal.any([closing, AbortSignal.timeout(options.readMs)]);
  const fetched = await withinTime(options.readMs, action, guarded(() => fetcher.fetch(task, signal)));
  if (!fetched.ok || fetched.value.state !== 'read') return fetched;
  const stored = await storeRead(fetched.value.records, { ...options, traceId: task.traceId, timeoutMs: options.writeMs });
  return stored.ok ? fetched : failed(during(action, stored.failure));
}

/** A fetcher that throws has a bug; its message is left out, as it may quote what the vendor said. */
async function guarded(fetch: () => Promise<Result<Fetched>>): Promise<Result<Fetched>> {
  try {
    return await fetch();
  } catch (error) {
    return failed(failure('unexpected', 'fetching', { cause: { code: 'fetcher_threw', text: error instanceof Error ? error.name : 'no error' } }));
  }
}

function tell({ task }: ClaimedFetch, { state, error }: FetchChange, options: FetchStepOptions): void {
  if (state !== 'dead') return;
  const { resourceType, resourceId, traceId } = task;
  options.log.warn({ ...fieldsOf(task, options), resourceType, resourceId, traceId, errorClass: error?.class, errorCode: error?.code, errorText: error?.text }, 'fetch given up: it needs a person, or a newer hint');
}

function fieldsOf({ tenant, account }: FetchAccount, { vendor }: FetchStepOptions): object {
  return { vendor, tenant, account };
}
