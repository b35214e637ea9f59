import { describe, expect, it } from 'vitest';
import { failed, failure, ok, type FailureKind, type Result } from '@tributary/kernel';
import { concludeFetch, standardLimits } from './conclude-fetch.ts';
import type { ClaimedFetch, FetchChange } from './fetch-tasks.ts';
import type { Fetched } from './fetcher.ts';

const now = 1_790_000_000_000;
type Tried = Partial<Omit<ClaimedFetch, 'task' | 'claim'>> & { readonly attempts?: number; readonly hintedAt?: number | null };

function conclude(result: Result<Fetched>, { attempts = 0, hintedAt = null, ...more }: Tried = {}): FetchChange {
  const task = { tenant: 't', account: 'us', resourceType: 'order', resourceId: '1', revisionAt: hintedAt, traceId: 'trace', attempts };
  const claimed = { claim: { taskId: '1', token: '1', wanted: 1 }, task, faults: 0, rereads: 0, laterForMs: 0, ...more };
  return concludeFetch(result, claimed, { now, random: () => 0.5, limits: standardLimits });
}
const read = (revisionAt: number | null, settled = true): Result<Fetched> => ok({ state: 'read', records: [], revisionAt, settled });
const failing = (kind: FailureKind, retryAt?: number): Result<Fetched> => failed(failure(kind, 'fetching', { ...(retryAt === undefined ? {} : { retryAt }), cause: { code: '418', text: 'no' } }));

describe('what was read', () => {
  it('is done once it is settled and as new as its hint, and forgets what went wrong before', () => {
    expect(conclude(read(now), { attempts: 5, faults: 3, rereads: 2, hintedAt: now })).toEqual({
      state: 'done', dueInMs: null, attempts: 0, faults: 0, rereads: 0, read: { revisionAt: now, settled: true }, error: null,
    });
  });

  it.each([
    ['not settled', read(now, false), now],
    ['older than its hint told', read(now - 1), now],
  ])('%s is read again after 1.5 s, then ever later, and in the end taken as it is', (_, result, hintedAt) => {
    const delays = [0, 1, 2, 3, 4, 5, 6].map((rereads) => conclude(result, { rereads, hintedAt }).dueInMs);
    expect(delays).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 48_000, null]);
    expect(conclude(result, { rereads: 6, hintedAt })).toMatchObject({ state: 'done', rereads: 0 });
  });

  it('without a revision is as new as its hint', () => {
    expect(conclude(read(null), { hintedAt: now })).toMatchObject({ state: 'done' });
  });
});

it('what is gone is done', () => {
  expect(conclude(ok({ state: 'gone', reason: 'not found' }))).toMatchObject({ state: 'done', dueInMs: null, read: null });
});

describe('what is not complete yet', () => {
  const later: Result<Fetched> = ok({ state: 'later', reason: 'groups are being made' });
  it('is asked for again, up to every ten minutes, and says why', () => {
    expect([0, 1, 20].map((attempts) => conclude(later, { attempts }).dueInMs)).toEqual([2_000, 4_000, 600_000]);
    expect(conclude(later, { faults: 2 })).toMatchObject({ state: 'later', attempts: 1, faults: 2, error: { code: 'incomplete', text: 'groups are being made' } });
  });
  it('is given up after a day', () => {
    expect(conclude(later, { laterForMs: 86_399_999 }).state).toBe('later');
    expect(conclude(later, { laterForMs: 86_400_000 })).toMatchObject({ state: 'dead', dueInMs: null, error: { text: 'groups are being made' } });
  });
});

describe('a failure', () => {
  it('of a vendor that throttles waits as long as it asked', () => {
    expect([now + 7_000, now - 1, undefined].map((retryAt) => conclude(failing('throttled', retryAt)).dueInMs)).toEqual([7_000, 0, 5_000]);
  });
  it('of a vendor that is away is tried for ever, up to every five minutes', () => {
    expect([0, 3, 1_000].map((attempts) => conclude(failing('unavailable'), { attempts, faults: 7 }))).toMatchObject([
      { state: 'failing', dueInMs: 1_000, attempts: 1, faults: 7 }, { state: 'failing', dueInMs: 8_000 }, { state: 'failing', dueInMs: 300_000 },
    ]);
  });
  it('of the credential is nothing that the task has done', () => {
    expect(conclude(failing('unauthorized'), { faults: 7 })).toMatchObject({ state: 'failing', dueInMs: 0, faults: 7 });
  });
  it.each<[FailureKind]>([['rejected'], ['invalid'], ['unexpected']])('of kind %s is given up the eighth time, in the words of whoever refused', (kind) => {
    expect(conclude(failing(kind), { faults: 0 })).toMatchObject({ state: 'failing', dueInMs: 1_000, faults: 1 });
    expect(conclude(failing(kind), { faults: 6 })).toMatchObject({ state: 'failing', faults: 7 });
    expect(conclude(failing(kind), { faults: 7 })).toMatchObject({ state: 'dead', dueInMs: null, faults: 8, error: { class: kind, code: '418', text: 'no' } });
  });
});
