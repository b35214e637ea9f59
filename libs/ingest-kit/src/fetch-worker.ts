import { Gauge, type Registry } from 'prom-client';
import { ok, type Result } from '@tributary/kernel';
import { createPulse } from '@tributary/service-host';
import { standardLimits } from './conclude-fetch.ts';
import { createFetchStep, type FetchStepOptions } from './fetch-step.ts';
import type { ClaimedFetch, FetchAccount, FetchTasks } from './fetch-tasks.ts';
import type { Fetcher } from './fetcher.ts';
import { createOutageLog } from './outage-log.ts';

export type FetchWorkerOptions = Pick<FetchStepOptions, 'vendor' | 'tasks' | 'writer' | 'keyring' | 'clock' | 'log' | 'credentialVersion'> & {
  /** Accounts that are read; tasks of others wait. */
  readonly accounts: readonly (FetchAccount & { readonly fetcher: Fetcher })[];
  readonly metrics: Registry;
  readonly tuning?: Partial<FetchTuning>;
};

export type FetchTuning = typeof standardFetchTuning;

/** A task whose worker was killed is taken over after at most 30 s; its reading has 20 s and its writing 8 s of them. */
const standardFetchTuning = {
  /** Readings under way at once per account. */
  concurrency: 4,
  leaseMs: 30_000,
  readMs: 20_000,
  writeMs: 8_000,
  /** How often the tasks are asked for while there is nothing to do. */
  pollMs: 500,
  probeEveryMs: 60_000,
  /** How long readings under way may go on once the worker was told to stop; then they are cut. */
  graceMs: 10_000,
  limits: standardLimits,
  random: Math.random,
};

/**
 * Goes round the accounts that have something due and reads a bounded number of resources at once per account, so that no
 * account waits for another. `run` ends once the signal aborts and the readings under way are done; it throws only for
 * faults of ours. `wake` makes it look at once. `polledAt` is the epoch-ms time of the last round, for liveness.
 */
export type FetchWorker = { run(signal: AbortSignal): Promise<Result<void>>; wake(): void; polledAt(): number };

export function createFetchWorker(options: FetchWorkerOptions): FetchWorker {
  const { clock, log, vendor } = options;
  const tuning = { ...standardFetchTuning, ...options.tuning };
  const pulse = createPulse();
  const slots = createSlots(tuning.concurrency, pulse.wake);
  const round = createRound(options, tuning, slots);
  const outage = createOutageLog(log, { part: 'fetch tasks', vendor });
  registerGauge(options);
  let polledAt = clock.now();
  return {
    async run(signal) {
      while (!signal.aborted && slots.fault() === undefined) {
        const started = await round();
        polledAt = clock.now();
        outage(started.ok ? undefined : started.failure);
        if (!started.ok || started.value === 0) await pulse.rest(tuning.pollMs, signal);
      }
      await slots.drain(tuning.graceMs);
      const fault = slots.fault();
      if (fault !== undefined) throw fault.error;
      return ok();
    },
    wake: pulse.wake,
    polledAt: () => polledAt,
  };
}

/** One round over the accounts; answers how many readings were started. */
function createRound({ accounts, ...options }: FetchWorkerOptions, tuning: FetchTuning, slots: Slots): () => Promise<Result<number>> {
  const { tasks, clock, log, vendor } = options;
  const { leaseMs, probeEveryMs } = tuning;
  const outage = createOutageLog(log, { part: 'results of fetches', vendor });
  const restsUntil = new Map<string, number>();
  const step = createFetchStep({ ...options, ...tuning, onThrottled: (account, forMs) => void restsUntil.set(nameOf(account), clock.now() + forMs) });
  let probedAt = Number.NEGATIVE_INFINITY;

  const start = (claimed: ClaimedFetch, isProbe: boolean): void => {
    const account = accounts.find((known) => nameOf(known) === nameOf(claimed.task));
    if (account === undefined) return;
    slots.start(account, async (signal) => {
      const done = await step(claimed, { fetcher: account.fetcher, isProbe, signal });
      outage(done.ok ? undefined : done.failure);
    });
  };
  const open = (): { tenant: string; account: string; slots: number }[] =>
    accounts
      .filter((account) => slots.free(account) > 0 && clock.now() >= (restsUntil.get(nameOf(account)) ?? 0))
      .map(({ tenant, account }) => ({ tenant, account, slots: slots.free({ tenant, account }) }));
  const probes = async (): Promise<Result<readonly ClaimedFetch[]>> => {
    if (clock.now() - probedAt < Math.min(1_000, probeEveryMs)) return ok([]);
    probedAt = clock.now();
    return tasks.claimProbes(open(), { leaseMs, everyMs: probeEveryMs });
  };

  return async () => {
    const free = open();
    const claimed = free.length === 0 ? ok<readonly ClaimedFetch[]>([]) : await tasks.claim(free, leaseMs);
    if (!claimed.ok) return claimed;
    for (const task of claimed.value) start(task, false);
    const probing = await probes();
    if (!probing.ok) return probing;
    for (const task of probing.value) start(task, true);
    return ok(claimed.value.length + probing.value.length);
  };
}

type Slots = ReturnType<typeof createSlots>;

/** Readings under way, so many at once per account. */
function createSlots(perAccount: number, onEnd: () => void) {
  const running = new Map<Promise<void>, string>();
  const cut = new AbortController();
  let fault: { readonly error: unknown } | undefined;
  return {
    free: (account: FetchAccount): number => perAccount - [...running.values()].filter((name) => name === nameOf(account)).length,
    start(account: FetchAccount, work: (signal: AbortSignal) => Promise<void>): void {
      const ending: Promise<void> = work(cut.signal)
        .catch((error: unknown) => void (fault ??= { error }))
        .then(() => {
          running.delete(ending);
          onEnd();
        });
      running.set(ending, nameOf(account));
    },
    /** What the first reading that threw has thrown; a fault of ours. */
    fault: () => fault,
    async drain(graceMs: number): Promise<void> {
      const timer = setTimeout(() => cut.abort(new Error('ending a reading: the process is closing')), graceMs);
      await Promise.all(running.keys());
      clearTimeout(timer);
    },
  };
}

const nameOf = ({ tenant, account }: FetchAccount): string => `${tenant}\n${account}`;

/** Asks the tasks when it is scraped; while they are away it keeps its last values. */
function registerGauge({ metrics, tasks, vendor }: { metrics: Registry; tasks: Pick<FetchTasks, 'backlog'>; vendor: string }): void {
  new Gauge({
    name: 'tributary_fetch_tasks',
    help: 'Resources that wait to be read from a vendor, or were given up.',
    labelNames: ['vendor', 'state'] as const,
    registers: [metrics],
    async collect() {
      const counts = await tasks.backlog();
      if (!counts.ok) return;
      this.reset();
      for (const { state, count } of counts.value) this.set({ vendor, state }, count);
    },
  });
}
