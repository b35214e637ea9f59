import { backoffMs, reasonOf, type Backoff, type Failure, type Result } from '@tributary/kernel';
import type { ClaimedFetch, FetchChange } from './fetch-tasks.ts';
import type { Fetched } from './fetcher.ts';

/** `now` is epoch ms, `random` gives [0, 1). */
export type ConcludeOptions = { readonly now: number; readonly random: () => number; readonly limits: FetchLimits };
export type FetchLimits = typeof standardLimits;

/**
 * - failing: 1, 2, 4 … 300 s; eight wrong answers in a row take about four minutes, an absent vendor is asked for ever
 * - later: 2, 4, 8 … 600 s, for a day
 * - read too early: 1.5, 3, 6, 12, 24, 48 s, in all a minute and a half; then a newer hint or the poll finds the rest
 */
export const standardLimits = {
  failing: { firstMs: 1_000, maxMs: 300_000 } satisfies Backoff as Backoff,
  maxFaults: 8,
  later: { firstMs: 2_000, maxMs: 600_000 } satisfies Backoff as Backoff,
  laterForMs: 86_400_000,
  rereadMs: 1_500,
  maxRereads: 6,
  throttledMs: 5_000,
};

/** What follows from one try. Pure. */
export function concludeFetch(result: Result<Fetched>, claimed: ClaimedFetch, options: ConcludeOptions): FetchChange {
  if (!result.ok) return afterFailure(result.failure, claimed, options);
  switch (result.value.state) {
    case 'read':
      return afterRead(result.value, claimed, options);
    case 'gone':
      return { ...nothingMore, state: 'done' };
    case 'later':
      return afterLater(result.value.reason, claimed, options);
  }
}

const nothingMore: Omit<FetchChange, 'state'> = { dueInMs: null, attempts: 0, faults: 0, rereads: 0, read: null, error: null };

/** A vendor may show less than its hint told of: its copies follow one another. Then, as before its clock has passed the revision, it is read once more. */
function afterRead({ revisionAt, settled }: Extract<Fetched, { state: 'read' }>, { task, rereads }: ClaimedFetch, { limits }: ConcludeOptions): FetchChange {
  const isBehind = task.revisionAt !== null && revisionAt !== null && revisionAt < task.revisionAt;
  const isEarly = (!settled || isBehind) && rereads < limits.maxRereads;
  const read = { revisionAt, settled };
  return isEarly ? { ...nothingMore, state: 'waiting', read, dueInMs: limits.rereadMs * 2 ** rereads, rereads: rereads + 1 } : { ...nothingMore, state: 'done', read };
}

function afterLater(reason: string, { task, faults, rereads, laterForMs }: ClaimedFetch, { random, limits }: ConcludeOptions): FetchChange {
  const error = { class: 'later', code: 'incomplete', text: reason };
  const kept = { attempts: task.attempts + 1, faults, rereads, read: null, error };
  if (laterForMs >= limits.laterForMs) return { ...kept, state: 'dead', dueInMs: null };
  return { ...kept, state: 'later', dueInMs: backoffMs(limits.later, task.attempts, random) };
}

function afterFailure(failure: Failure, { task, faults, rereads }: ClaimedFetch, options: ConcludeOptions): FetchChange {
  const { limits, random } = options;
  const error = { class: failure.kind, ...reasonOf(failure) };
  const kept = { attempts: task.attempts + 1, faults, rereads, read: null, error };
  switch (failure.kind) {
    case 'throttled':
      return { ...kept, state: 'failing', dueInMs: throttledMs(failure, options) };
    case 'unavailable':
      return { ...kept, state: 'failing', dueInMs: backoffMs(limits.failing, task.attempts, random) };
    case 'unauthorized':
      // Nothing is wrong with the task: the account is halted, and this may be what probes it.
      return { ...kept, state: 'failing', dueInMs: 0 };
    case 'rejected':
    case 'invalid':
    case 'unexpected':
      if (faults + 1 >= limits.maxFaults) return { ...kept, state: 'dead', dueInMs: null, faults: faults + 1 };
      return { ...kept, state: 'failing', dueInMs: backoffMs(limits.failing, faults, random), faults: faults + 1 };
  }
}

/** How long a vendor that throttles is left alone. */
export function throttledMs({ retryAt }: Failure, { now, limits }: Pick<ConcludeOptions, 'now' | 'limits'>): number {
  return retryAt === undefined ? limits.throttledMs : Math.max(0, retryAt - now);
}
