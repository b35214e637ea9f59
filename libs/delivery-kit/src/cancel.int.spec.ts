import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FulfillmentRequest } from '@tributary/contracts';
import { failed, failure, ok } from '@tributary/kernel';
import { runUntil } from '@tributary/testing';
import { createAnnouncer } from './announcer.ts';
import type { EffectState } from './ledger.ts';
import { createMemoryStream } from './memory-stream.suite.ts';
import { acme, cancel, cancellingSink, create, createFakeVendor, createScenario, honestSink, request, stepOptions, unwrap, type Scenario } from './scenario.suite.ts';
import type { Sink } from './sink.ts';
import { createStep } from './step.ts';
import { createWorker } from './worker.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('cancel');
});
beforeEach(() => scenario.clear());
afterAll(() => scenario.close());

const effects = async () => (await scenario.rows()).map(({ key, state, desiredVersion }) => `${key.split('/')[0]} ${state} ${desiredVersion}`);
const cancelled = (version: number, more: Partial<FulfillmentRequest> = {}) => request(1, { version, state: 'cancelled', ...more });
const headOfLane = async () => unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: 10_000 }))[0]?.row;

describe('an order that is cancelled', () => {
  it('before its creation was sent: nothing is to be cancelled, and that is said', async () => {
    await scenario.accept(request(1));
    await scenario.accept(cancelled(2));
    expect(await effects()).toEqual(['erp.create superseded 2', 'erp.cancel superseded 2']);
    expect(unwrap(await scenario.ledger.dueAccounts([acme]))).toEqual([]);
    const stream = createMemoryStream();
    const announcer = createAnnouncer({ ledger: scenario.ledger, producer: stream.producer, keyring: scenario.keyring, target: 'lingxing', lock: 'l', batchSize: 10, pollMs: 10, report: { away: () => undefined } });
    await announcer.run(AbortSignal.abort());
    expect(stream.published.map(({ value }) => `${value.idempotencyKey} ${value.outcome}`).toSorted()).toEqual([
      'erp.cancel/acme/shopify/us/7001/1/lingxing:main/1 superseded',
      'erp.create/acme/shopify/us/7001/1/lingxing:main/1 superseded',
    ]);
  });

  it('while a worker has its creation in hand that this release does not know: it stays given up', async () => {
    await scenario.accept(request(1));
    const [claimed] = unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: 10_000 }));
    await scenario.accept(cancelled(2));
    unwrap(await createStep(stepOptions(scenario.ledger, []))(claimed!, { deadline: Date.now() + 5_000, signal: new AbortController().signal, check: () => ok() }));
    expect(await effects()).toEqual(['erp.create superseded 2', 'erp.cancel superseded 2']);
    expect((await scenario.rows())[0]).toMatchObject({ claimed: false });
  });

  it('and that is not to leave the house is not cancelled there either', async () => {
    await scenario.accept(request(1, { mode: 'shadow' }));
    await scenario.accept(cancelled(2, { mode: 'shadow' }));
    expect(await effects()).toEqual(['erp.create skipped 2', 'erp.cancel skipped 2']);
  });

  it.each<EffectState>(['in_flight', 'submitted', 'unknown'])('while its creation is %s: the cancel stands behind it', async (state) => {
    await scenario.accept(request(1));
    await scenario.bring(state);
    await scenario.accept(cancelled(2));
    expect(await effects()).toEqual([`erp.create ${state} 1`, 'erp.cancel pending 2']);
    await scenario.database.raw('update delivery.effects set due_at = now(); update delivery.lanes set due_at = now()');
    expect(await headOfLane()).toMatchObject({ effect: 'erp.create' });
  });

  it.each<[EffectState, string]>([['rejected', 'superseded'], ['held', 'superseded'], ['dead', 'superseded'], ['retrying', 'superseded'], ['succeeded', 'succeeded'], ['skipped', 'skipped']])(
    'after its creation was %s: it is %s and the cancel is due, under the number that was sent',
    async (before, after) => {
      await scenario.accept(request(1));
      await scenario.bring(before, before === 'succeeded' ? { vendorReference: 'LX-1' } : {});
      await scenario.accept(cancelled(2, { externalNo: 'US-7001-OTHER' }));
      expect(await effects()).toEqual([`erp.create ${after} 2`, 'erp.cancel pending 2']);
      expect(await headOfLane()).toMatchObject({ effect: 'erp.cancel', reference: 'US-7001-P1-R1', subjectKind: 'order_part', subjectId: '1', vendorReference: null });
    },
  );

  it('again, with nothing new to say, is cancelled once', async () => {
    await scenario.accept(request(1));
    await scenario.bring('succeeded', { vendorReference: 'LX-1' });
    await scenario.accept(cancelled(2));
    await scenario.bring('succeeded', { vendorReference: 'LX-1' });
    await scenario.accept(cancelled(3, { grandTotal: '0' }));
    expect(await effects()).toEqual(['erp.create succeeded 3', 'erp.cancel succeeded 3']);
  });
});

describe('a cancel latches', () => {
  it.each<EffectState>(['pending', 'succeeded', 'rejected'])('once there was something to undo (cancel %s): wanted again is nothing, a new incarnation is a new creation', async (state) => {
    await scenario.accept(request(1));
    await scenario.bring('succeeded', { vendorReference: 'LX-1' });
    await scenario.accept(cancelled(2));
    if (state !== 'pending') await scenario.bring(state);
    await scenario.accept(request(1, { version: 3, store: '111' }));
    expect(await effects()).toEqual(['erp.create succeeded 3', `erp.cancel ${state} 2`]);
    await scenario.accept(request(1, { version: 4, incarnation: 2, externalNo: 'US-7001-P1-R2' }));
    expect((await effects()).at(-1)).toBe('erp.create pending 4');
  });

  it('also behind a creation that was refused', async () => {
    await scenario.accept(request(1));
    await scenario.bring('rejected');
    await scenario.accept(cancelled(2));
    await scenario.accept(request(1, { version: 3, store: '111' }));
    expect(await effects()).toEqual(['erp.create superseded 3', 'erp.cancel pending 2']);
  });

  it('however often it is wanted again', async () => {
    await scenario.accept(request(1));
    await scenario.bring('rejected');
    await scenario.accept(cancelled(2));
    await scenario.bring('succeeded');
    await scenario.accept(request(1, { version: 3, store: '111' }));
    await scenario.accept(request(1, { version: 4, store: '112' }));
    expect(await effects()).toEqual(['erp.create superseded 4', 'erp.cancel succeeded 2']);
    expect(unwrap(await scenario.ledger.dueAccounts([acme]))).toEqual([]);
  });

  it('although it was wanted again before the answer came: what did not arrive is not sent again', async () => {
    await scenario.accept(request(1));
    await scenario.bring('unknown');
    await scenario.accept(cancelled(2));
    await scenario.accept(request(1, { version: 3, store: '111' }));
    await scenario.database.raw('update delivery.effects set due_at = now(); update delivery.lanes set due_at = now()');
    await scenario.bring('retrying', { sent: false });
    expect(await effects()).toEqual(['erp.create superseded 3', 'erp.cancel pending 2']);
  });

  it('but not before anything was sent: then the order is created, and a later cancel undoes it', async () => {
    await scenario.accept(request(1));
    await scenario.accept(cancelled(2));
    await scenario.accept(request(1, { version: 3 }));
    expect(await effects()).toEqual(['erp.create pending 3', 'erp.cancel superseded 2']);
    await scenario.bring('succeeded', { vendorReference: 'LX-1' });
    await scenario.accept(cancelled(4));
    expect(await effects()).toEqual(['erp.create succeeded 4', 'erp.cancel pending 4']);
  });
});

it('a cancel that comes late, after the order was wanted again and sent, undoes nothing', async () => {
  await scenario.accept(request(1, { version: 3 }));
  await scenario.bring('succeeded', { vendorReference: 'LX-1' });
  await scenario.accept(cancelled(2));
  expect(await effects()).toEqual(['erp.create succeeded 3', 'erp.cancel superseded 2']);
  await scenario.clear();
  await scenario.accept(request(1));
  await scenario.bring('succeeded', { vendorReference: 'LX-1' });
  await scenario.accept(cancelled(2), request(1, { version: 3 }));
  expect(await effects()).toEqual(['erp.create succeeded 3', 'erp.cancel superseded 2']);
});

describe('carried out', () => {
  const worker = (sink: Sink<FulfillmentRequest>, undo: Sink<FulfillmentRequest>) =>
    createWorker({ ...stepOptions(scenario.ledger, [create(sink), cancel(undo)]), target: 'lingxing', accounts: [acme], concurrency: 4, lease: { leaseMs: 10_000, marginMs: 2_000 }, pollMs: 10, graceMs: 1_000, onStep: () => undefined });
  const areNow = (...wanted: string[]) => async () => (await effects()).join() === wanted.join();

  it('a cancel behind a refused creation is not stuck: it runs, finds nothing, and the creation is not tried again', async () => {
    const vendor = createFakeVendor();
    let tries = 0;
    const refusing = honestSink(vendor, { execute: async () => (tries++, failed(failure('rejected', 'creating order', { cause: { code: '3001003', text: 'store is disabled' } }))) });
    const running = worker(refusing, cancellingSink(vendor));
    await scenario.accept(request(1));
    await runUntil(areNow('erp.create rejected 1'), [running.run]);
    await scenario.accept(cancelled(2));
    await runUntil(areNow('erp.create superseded 2', 'erp.cancel succeeded 2'), [running.run]);
    expect({ tries, taken: vendor.taken, cancelled: vendor.cancelled }).toEqual({ tries: 1, taken: [], cancelled: [] });
  });

  it('what the vendor holds is cancelled once', async () => {
    const vendor = createFakeVendor();
    const running = worker(honestSink(vendor), cancellingSink(vendor));
    await scenario.accept(request(1));
    await runUntil(areNow('erp.create succeeded 1'), [running.run]);
    await scenario.accept(cancelled(2));
    await runUntil(areNow('erp.create succeeded 2', 'erp.cancel succeeded 2'), [running.run]);
    expect(vendor.cancelled).toEqual(['US-7001-P1-R1']);
  });

  it.each([[true, 'erp.create succeeded 2', ['US-7001-P1-R1']], [false, 'erp.create superseded 2', []]] as const)(
    'a creation whose answer was lost (arrived: %s) is looked up and never sent again, then the cancel runs',
    async (arrived, creationEnds, undone) => {
      const vendor = createFakeVendor();
      let tries = 0;
      const losing = honestSink(vendor, {
        async execute(effect) {
          tries++;
          if (arrived) vendor.take(effect);
          await scenario.accept(cancelled(2));
          return failed(failure('unavailable', 'creating order', { cause: { code: 'ECONNRESET', text: 'the connection was cut' } }));
        },
      });
      await scenario.accept(request(1));
      await runUntil(areNow(creationEnds, 'erp.cancel succeeded 2'), [worker(losing, cancellingSink(vendor)).run]);
      expect({ tries, cancelled: vendor.cancelled }).toEqual({ tries: 1, cancelled: undone });
    },
  );

  it('a creation that the vendor told to wait for an hour does not hold the cancel up', async () => {
    const vendor = createFakeVendor();
    const waiting = honestSink(vendor, { execute: async () => failed(failure('throttled', 'creating order', { retryAt: Date.now() + 3_600_000 })) });
    const running = worker(waiting, cancellingSink(vendor));
    await scenario.accept(request(1));
    await runUntil(areNow('erp.create retrying 1'), [running.run]);
    await scenario.accept(cancelled(2));
    await runUntil(areNow('erp.create superseded 2', 'erp.cancel succeeded 2'), [running.run]);
    expect(vendor.taken).toEqual([]);
  });

  it('a creation that a refused credential kept from being sent was not sent: nothing is to be cancelled', async () => {
    const refusing = honestSink(createFakeVendor(), { execute: async () => failed(failure('unauthorized', 'creating order')) });
    await scenario.accept(request(1));
    await runUntil(async () => unwrap(await scenario.ledger.halts('lingxing')).length === 1 && (await areNow('erp.create pending 1')()), [worker(refusing, cancellingSink(createFakeVendor())).run]);
    await scenario.accept(cancelled(2));
    expect(await effects()).toEqual(['erp.create superseded 2', 'erp.cancel superseded 2']);
  });

  it('a new incarnation waits until the old one is cancelled', async () => {
    const vendor = createFakeVendor();
    const order: string[] = [];
    const noting = honestSink(vendor, { execute: async (effect, permit) => (order.push(`create ${effect.reference}`), honestSink(vendor).execute(effect, permit)) });
    const undoing = cancellingSink(vendor, { execute: async (effect, permit) => (order.push(`cancel ${effect.reference}`), cancellingSink(vendor).execute(effect, permit)) });
    const running = worker(noting, undoing);
    await scenario.accept(request(1));
    await runUntil(areNow('erp.create succeeded 1'), [running.run]);
    await scenario.accept(cancelled(2), request(1, { version: 2, incarnation: 2, externalNo: 'US-7001-P1-R2' }));
    await runUntil(areNow('erp.create succeeded 2', 'erp.cancel succeeded 2', 'erp.create succeeded 2'), [running.run]);
    expect(order).toEqual(['create US-7001-P1-R1', 'cancel US-7001-P1-R1', 'create US-7001-P1-R2']);
  });

  it('a changed order is changed at the vendor, and what it holds is handed to the sink', async () => {
    const vendor = createFakeVendor();
    const held: unknown[] = [];
    const allocation = [{ orderKey: request(1).orderKey, channelLineId: '1', qty: '2', erpSku: 'LX-MUG', qtyPer: '1', mapVersion: 4 }];
    const noting = honestSink(vendor, {
      async execute(effect) {
        held.push(effect.held);
        return ok({ state: 'succeeded', reference: effect.held?.reference ?? vendor.take(effect), confirmedBy: 'answer', allocation });
      },
    });
    const running = worker(noting, cancellingSink(vendor));
    await scenario.accept(request(1));
    await runUntil(areNow('erp.create succeeded 1'), [running.run]);
    await scenario.accept(request(1, { version: 2, store: '111' }));
    await runUntil(areNow('erp.create succeeded 2'), [running.run]);
    expect(held).toEqual([null, { reference: 'LX-US-7001-P1-R1', allocation }]);
    expect(vendor.taken).toHaveLength(1);
  });
});
