import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Registry } from 'prom-client';
import { failed, failure, ok } from '@tributary/kernel';
import type { FulfillmentRequest } from '@tributary/contracts';
import { runUntil } from '@tributary/testing';
import { createReport } from './report.ts';
import { acme, birch, create, createFakeVendor, createScenario, honestSink, recordingLog, request, stepOptions, type Lines, type Scenario } from './scenario.suite.ts';
import { createSweep } from './sweep.ts';
import type { Sink } from './sink.ts';
import type { StepOptions } from './step.ts';
import { createWorker } from './worker.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('worker');
});
beforeEach(() => scenario.clear());
afterAll(() => scenario.close());

/** Nobody dies here; a busy machine must not end a lease. */
const longLease = { leaseMs: 10_000, marginMs: 2_000 };
const worker = (sink: Sink<FulfillmentRequest>, more: Partial<StepOptions> = {}) =>
  createWorker({ ...stepOptions(scenario.ledger, [create(sink)], more), target: 'lingxing', accounts: [acme, birch], concurrency: 4, lease: longLease, pollMs: 10, graceMs: 1_000, onStep: () => undefined });

const statesAre = (...wanted: string[]) => async () => {
  const states = new Set((await scenario.rows()).map(({ state }) => state));
  return states.size === new Set(wanted).size && wanted.every((state) => states.has(state as never));
};

describe('two workers', () => {
  it('race on many lanes: each effect is carried out once and each order keeps its order', async () => {
    const vendor = createFakeVendor();
    const slow = honestSink(vendor, {
      async execute(effect, permit) {
        await sleep(2);
        return honestSink(vendor).execute(effect, permit);
      },
    });
    await scenario.accept(...Array.from({ length: 60 }, (_, n) => [1, 2, 3].map((part) => request(n, { part }))).flat());
    const [one, two] = [worker(slow), worker(slow)];
    await runUntil(statesAre('succeeded'), [one.run, two.run]);
    expect(vendor.taken).toHaveLength(180);
    expect(new Set(vendor.taken.map(({ reference }) => reference)).size).toBe(180);
    for (const key of new Set(vendor.taken.map(({ orderKey }) => orderKey))) {
      expect(vendor.taken.filter(({ orderKey }) => orderKey === key).map(({ reference }) => reference.slice(-5))).toEqual(['P1-R1', 'P2-R1', 'P3-R1']);
    }
  });
});

it('parts that come while their order is being worked on are never forgotten', async () => {
  const vendor = createFakeVendor();
  const [one, two] = [worker(honestSink(vendor)), worker(honestSink(vendor))];
  const feed = async (): Promise<void> => {
    for (let part = 1; part <= 20; part++) await Promise.all([0, 1, 2, 3].map((n) => scenario.accept(request(n, { part }))));
  };
  await runUntil(async () => vendor.taken.length === 80, [one.run, two.run, feed]);
  expect(await scenario.rows()).toHaveLength(80);
});

it('newer states that come while an order is being sent change it, do not send it twice and end with the newest', async () => {
  const vendor = createFakeVendor();
  const [one, two] = [worker(honestSink(vendor)), worker(honestSink(vendor))];
  const numbers = Array.from({ length: 60 }, (_, n) => n);
  let rounds = 0;
  const churn = (offset: number) => async (): Promise<void> => {
    for (let round = 1; round <= 25; round++) await scenario.accept(...numbers.map((n) => request(n, { version: 4 * round + offset, store: `${round}` })));
    rounds++;
  };
  await scenario.accept(...numbers.map((n) => request(n)));
  await runUntil(async () => rounds === 2 && (await statesAre('succeeded')()), [churn(0), churn(1), one.run, two.run]);
  expect(vendor.taken).toHaveLength(60);
  for (const { reference, version } of vendor.taken) {
    const changes = vendor.changed.filter((change) => change.reference === reference);
    expect(changes.map((change) => change.version)).toEqual(changes.map((change) => change.version).toSorted((a, b) => a - b));
    // Of the last round there are two versions, alike in content; whichever came first was sent.
    expect([100, 101]).toContain(changes.at(-1)?.version ?? version);
  }
  expect(new Set((await scenario.rows()).map(({ desiredVersion }) => desiredVersion))).toEqual(new Set([101]));
});

describe('failures', () => {
  it('throttled: waits until it was told to come back', async () => {
    const vendor = createFakeVendor();
    let told: number | undefined;
    const sink = honestSink(vendor, {
      async execute(effect, permit) {
        if (told !== undefined) return honestSink(vendor).execute(effect, permit);
        told = Date.now() + 250;
        return failed(failure('throttled', 'creating order', { retryAt: told }));
      },
    });
    await scenario.accept(request(1));
    await runUntil(statesAre('succeeded'), [worker(sink).run]);
    expect(vendor.taken).toHaveLength(1);
    expect(Date.now()).toBeGreaterThanOrEqual(told ?? Infinity);
    expect((await scenario.rows())[0]).toMatchObject({ attempts: 2, errorCode: null });
  });

  it('rejected: keeps the vendor’s words, holds up no other part, is said in one line, and a newer request tries again', async () => {
    const vendor = createFakeVendor();
    const lines: Lines = [];
    const sink = honestSink(vendor, {
      execute: async (effect, permit) =>
        effect.desired.store === '110' && effect.desired.part === 1 ? failed(failure('rejected', 'creating order', { cause: { code: '3001', text: 'store is closed' } })) : honestSink(vendor).execute(effect, permit),
    });
    await scenario.accept(request(1), request(1, { part: 2 }));
    const run = worker(sink, { report: createReport({ log: recordingLog(lines), metrics: new Registry() }) });
    await runUntil(statesAre('rejected', 'succeeded'), [run.run]);
    expect((await scenario.rows())[0]).toMatchObject({ state: 'rejected', errorCode: '3001', errorText: 'store is closed' });
    expect(lines.map(({ level, text }) => `${level} ${text}`)).toEqual(['warn effect needs a person']);

    await scenario.accept(request(1, { version: 2 }));
    expect((await scenario.rows())[0]).toMatchObject({ state: 'rejected', desiredVersion: 2, nextVersion: null });
    await scenario.accept(request(1, { version: 3, store: '111' }));
    await runUntil(statesAre('succeeded'), [worker(sink).run]);
    expect(vendor.taken.map(({ version }) => version)).toEqual([1, 3]);
  });

  it('invalid: is held until the maps have changed', async () => {
    const vendor = createFakeVendor();
    let version = 4;
    const maps = { version: async () => ok(version) };
    const sink = honestSink(vendor, {
      execute: async (effect, permit) => (version < 5 ? failed(failure('invalid', 'mapping SKUs', { cause: { code: 'unmapped_sku', text: 'MUG has no row' } })) : honestSink(vendor).execute(effect, permit)),
    });
    await scenario.accept(request(1));
    const running = worker(sink, { maps });
    const sweep = createSweep({ ledger: scenario.ledger, maps, target: 'lingxing', everyMs: 20, onReleased: () => running.wake(), report: { away: () => undefined } });
    await runUntil(statesAre('held'), [running.run]);
    await runUntil(async () => sleep(100, true), [running.run, sweep.run]);
    expect((await scenario.rows())[0]).toMatchObject({ state: 'held', attempts: 1, heldVersion: 4, errorCode: 'unmapped_sku' });
    version = 5;
    await runUntil(statesAre('succeeded'), [running.run, sweep.run]);
    expect(vendor.taken).toHaveLength(1);
  });

  it('unexpected: a bounded number of times, then dead', async () => {
    const sink = honestSink(createFakeVendor(), {
      execute: async () => failed(failure('unexpected', 'creating order', { cause: { code: 'html', text: 'a page instead of JSON' } })),
    });
    await scenario.accept(request(1));
    await runUntil(statesAre('dead'), [worker(sink).run]);
    expect((await scenario.rows())[0]).toMatchObject({ attempts: 3, errorCode: 'html' });
  });

  it('a sink that throws may have sent: the effect is looked up, and neither message nor order shows in the log', async () => {
    const vendor = createFakeVendor();
    const lines: Lines = [];
    const sink = honestSink(vendor, {
      async execute(effect) {
        vendor.take(effect);
        throw new TypeError('cannot read Jane Roe of undefined');
      },
    });
    await scenario.accept(request(1));
    await runUntil(statesAre('succeeded'), [worker(sink, { report: createReport({ log: recordingLog(lines), metrics: new Registry() }) }).run]);
    expect(vendor.taken).toHaveLength(1);
    expect(JSON.stringify(lines)).toContain('TypeError');
    expect(JSON.stringify(lines)).not.toContain('Jane');
  });
});

describe('accepted, result later', () => {
  it('is looked after by its handle until the result is there', async () => {
    let looks = 0;
    const sink = honestSink(createFakeVendor(), {
      execute: async () => ok({ state: 'submitted', handle: 'job-9', checkAt: Date.now() + 30 }),
      async check(_effect, handle) {
        looks++;
        if (looks === 1) return failed(failure('unavailable', 'reading job'));
        if (looks === 2) return ok({ state: 'submitted', handle, checkAt: Date.now() + 30 });
        return ok({ state: 'succeeded', reference: `LX-${handle}`, confirmedBy: 'report', allocation: [] });
      },
    });
    await scenario.accept(request(1));
    await runUntil(statesAre('succeeded'), [worker(sink).run]);
    expect(looks).toBe(3);
    expect((await scenario.rows())[0]).toMatchObject({ attempts: 1 });
  });
});

describe('a refused credential', () => {
  it('halts its account alone; nothing counts as tried; one probe a while, of all workers together, lets it go on', async () => {
    const vendor = createFakeVendor();
    const lines: Lines = [];
    const asked: number[] = [];
    let good = false;
    const sink = honestSink(vendor, {
      async execute(effect, permit) {
        if (effect.targetAccount === 'birch' || good) return honestSink(vendor).execute(effect, permit);
        asked.push(performance.now());
        return failed(failure('unauthorized', 'creating order', { cause: { code: '2001', text: 'signature refused' } }));
      },
    });
    const probeEveryMs = 150;
    const report = createReport({ log: recordingLog(lines), metrics: new Registry() });
    await scenario.accept(...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) => [request(n), request(100 + n, { erpAccount: 'birch' })]));
    const [running, other] = [worker(sink, { probeEveryMs, report }), worker(sink, { probeEveryMs, report })];
    await runUntil(async () => vendor.taken.length === 8 && asked.length >= 11, [running.run, other.run]);
    // At most eight were under way when the first was refused; everything after that is a probe, whosoever.
    for (const [n, at] of asked.slice(8).entries()) expect(at - asked[0]!, `probe ${n + 1}`).toBeGreaterThanOrEqual((n + 1) * probeEveryMs - 20);

    const rows = (await scenario.rows()).filter(({ key }) => key.includes(':main/'));
    expect(rows.map(({ state, attempts, version }) => ({ state, attempts, version }))).toEqual(Array.from({ length: 8 }, () => ({ state: 'pending', attempts: 0, version: 1 })));

    good = true;
    await runUntil(statesAre('succeeded'), [running.run]);
    expect(vendor.taken).toHaveLength(16);
    expect(lines.map(({ text }) => text)).toEqual(['account halted: its credential was refused; renew it, a probe follows by itself', 'account resumed: a probe was accepted']);
  });

  it('halts whatever words the vendor has for it', async () => {
    const page = `<html>\0${'no '.repeat(2_000)}</html>`;
    const sink = honestSink(createFakeVendor(), { execute: async () => failed(failure('unauthorized', 'creating order', { cause: { code: '403', text: page } })) });
    await scenario.accept(request(1));
    await runUntil(async () => (await scenario.ledger.halts('lingxing').then((halts) => halts.ok && halts.value.length === 1)), [worker(sink).run]);
    const { rows } = await scenario.database.raw<{ rows: unknown[] }>('select length(error_text) as length, left(error_text, 9) as start from shared.halts');
    expect(rows).toEqual([{ length: 500, start: '<html>no ' }]);
  });

  it('goes on at once when the secret changes, and an effect in doubt stays in doubt meanwhile', async () => {
    const vendor = createFakeVendor();
    let credential = 'old';
    const refuse = async () => failed(failure('unauthorized', 'looking order up'));
    const sink = honestSink(vendor, {
      async execute(effect) {
        vendor.take(effect);
        return failed(failure('unavailable', 'creating order'));
      },
      verify: (effect, permit) => (credential === 'old' ? refuse() : honestSink(vendor).verify(effect, permit)),
    });
    await scenario.accept(request(1));
    const running = worker(sink, { probeEveryMs: 60_000, credentialVersion: () => credential });
    await runUntil(async () => (await scenario.ledger.halts('lingxing').then((halts) => halts.ok && halts.value.length === 1)), [running.run]);
    expect((await scenario.rows())[0]).toMatchObject({ state: 'unknown' });
    credential = 'new';
    await runUntil(statesAre('succeeded'), [running.run]);
    expect(vendor.taken).toHaveLength(1);
  });
});

it('a worker that is told to stop finishes what is under way and takes nothing new', async () => {
  const vendor = createFakeVendor();
  const sink = honestSink(vendor, {
    async execute(effect, permit) {
      await sleep(60);
      return honestSink(vendor).execute(effect, permit);
    },
  });
  await scenario.accept(...Array.from({ length: 10 }, (_, n) => request(n)));
  const stop = new AbortController();
  const end = worker(sink).run(stop.signal);
  await sleep(40);
  stop.abort();
  await end;
  const rows = await scenario.rows();
  expect(rows.filter(({ state }) => state === 'succeeded')).toHaveLength(vendor.taken.length);
  expect(rows.every(({ state, claimed }) => (state === 'succeeded' || state === 'pending') && !claimed)).toBe(true);
});
