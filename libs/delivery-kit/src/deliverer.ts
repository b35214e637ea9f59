import type { TopicRow } from '@tributary/contracts';
import { failed, ok, type Backoff, type Clock, type Failure, type Result } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import type { Consumer, Producer } from '@tributary/stream';
import type { Registry } from 'prom-client';
import { createAnnouncer, type Announcer } from './announcer.ts';
import { indexEffects, type BoundEffect } from './bind-effect.ts';
import { createIntake } from './intake.ts';
import type { IntakeSource } from './intake-source.ts';
import type { LeaseTimes } from './lease.ts';
import type { Ledger, MapVersions, TargetAccount } from './ledger.ts';
import { createReport, registerLedgerGauges, type Log } from './report.ts';
import { createSweep } from './sweep.ts';
import { createWorker, type Worker } from './worker.ts';

/** An account of the configuration; while `deliver` is off its effects are written down and wait. */
export type DeliveryAccount = { readonly tenant: string; readonly account: string; readonly switches: { readonly deliver: boolean } };

export type DelivererOptions<Row extends TopicRow> = {
  /** Name of the deployable; only one of its processes at a time announces. */
  readonly name: string;
  /** Whom it serves and what it reads: `erpIntake(…)` or `channelIntake(…)`. */
  readonly intake: IntakeSource<Row>;
  /** Accounts of the intake's target. */
  readonly accounts: readonly DeliveryAccount[];
  /** What it can carry out; an effect that is wanted and not among them waits for a release that knows it. */
  readonly effects: readonly BoundEffect[];
  readonly ledger: Ledger;
  readonly maps: MapVersions;
  /** Reads the intake's rows. */
  readonly consumer: Consumer<Row>;
  readonly producer: Producer;
  readonly keyring: Keyring;
  /** Names the secret in use by a digest or a modification time, never the secret itself. A change ends a halt. */
  readonly credentialVersion: (account: TargetAccount) => string;
  readonly log: Log;
  readonly metrics: Registry;
  readonly clock: Clock;
  readonly tuning?: Partial<Tuning>;
};

export type Tuning = typeof standardTuning & { readonly monotonic: Clock; readonly random: () => number };

/**
 * A call has 20 s (29 s of lease less the margin). A lane whose process was killed is taken over within 30 s: when the
 * lease ends, and at the next round of another process, half a second later at most.
 *
 * Between tries and looks the delays are, before they vary by a quarter either way, in seconds:
 *
 * | n      | 0 | 1 | 2 | 3  | 4  | 5  | 6   | 7   | 8   | 9 …  |
 * | delay  | 1 | 2 | 4 | 8  | 16 | 32 | 64  | 128 | 256 | 300  |
 * | in all | 1 | 3 | 7 | 15 | 31 | 63 | 127 | 255 | 511 | +300 |
 *
 * so eight unexpected answers in a row take about four minutes.
 */
export const standardTuning = {
  concurrency: 4,
  lease: { leaseMs: 29_000, marginMs: 9_000 } satisfies LeaseTimes as LeaseTimes,
  backoff: { firstMs: 1_000, maxMs: 300_000 } satisfies Backoff as Backoff,
  maxUnexpecteds: 8,
  probeEveryMs: 60_000,
  pollMs: 500,
  sweepEveryMs: 3_000,
  graceMs: 10_000,
  announceBatch: 200,
};

/**
 * Everything that an ERP sink or a channel's write-back does: takes desired states in, carries effects out, announces
 * outcomes. `run` goes on until the signal aborts or a part of it stops for good, and then closes in order: intake,
 * workers, a last announcement. `close` does the same, waits for it, and may be called again. `alive` is false once
 * rounds do not come round any more.
 */
export type Deliverer = { run(signal: AbortSignal): Promise<Result<void>>; close(): Promise<void>; alive(): boolean };

export function createDeliverer<Row extends TopicRow>(options: DelivererOptions<Row>): Deliverer {
  const { consumer } = options;
  const tuning: Tuning = { ...standardTuning, monotonic: { now: () => performance.now() }, random: Math.random, ...options.tuning };
  const { worker, announcer, sweep } = compose(options, tuning);
  const intake = createIntake({ ...options, onAccepted: () => [worker, announcer].forEach((part) => part.wake()) });
  const closing = new AbortController();
  let running: Promise<Result<void>> | undefined;

  const runParts = async (): Promise<Result<void>> => {
    const announcing = new AbortController();
    const announced = announcer.run(announcing.signal);
    announced.catch(() => closing.abort());
    const parts = [consumer.run(intake), worker.run(closing.signal), sweep.run(closing.signal)];
    closing.signal.addEventListener('abort', () => void consumer.close(), { once: true });
    // Whichever part ends first, well or not, takes the others with it.
    const ends = await Promise.allSettled(parts.map((part) => part.finally(() => closing.abort())));
    announcing.abort();
    return firstProblem([...ends, ...(await Promise.allSettled([announced]))]);
  };
  return {
    run(signal) {
      signal.addEventListener('abort', () => closing.abort(), { once: true });
      running ??= signal.aborted || closing.signal.aborted ? Promise.resolve(ok()) : runParts();
      return running;
    },
    async close() {
      closing.abort();
      await running?.catch(() => undefined);
    },
    alive: () => tuning.monotonic.now() - worker.polledAt() < 60_000,
  };
}

function compose<Row extends TopicRow>(options: DelivererOptions<Row>, tuning: Tuning): { worker: Worker; announcer: Announcer; sweep: ReturnType<typeof createSweep> } {
  const { name, ledger, clock } = options;
  const { target } = options.intake;
  const report = createReport(options);
  registerLedgerGauges({ ...options, target });
  const announcer = createAnnouncer({ ...options, target, lock: `tributary.announce.${name}`, batchSize: tuning.announceBatch, pollMs: tuning.pollMs, report });
  const worker = createWorker({
    ...options,
    ...tuning,
    target,
    accounts: options.accounts.filter(({ switches }) => switches.deliver).map(({ tenant, account }) => ({ tenant, target, account })),
    effects: indexEffects(options.effects),
    clocks: { wall: clock, monotonic: tuning.monotonic },
    report,
    onStep: () => announcer.wake(),
  });
  const sweep = createSweep({ ledger, maps: options.maps, target, everyMs: tuning.sweepEveryMs, onReleased: () => worker.wake(), report });
  return { worker, announcer, sweep };
}

function firstProblem(ends: readonly PromiseSettledResult<Result<void>>[]): Result<void> {
  const thrown = ends.find((end) => end.status === 'rejected');
  if (thrown !== undefined) throw thrown.reason;
  const failure: Failure | undefined = ends.flatMap((end) => (end.status === 'fulfilled' && !end.value.ok ? [end.value.failure] : []))[0];
  return failure === undefined ? ok() : failed(failure);
}
