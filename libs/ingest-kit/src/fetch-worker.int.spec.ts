import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RawRow } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { done, type Inbound } from '@tributary/stream';
import { runUntil } from '@tributary/testing';
import { standardLimits } from './conclude-fetch.ts';
import { rawOf } from './drafts.suite.ts';
import { createFetchPlanner } from './fetch-planner.ts';
import { createFetchWorker, type FetchTuning, type FetchWorkerOptions } from './fetch-worker.ts';
import type { Fetched, Fetcher } from './fetcher.ts';
import { createScenario, read, recordingFetcher, sourceRecord, vendor, type Scenario } from './ingest.suite.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('fetch');
});
beforeEach(() => scenario.clear());
afterAll(() => scenario.close());

const noSignal = new AbortController().signal;
const accounts = ['us', 'eu'].map((account) => ({ tenant: 't', account }));

/** Hands hints to the planner as the topic would; a hint is an id and the revision it tells of. */
async function hint(...hints: readonly (readonly [id: string, revisionAt: number | null, account?: string, traceId?: string])[]): Promise<void> {
  const planner = createFetchPlanner({
    plan: ({ resourceType, resourceId, vendorRevision }) => ({ resourceType, resourceId, revisionAt: vendorRevision === null ? null : Number(vendorRevision) }),
    tasks: scenario.tasks, accounts, debounceMs: 20,
  });
  const records = hints.map(([resourceId, revisionAt, account = 'us', traceId = 'trace'], index): Inbound<RawRow> => ({
    row: 'raw.acme', key: resourceId, position: { topic: 'raw.acme', partition: 0, offset: String(index) },
    value: rawOf({ kind: 'hint', account, resourceId, traceId, vendorRevision: revisionAt === null ? null : String(revisionAt) }),
  }));
  expect(await planner(records, noSignal)).toEqual(records.map(() => done));
}

const quick: Partial<FetchTuning> = {
  pollMs: 10, probeEveryMs: 100,
  limits: { ...standardLimits, failing: { firstMs: 5, maxMs: 20 }, maxFaults: 3, later: { firstMs: 5, maxMs: 20 }, rereadMs: 10, throttledMs: 50 },
};
function worker(fetchers: Partial<Record<'us' | 'eu', Fetcher>>, more: Partial<FetchWorkerOptions> = {}, tuning: Partial<FetchTuning> = {}) {
  return createFetchWorker({
    vendor, tasks: scenario.tasks, writer: scenario.writer(), keyring: scenario.keyring, clock: Date, log: scenario.log, metrics: scenario.registry(), credentialVersion: () => 'v1',
    accounts: Object.entries(fetchers).map(([account, fetcher]) => ({ tenant: 't', account, fetcher })), ...more, tuning: { ...quick, ...tuning },
  });
}

type Row = { id: string; state: string; attempts: number; faults: number; due: boolean; code: string | null; text: string | null };
async function rows(): Promise<Row[]> {
  const found = await scenario.database.raw<{ rows: Row[] }>(
    `select resource_id as id, state, attempts, faults, due_at is not null as due, last_error_code as code, last_error_text as text from ingest.fetch_tasks order by resource_id`,
  );
  return found.rows;
}
const allAre = (...states: string[]) => async (): Promise<boolean> => {
  const found = await rows();
  return found.length > 0 && found.every(({ state }) => states.includes(state));
};

describe('hints', () => {
  it('about one resource are one reading, whose records carry the trace of the last one', async () => {
    await hint(['1', 5], ['1', 7], ['2', 5]);
    await hint(['1', 6, 'us', 'trace-of-the-last']);
    const fetcher = recordingFetcher((task) => read(task));
    await runUntil(allAre('done'), [worker({ us: fetcher }).run]);
    expect(fetcher.calls.map(({ resourceId }) => resourceId).toSorted()).toEqual(['1', '2']);
    expect((await scenario.bodies()).toSorted()).toEqual(['order 1', 'order 2']);
    expect(scenario.records().find(({ resourceId }) => resourceId === '1')).toMatchObject({ channel: 'acme', traceId: 'trace-of-the-last', via: 'poll' });
  });

  it('that come again, all of them from the first on, read nothing that was read and settled', async () => {
    const hints = Array.from({ length: 30 }, (_, n) => [String(n), 100 + n] as const);
    await hint(...hints);
    const fetcher = recordingFetcher((task) => read(task));
    await runUntil(allAre('done'), [worker({ us: fetcher }).run]);
    for (let again = 0; again < 3; again++) await hint(...hints);
    expect((await rows()).filter(({ due }) => due)).toEqual([]);
    await hint(['3', 500], ['4', null]);
    await runUntil(allAre('done'), [worker({ us: fetcher }).run]);
    expect(fetcher.calls.slice(30).map(({ resourceId }) => resourceId).toSorted()).toEqual(['3', '4']);
  });

  it('that come while their resource is being read have it read once more', async () => {
    await hint(['1', 5]);
    const fetcher = recordingFetcher(async (task, call) => {
      if (call === 1) await hint(['1', 5]);
      return read(task, { revisionAt: 4 + call });
    });
    await runUntil(async () => fetcher.calls.length === 2 && (await allAre('done')()), [worker({ us: fetcher }).run]);
    expect(scenario.records()).toHaveLength(2);
  });

  it('that come in many batches at once are all remembered', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => String(n));
    await Promise.all(Array.from({ length: 8 }, (_, batch) => hint(...(batch % 2 === 0 ? ids : ids.toReversed()).map((id) => [id, batch] as const))));
    const { rows: found } = await scenario.database.raw<{ rows: object[] }>('select distinct wanted::int, wanted_revision::int as newest from ingest.fetch_tasks');
    expect(found).toEqual([{ wanted: 8, newest: 7 }]);
  });
});

describe('what was read', () => {
  it('too early, not settled or older than its hint, is read again', async () => {
    await hint(['1', 10], ['2', 10]);
    const answers = { 1: [{ settled: false }, {}], 2: [{ revisionAt: 9 }, {}] } as const;
    const calls = { 1: 0, 2: 0 };
    const fetcher = recordingFetcher((task) => read(task, answers[task.resourceId as '1'][calls[task.resourceId as '1']++] ?? {}));
    await runUntil(allAre('done'), [worker({ us: fetcher }).run]);
    expect(calls).toEqual({ 1: 2, 2: 2 });
  });

  it('is not done before it is written: Kafka away leaves it due', async () => {
    scenario.kafka.answer = () => failed(failure('unavailable', 'writing records', { cause: { code: 'ECONNREFUSED', text: 'no broker' } }));
    await hint(['1', 5]);
    const fetcher = recordingFetcher((task) => read(task));
    await runUntil(() => fetcher.calls.length >= 3, [worker({ us: fetcher }).run]);
    expect(await rows()).toMatchObject([{ state: 'failing', due: true, faults: 0, code: 'ECONNREFUSED' }]);
    scenario.kafka.answer = () => ok();
    await runUntil(allAre('done'), [worker({ us: fetcher }).run]);
    expect(await scenario.bodies()).toEqual(['order 1']);
    expect(await rows()).toMatchObject([{ attempts: 0, code: null }]);
  });

  it('and was written by a worker that died then is read again; the dead one’s result counts no more', async () => {
    await hint(['1', 5]);
    await sleep(30);
    const dead = await scenario.tasks.claim([{ tenant: 't', account: 'us', slots: 4 }], 200);
    const fetcher = recordingFetcher((task) => read(task));
    const [started] = [performance.now()];
    await runUntil(allAre('done'), [worker({ us: fetcher }).run]);
    expect(performance.now() - started).toBeGreaterThan(150);
    expect(fetcher.calls).toHaveLength(1);
    const claim = dead.ok ? dead.value[0]!.claim : undefined;
    expect(await scenario.tasks.settle(claim!, { state: 'dead', dueInMs: null, attempts: 1, faults: 1, rereads: 0, read: null, error: null })).toEqual(ok(false));
    expect(await rows()).toMatchObject([{ state: 'done' }]);
  });

  it('by two workers is read by one of them, each resource once', async () => {
    await hint(...Array.from({ length: 60 }, (_, n) => [String(n), 5] as const));
    const fetcher = recordingFetcher(async (task) => {
      await sleep(2);
      return read(task);
    });
    await runUntil(allAre('done'), [worker({ us: fetcher }).run, worker({ us: fetcher }).run]);
    expect(new Set(fetcher.calls.map(({ resourceId }) => resourceId)).size).toBe(60);
    expect(fetcher.calls).toHaveLength(60);
  });

  it('larger than a record may be is given up with its reason', async () => {
    await hint(['1', 5]);
    const noise = Buffer.from(Array.from({ length: 1_000_000 }, () => Math.floor(Math.random() * 256)));
    const fetcher = recordingFetcher((task) => ok({ state: 'read', records: [{ ...sourceRecord(task.resourceId, ''), body: noise }], revisionAt: 5, settled: true }));
    await runUntil(allAre('dead'), [worker({ us: fetcher }).run]);
    expect(await rows()).toMatchObject([{ code: 'too_large', text: 'order 1 is larger than a record may be' }]);
  });
});

describe('what cannot be read', () => {
  it('because it is gone is done', async () => {
    await hint(['1', 5]);
    await runUntil(allAre('done'), [worker({ us: recordingFetcher(() => ok({ state: 'gone', reason: 'not found' })) }).run]);
    expect(scenario.records()).toEqual([]);
  });

  it('because it is not complete yet is read once it is', async () => {
    await hint(['1', 5]);
    const fetcher = recordingFetcher((task, call) => (call < 3 ? ok({ state: 'later', reason: 'groups are being made' }) : read(task)));
    await runUntil(async () => (await rows())[0]?.state === 'later', [worker({ us: fetcher }).run]);
    expect(await rows()).toMatchObject([{ code: 'incomplete', text: 'groups are being made' }]);
    await runUntil(allAre('done'), [worker({ us: fetcher }).run]);
    expect(fetcher.calls.map(({ attempts }) => attempts)).toEqual([0, 1, 2]);
  });

  it('for a day is given up', async () => {
    await hint(['1', 5]);
    const later = recordingFetcher(() => ok({ state: 'later', reason: 'groups are being made' }));
    await runUntil(async () => (await rows())[0]?.state === 'later', [worker({ us: later }).run]);
    await scenario.database.raw(`update ingest.fetch_tasks set later_since = now() - interval '25 hours'`);
    await runUntil(allAre('dead'), [worker({ us: later }).run]);
  });

  it('because the vendor says no is given up, said in one line and counted; a newer hint tries again', async () => {
    await hint(['1', 5], ['2', 5]);
    const metrics = scenario.registry();
    const refusing = recordingFetcher((task) => (task.resourceId === '1' ? failed(failure('rejected', 'reading order', { cause: { code: '403', text: 'no right to read it' } })) : read(task)));
    await runUntil(allAre('dead', 'done'), [worker({ us: refusing }, { metrics }).run]);
    expect(await rows()).toMatchObject([{ id: '1', state: 'dead', faults: 3, code: '403', text: 'no right to read it', due: false }, { id: '2', state: 'done' }]);
    expect(scenario.lines.map(({ level, text }) => `${level} ${text}`)).toEqual(['warn fetch given up: it needs a person, or a newer hint']);
    expect(await metrics.metrics()).toContain('tributary_fetch_tasks{vendor="acme",state="dead"} 1');
    await hint(['1', 6]);
    expect(await rows()).toMatchObject([{ id: '1', state: 'waiting', faults: 0, attempts: 0 }, { id: '2' }]);
    await runUntil(allAre('done'), [worker({ us: recordingFetcher((task) => read(task)) }).run]);
  });

  it('because our fetcher has a bug or hangs is given up, the others go on', async () => {
    await hint(['bug', 5], ['hang', 5], ['3', 5]);
    const fetcher = recordingFetcher((task) => {
      if (task.resourceId === 'bug') throw new TypeError('Jane Roe is not iterable');
      return task.resourceId === 'hang' ? new Promise(() => undefined) : read(task);
    });
    await runUntil(async () => (await rows()).every(({ id, state }) => (id === 'hang' ? state === 'failing' : state !== 'waiting' && state !== 'failing')), [worker({ us: fetcher }, {}, { readMs: 40 }).run]);
    expect(await rows()).toMatchObject([{ id: '3', state: 'done' }, { id: 'bug', state: 'dead', code: 'fetcher_threw', text: 'TypeError' }, { id: 'hang', state: 'failing', code: 'timeout' }]);
  });

  it('because the vendor throttles: the account is left alone as long as it asked, others are not', async () => {
    await hint(['1', 5], ['2', 5], ['3', 5, 'eu']);
    let told: number | undefined;
    const callsAt: number[] = [];
    const us = recordingFetcher((task) => {
      callsAt.push(Date.now());
      if (told !== undefined) return read(task);
      told = Date.now() + 300;
      return failed(failure('throttled', 'reading order', { retryAt: told }));
    });
    const eu = recordingFetcher((task) => read(task));
    const euDone = async (): Promise<boolean> => (await rows()).some(({ id, state }) => id === '3' && state === 'done');
    const one = { concurrency: 1 };
    await runUntil(async () => (await allAre('done')()) && (await euDone()), [worker({ us, eu }, {}, one).run]);
    expect(callsAt).toHaveLength(3);
    expect(callsAt.slice(1).every((at) => at >= (told ?? Infinity))).toBe(true);
    expect(scenario.lines).toEqual([]);
  });
});

describe('a credential that is refused', () => {
  const refuse = (): Result<Fetched> => failed(failure('unauthorized', 'reading order', { cause: { code: '401', text: 'token revoked' } }));

  it('halts its account alone until a probe is accepted, once in a while', async () => {
    await hint(['1', 5], ['2', 5], ['3', 5], ['4', 5, 'eu']);
    let isRefused = true;
    const us = recordingFetcher((task) => (isRefused ? refuse() : read(task)));
    const eu = recordingFetcher((task) => read(task));
    const started = performance.now();
    const fetchWorker = worker({ us, eu }, {}, { concurrency: 1 });
    await runUntil(() => us.calls.length >= 4, [fetchWorker.run]);
    expect(performance.now() - started).toBeGreaterThan(2 * 100);
    expect(await scenario.database('shared.halts').select('tenant', 'target', 'account', 'error_code', 'error_text', 'credential_version')).toEqual([
      { tenant: 't', target: 'acme', account: 'us', error_code: '401', error_text: 'token revoked', credential_version: 'v1' },
    ]);
    expect((await rows()).filter(({ state }) => state === 'done').map(({ id }) => id)).toEqual(['4']);
    isRefused = false;
    await runUntil(allAre('done'), [worker({ us, eu }).run]);
    expect(await scenario.database('shared.halts').select()).toEqual([]);
    expect(scenario.lines.map(({ level, text }) => `${level} ${text.split(':')[0]}`)).toEqual(['error account halted', 'info account resumed']);
  });

  it('of a halted account uses up no probe where nothing is due', async () => {
    expect(await scenario.tasks.halt({ tenant: 't', account: 'us', code: '401', text: 'x', credentialVersion: 'v1', probeInMs: 0 })).toEqual(ok(true));
    const probe = () => scenario.tasks.claimProbes(accounts, { leaseMs: 1_000, everyMs: 60_000 });
    expect(await probe()).toEqual(ok([]));
    await hint(['1', 5], ['2', 5]);
    await sleep(30);
    expect(await probe()).toMatchObject({ ok: true, value: [{ task: { account: 'us' } }] });
    expect(await probe()).toEqual(ok([]));
  });
});

describe('a worker', () => {
  it('lets no account wait for another one’s slow vendor', async () => {
    await hint(...Array.from({ length: 20 }, (_, n) => [`slow-${n}`, 5] as const), ['quick', 5, 'eu']);
    const blocked = Promise.withResolvers<void>();
    const us = recordingFetcher(async (task) => (await blocked.promise, read(task)));
    const eu = recordingFetcher((task) => read(task));
    await runUntil(async () => {
      const isQuick = (await rows()).some(({ id, state }) => id === 'quick' && state === 'done');
      if (isQuick) blocked.resolve();
      return isQuick;
    }, [worker({ us, eu }).run]);
    expect(us.calls).toHaveLength(4);
  });

  it('that is stopped ends what it reads, cut after its grace, and loses nothing', async () => {
    await hint(['1', 5]);
    const stop = new AbortController();
    const hanging = recordingFetcher(() => new Promise(() => undefined));
    const cutShort: Fetcher = { fetch: (task, signal) => (void hanging.fetch(task, signal), new Promise((resolve) => signal.addEventListener('abort', () => resolve(failed(failure('unavailable', 'reading order'))), { once: true }))) };
    const running = worker({ us: cutShort }, {}, { graceMs: 50 }).run(stop.signal);
    await expect.poll(() => hanging.calls.length).toBe(1);
    stop.abort();
    expect(await running).toEqual(ok());
    await runUntil(allAre('done'), [worker({ us: recordingFetcher((task) => read(task)) }).run]);
  });

  it('says once that the database is away and once that it is back, and lives on', async () => {
    let isAway = true;
    const away = failed(failure('unavailable', 'claiming fetch tasks', { cause: { code: '57P01', text: 'the database does not answer' } }));
    const tasks = { ...scenario.tasks, claim: (...claim: Parameters<typeof scenario.tasks.claim>) => (isAway ? Promise.resolve(away) : scenario.tasks.claim(...claim)) };
    const fetchWorker = worker({ us: recordingFetcher((task) => read(task)) }, { tasks });
    let rounds = 0;
    await runUntil(() => {
      if (++rounds === 10) isAway = false;
      return scenario.lines.length === 2;
    }, [fetchWorker.run]);
    expect(scenario.lines.map(({ text }) => text)).toEqual(['claiming fetch tasks: [57P01] the database does not answer', 'works again']);
    expect(Date.now() - fetchWorker.polledAt()).toBeLessThan(5_000);
  });
});
