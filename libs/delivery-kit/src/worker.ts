import { ok, type Result } from '@tributary/kernel';
import { createPulse } from '@tributary/service-host';
import { createHaltWatch } from './halt-watch.ts';
import { startLease, type Lease, type LeaseTimes } from './lease.ts';
import type { ClaimedEffect, TargetAccount } from './ledger.ts';
import { createSlots, type Slots } from './slots.ts';
import { createStep, type StepOptions } from './step.ts';

export type WorkerOptions = StepOptions & {
  readonly target: string;
  /** Accounts that this worker serves; effects of others wait. */
  readonly accounts: readonly TargetAccount[];
  /** Steps under way at once per account. */
  readonly concurrency: number;
  readonly lease: LeaseTimes;
  /** How often the ledger is asked while there is nothing to do. */
  readonly pollMs: number;
  /** How long steps under way may go on once the worker was told to stop; then their calls are cut. */
  readonly graceMs: number;
  /** Called after every step: there may be something to announce. */
  readonly onStep: () => void;
};

/**
 * Goes round the accounts that have something due and does one step for each lane it claims, a bounded number at once
 * per account, so that no account waits for another. `run` ends once the signal aborts and the steps under way are
 * done; it throws only for faults of ours. `polledAt` is the monotonic time of the last round, for liveness.
 */
export type Worker = { run(signal: AbortSignal): Promise<Result<void>>; wake(): void; polledAt(): number };

export function createWorker(options: WorkerOptions): Worker {
  const { pollMs, graceMs, clocks, report, onStep } = options;
  const pulse = createPulse();
  const slots = createSlots(options.concurrency, () => {
    onStep();
    pulse.wake();
  });
  const round = createRound(options, slots);
  let polledAt = clocks.monotonic.now();
  return {
    async run(signal) {
      while (!signal.aborted && slots.fault() === undefined) {
        const started = await round();
        polledAt = clocks.monotonic.now();
        report.away('ledger', started.ok ? undefined : started.failure);
        if (!started.ok || started.value === 0) await pulse.rest(pollMs, signal);
      }
      await slots.drain(graceMs);
      const fault = slots.fault();
      if (fault !== undefined) throw fault.error;
      return ok();
    },
    wake: pulse.wake,
    polledAt: () => polledAt,
  };
}

/** One round over the accounts; answers how many steps were started. */
function createRound(options: WorkerOptions, slots: Slots): () => Promise<Result<number>> {
  const { ledger, accounts, lease, clocks, report } = options;
  const step = createStep(options);
  const haltedAccounts = createHaltWatch({ ...options, monotonic: clocks.monotonic, everyMs: Math.min(1_000, options.probeEveryMs) });

  const start = (claimed: ClaimedEffect, grant: Lease, isProbe: boolean): void =>
    slots.start(claimed.row, async (signal) => {
      const permit = grant(signal);
      const done = await step(claimed, permit).finally(() => permit.release());
      report.away('recording outcomes', done.ok ? undefined : done.failure);
      if (!isProbe || !done.ok || done.value !== 'accepted') return;
      const resumed = await ledger.resume(claimed.row);
      if (resumed.ok && resumed.value) report.resumed(claimed.row, 'a probe was accepted');
    });

  const claim = async (account: TargetAccount): Promise<Result<number>> => {
    const grant = startLease(clocks, lease);
    const claimed = await ledger.claim(account, { limit: slots.free(account), leaseMs: lease.leaseMs });
    if (!claimed.ok) return claimed;
    for (const effect of claimed.value) start(effect, grant, false);
    return ok(claimed.value.length);
  };
  const probe = async (account: TargetAccount): Promise<Result<number>> => {
    const grant = startLease(clocks, lease);
    const claimed = await ledger.claimProbe(account, { leaseMs: lease.leaseMs, everyMs: options.probeEveryMs });
    if (!claimed.ok || claimed.value === undefined) return claimed.ok ? ok(0) : claimed;
    start(claimed.value, grant, true);
    return ok(1);
  };

  return async () => {
    const halted = await haltedAccounts();
    if (!halted.ok) return halted;
    const free = accounts.filter((account) => slots.free(account) > 0);
    const due = free.length === 0 ? ok<readonly TargetAccount[]>([]) : await ledger.dueAccounts(free);
    if (!due.ok) return due;
    let started = 0;
    for (const begin of [...due.value.map((account) => () => claim(account)), ...halted.value.map((account) => () => probe(account))]) {
      const begun = await begin();
      if (!begun.ok) return begun;
      started += begun.value;
    }
    return ok(started);
  };
}
