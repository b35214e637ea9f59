import type { Registry } from 'prom-client';
import { backoffMs, ok, reasonOf, type Backoff, type Failure, type Result } from '@tributary/kernel';
import { createPulse } from '@tributary/service-host';
import type { CursorLease, CursorName, PollEnding } from './cursors.ts';
import { createOutageLog, type Log } from './outage-log.ts';
import { watchPollAge } from './poll-age.ts';
import { createPoll, type PollOptions, type PollResult } from './poll.ts';
import { nextInMs, type Schedule } from './schedule.ts';

export type PollerOptions = Pick<PollOptions, 'source' | 'cursors' | 'writer' | 'keyring' | 'clock' | 'newTraceId'> & {
  /** What is polled, one word: orders, stock. Names the cursor and the gauge; never changes. */
  readonly name: string;
  readonly account: { readonly vendor: string; readonly tenant: string; readonly account: string };
  readonly schedule: Schedule;
  /** By how much a poll may be late, so that accounts do not all ask at once; a tenth of `everyMs` where left out. */
  readonly jitterMs?: number;
  readonly log: Log;
  readonly metrics: Registry;
  readonly tuning?: Partial<PollerTuning>;
};

export type PollerTuning = typeof standardPollerTuning;

/**
 * A process that was killed loses its lease after 20 s at the latest, and the others look every 5 s: in all 25 s. A page
 * and its writing together stay below the minute after which a process counts as dead.
 */
export const standardPollerTuning = {
  leaseMs: 20_000,
  pageMs: 45_000,
  writeMs: 10_000,
  lookMs: 5_000,
  /** Rest before a feed whose last batch was not empty is read on. */
  againMs: 1_000,
  maxRepeats: 5,
  failing: { firstMs: 1_000, maxMs: 300_000 } satisfies Backoff as Backoff,
  throttledMs: 5_000,
  /** How often a refused credential is tried. */
  probeEveryMs: 60_000,
  random: Math.random,
};

/**
 * Reads one feed of one account whenever it is due, in whichever of the processes takes the cursor's lease first. `run` ends
 * once the signal aborts and the batch under way is durable or given up; it throws only for faults of ours. `wake` polls
 * at once, due or not, unless another process is polling. `polledAt` is the epoch-ms time of the last progress of the
 * loop, for liveness: a feed that cannot be read is alive.
 */
export type Poller = { run(signal: AbortSignal): Promise<Result<void>>; wake(): void; polledAt(): number };

export function createPoller(options: PollerOptions): Poller {
  const { name, cursors, clock, log, metrics, account: { vendor, ...account } } = options;
  const tuning = { ...standardPollerTuning, ...options.tuning };
  const cursor: CursorName = { ...account, name };
  const pulse = createPulse();
  const outages = { cursor: createOutageLog(log, { part: 'cursors', vendor, ...cursor }), feed: createOutageLog(log, { vendor, ...cursor }) };
  const endingOf = createEnding(options, tuning);
  let [progressAt, succeededAt, isForced] = [clock.now(), Number.NaN, false];
  const poll = createPoll({ ...options, vendor, times: tuning, maxRepeats: tuning.maxRepeats, onRead: () => void (progressAt = clock.now()), onDurable: () => void (progressAt = succeededAt = clock.now()) });
  watchPollAge(metrics, { labels: { vendor, ...account, poll: name }, ageSeconds: () => (Number.isNaN(succeededAt) ? undefined : (clock.now() - succeededAt) / 1_000) });

  const pollOnce = async (lease: CursorLease, signal: AbortSignal): Promise<Result<unknown>> => {
    const result = await poll(lease, signal);
    if (result.kind === 'lost') return ok();
    // To be told to wait is no outage.
    if (result.kind !== 'stopped') outages.feed(result.kind === 'failed' && result.failure.kind !== 'throttled' ? result.failure : undefined);
    if (result.kind === 'read') succeededAt = clock.now();
    return cursors.end(lease, endingOf(result, lease));
  };
  /** Milliseconds until the next look. */
  const round = async (signal: AbortSignal): Promise<Result<number>> => {
    const look = await cursors.take(cursor, { leaseMs: tuning.leaseMs, isForced });
    if (!look.ok) return look;
    isForced = false;
    succeededAt = clock.now() - look.value.sincePolledMs;
    if (look.value.lease === undefined) return ok(Math.min(tuning.lookMs, Math.max(1, look.value.dueInMs)));
    const polled = await pollOnce(look.value.lease, signal);
    return polled.ok ? ok(0) : polled;
  };

  return {
    async run(signal) {
      while (!signal.aborted) {
        const waitMs = await round(signal);
        progressAt = clock.now();
        outages.cursor(waitMs.ok ? undefined : waitMs.failure);
        await pulse.rest(waitMs.ok ? waitMs.value : tuning.againMs, signal);
      }
      return ok();
    },
    wake() {
      isForced = true;
      pulse.wake();
    },
    polledAt: () => progressAt,
  };
}

/** When a feed is due again, by how its poll ended. */
function createEnding({ schedule, clock, ...options }: PollerOptions, tuning: PollerTuning): (result: Exclude<PollResult, { kind: 'lost' }>, lease: CursorLease) => PollEnding {
  const { random } = tuning;
  const jitterMs = options.jitterMs ?? ('everyMs' in schedule ? schedule.everyMs / 10 : 0);
  const afterFailure = ({ kind, retryAt }: Failure, failures: number): number => {
    if (kind === 'throttled') return retryAt === undefined ? tuning.throttledMs : Math.max(0, retryAt - clock.now());
    if (kind === 'unauthorized') return tuning.probeEveryMs;
    return backoffMs(tuning.failing, failures, random);
  };
  // A pattern that cannot be read is told at the start, not at the first poll.
  nextInMs(schedule, clock.now(), 0, random);
  return (result, { failures }) => {
    switch (result.kind) {
      case 'read':
        return { dueInMs: result.hasMore ? tuning.againMs : nextInMs(schedule, clock.now(), jitterMs, random), isRead: true, error: null };
      case 'stopped':
        return { dueInMs: 0, isRead: false, error: null };
      case 'failed':
        return { dueInMs: afterFailure(result.failure, failures), isRead: false, error: { class: result.failure.kind, ...reasonOf(result.failure) } };
    }
  };
}
