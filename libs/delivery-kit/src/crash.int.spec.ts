import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FulfillmentRequest } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { runUntil, waitFor } from '@tributary/testing';
import { startLease } from './lease.ts';
import type { ClaimedEffect, Ledger } from './ledger.ts';
import { acme, clocks, create, createFakeVendor, createScenario, creation, honestSink, lease, request, stepOptions, unwrap, type FakeVendor, type Scenario } from './scenario.suite.ts';
import type { Sink } from './sink.ts';
import { createStep } from './step.ts';
import { createWorker } from './worker.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('crash');
});
beforeEach(() => scenario.clear());
afterAll(() => scenario.close());

const never = new Promise<never>(() => undefined);
const open = new AbortController().signal;
type Claimed = { claimed: ClaimedEffect; permit: ReturnType<ReturnType<typeof startLease>> };
const tryClaim = async (): Promise<Claimed | undefined> => {
  const grant = startLease(clocks, lease);
  const [claimed] = unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: lease.leaseMs }));
  return claimed === undefined ? undefined : { claimed, permit: grant(open) };
};
/** Waits for what is due only after a back-off. */
const claim = (): Promise<Claimed> => waitFor(tryClaim, { description: 'an effect to be due', intervalMs: 5 });

/** Starts a step that gets no further than `where`, as if its process had died there; answers once it is there, and throws where the step ends without coming there. */
async function dieAt(where: CrashPoint, vendor: FakeVendor): Promise<void> {
  let arrived: () => void = () => undefined;
  const there = new Promise<void>((resolve) => (arrived = resolve));
  const die = (): Promise<never> => {
    arrived();
    return never;
  };
  const { ledger } = scenario;
  const after = async <T>(work: Promise<Result<T>>): Promise<never> => {
    await work;
    return die();
  };
  const dying: Ledger = {
    ...ledger,
    send: (claim, id) => (where === 'before the send is written' ? die() : where === 'before the send' ? after(ledger.send(claim, id)) : ledger.send(claim, id)),
    settle: (claim, id, change) => (where === 'before the result is written' ? die() : where === 'after the result is written' ? after(ledger.settle(claim, id, change)) : ledger.settle(claim, id, change)),
  };
  const sink = honestSink(vendor, {
    async execute(effect, permit) {
      const answer = await honestSink(vendor).execute(effect, permit);
      return where === 'before the answer' ? die() : answer;
    },
  });
  const { claimed, permit } = await claim();
  const ended = createStep(stepOptions(dying, [create(sink)]))(claimed, permit).then(() => {
    throw new Error(`dying ${where}: the step of an effect that was ${claimed.row.state} did not come there`);
  });
  await Promise.race([there, ended]);
  permit.release();
}

const crashPoints = ['before the send is written', 'before the send', 'before the answer', 'before the result is written', 'after the result is written'] as const;
type CrashPoint = (typeof crashPoints)[number];

const allSucceeded = async (): Promise<boolean> => (await scenario.rows()).every(({ state }) => state === 'succeeded');
const worker = (sink: Sink<FulfillmentRequest>, entry = creation, times = lease) =>
  createWorker({ ...stepOptions(scenario.ledger, [create(sink, entry)]), target: 'lingxing', accounts: [acme], concurrency: 4, lease: times, pollMs: 10, graceMs: 1_000, onStep: () => undefined });

describe('a process that dies', () => {
  it.each(crashPoints)('%s: the vendor has the order exactly once', async (where) => {
    const vendor = createFakeVendor({ lagMs: 30 });
    await scenario.accept(request(1));
    await dieAt(where, vendor);
    await runUntil(allSucceeded, [worker(honestSink(vendor)).run]);
    expect(vendor.taken).toHaveLength(1);
  });

  it.each(crashPoints.slice(0, 4))('%s, and the next one too: exactly once', async (where) => {
    const vendor = createFakeVendor({ lagMs: 30 });
    await scenario.accept(request(1));
    await dieAt(where, vendor);
    const sendable = async (): Promise<boolean> => (await scenario.rows()).every(({ state, claimed }) => !claimed && (state === 'retrying' || state === 'succeeded'));
    // Looks only, so that the second death also finds something to send.
    const onlyLooks = honestSink(vendor, { execute: async () => failed(failure('throttled', 'creating order', { retryAt: Date.now() })) });
    await runUntil(sendable, [worker(onlyLooks).run]);
    if (!(await allSucceeded())) await dieAt('before the result is written', vendor);
    await runUntil(allSucceeded, [worker(honestSink(vendor)).run]);
    expect(vendor.taken).toHaveLength(1);
  });
});

describe('a lost answer', () => {
  it('is looked up, found and not sent again', async () => {
    const vendor = createFakeVendor();
    const sink = honestSink(vendor, {
      async execute(effect) {
        vendor.take(effect);
        return failed(failure('unavailable', 'creating order', { cause: { code: 'ECONNRESET', text: 'the connection was cut' } }));
      },
    });
    await scenario.accept(request(1));
    await runUntil(allSucceeded, [worker(sink).run]);
    expect(vendor.taken).toHaveLength(1);
    const { rows } = await scenario.database.raw<{ rows: { vendor_reference: string; confirmed_by: string }[] }>('select vendor_reference, confirmed_by from delivery.effects');
    expect(rows[0]).toEqual({ vendor_reference: 'LX-US-7001-P1-R1', confirmed_by: 'read_back' });
  });

  it('that the vendor shows late (absent, absent, found) is not sent again', async () => {
    const vendor = createFakeVendor();
    const answers: string[] = [];
    const sink = honestSink(vendor, {
      async execute(effect) {
        vendor.take(effect);
        return failed(failure('unavailable', 'creating order'));
      },
      async verify({ reference }) {
        answers.push(answers.length < 2 ? 'absent' : 'found');
        return ok(answers.length <= 2 ? { state: 'absent' } : { state: 'found', reference: `LX-${reference}`, allocation: [] });
      },
    });
    await scenario.accept(request(1));
    // A settle time that no busy machine uses up between three looks.
    await runUntil(allSucceeded, [worker(sink, { ...creation, settleMs: 20_000 }).run]);
    expect(answers).toEqual(['absent', 'absent', 'found']);
    expect(vendor.taken).toHaveLength(1);
  });

  it('is sent again only after the settle time and two absents', async () => {
    const sends: number[] = [];
    const looks: number[] = [];
    const vendor = createFakeVendor();
    const sink = honestSink(vendor, {
      async execute(effect, permit) {
        sends.push(performance.now());
        return sends.length === 1 ? failed(failure('unavailable', 'creating order')) : honestSink(vendor).execute(effect, permit);
      },
      async verify() {
        looks.push(performance.now());
        return ok({ state: 'absent' });
      },
    });
    await scenario.accept(request(1));
    await runUntil(allSucceeded, [worker(sink).run]);
    expect(sends[1]! - sends[0]!).toBeGreaterThanOrEqual(creation.settleMs);
    expect(looks.at(-1)! - sends[0]!).toBeGreaterThanOrEqual(creation.settleMs);
    expect(looks.length).toBeGreaterThanOrEqual(creation.absentsNeeded);
    expect(vendor.taken).toHaveLength(1);
  });

  it('of a call that took long: the settle time counts from when it was given up, not from when it began', async () => {
    const slow = { ...creation, settleMs: 600 };
    const vendor = createFakeVendor({ lagMs: 400 });
    const sink = honestSink(vendor, {
      async execute(effect) {
        await sleep(slow.settleMs + 50);
        vendor.take(effect);
        return failed(failure('unavailable', 'creating order', { cause: { code: 'timeout', text: 'no answer in time' } }));
      },
    });
    await scenario.accept(request(1));
    await runUntil(allSucceeded, [worker(sink, slow, { leaseMs: 5_000, marginMs: 1_000 }).run]);
    expect(vendor.taken).toHaveLength(1);
  });

  it('about which the vendor cannot tell stays in doubt and is never sent again by itself', async () => {
    let sends = 0;
    let looks = 0;
    const sink = honestSink(createFakeVendor(), {
      async execute() {
        sends++;
        return failed(failure('unavailable', 'creating order'));
      },
      async verify() {
        looks++;
        return ok({ state: 'cannot_tell', reason: 'the order list is being rebuilt' });
      },
    });
    await scenario.accept(request(1));
    await runUntil(async () => looks >= 8, [worker(sink).run]);
    expect(sends).toBe(1);
    expect((await scenario.rows())[0]).toMatchObject({ state: 'unknown', errorCode: 'cannot_tell', errorText: 'the order list is being rebuilt' });
  });
});

describe('a claim that is taken over', () => {
  it('takes away the old worker’s leave to send, and its result changes nothing', async () => {
    const vendor = createFakeVendor();
    let wake: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (wake = resolve));
    const told: string[] = [];
    // Stopped between being told to send and asking for leave, as by SIGSTOP.
    const sleeper = honestSink(vendor, {
      async execute(effect, permit) {
        await stopped;
        const answer = await honestSink(vendor).execute(effect, permit);
        told.push(answer.ok ? 'sent' : answer.failure.kind);
        return answer;
      },
    });
    await scenario.accept(request(1));
    const { claimed, permit } = await claim();
    const sleeping = createStep(stepOptions(scenario.ledger, [create(sleeper)]))(claimed, permit);
    await runUntil(allSucceeded, [worker(honestSink(vendor)).run]);
    const before = await scenario.rows();

    wake();
    expect(unwrap(await sleeping)).toBe('untold');
    permit.release();
    expect(told).toEqual(['unavailable']);
    expect(permit.signal.aborted).toBe(true);
    expect(vendor.taken).toHaveLength(1);
    expect(await scenario.rows()).toEqual(before);
    expect(unwrap(await scenario.ledger.restore(claimed.claim, claimed.row.id, 'pending'))).toBe(false);
    expect(unwrap(await scenario.ledger.send(claimed.claim, claimed.row.id))).toBeUndefined();
  });

  it('but a late result of a claim that nobody took over still counts', async () => {
    await scenario.accept(request(1));
    const { claimed, permit } = await claim();
    const sent = unwrap(await scenario.ledger.send(claimed.claim, claimed.row.id));
    await sleep(lease.leaseMs + 20);
    permit.release();
    const done = { state: 'succeeded', dueInMs: null, looks: 0, absents: 0, unexpecteds: 0, error: null, handle: null, vendorReference: 'LX', confirmedBy: 'answer', allocation: [], heldVersion: null } as const;
    expect(unwrap(await scenario.ledger.settle(claimed.claim, sent!.id, done))).toBe(true);
    expect((await scenario.rows())[0]).toMatchObject({ state: 'succeeded', claimed: false });
    expect(unwrap(await scenario.ledger.settle(claimed.claim, sent!.id, done))).toBe(false);
  });
});

it('an order that is cancelled between claim and send is not sent', async () => {
  const vendor = createFakeVendor();
  await scenario.accept(request(1));
  const { claimed, permit } = await claim();
  await scenario.accept(request(1, { version: 2, state: 'cancelled' }));
  expect(unwrap(await createStep(stepOptions(scenario.ledger, [create(honestSink(vendor))]))(claimed, permit))).toBe('untold');
  permit.release();
  expect(vendor.taken).toEqual([]);
  expect((await scenario.rows())[0]).toMatchObject({ state: 'superseded', claimed: false });
});

it('what is sent is the newest state, also where it came after the claim', async () => {
  const vendor = createFakeVendor();
  await scenario.accept(request(1));
  const { claimed, permit } = await claim();
  await scenario.accept(request(1, { version: 2, store: '111' }));
  await createStep(stepOptions(scenario.ledger, [create(honestSink(vendor))]))(claimed, permit);
  permit.release();
  expect(vendor.taken.map(({ version }) => version)).toEqual([2]);
});
