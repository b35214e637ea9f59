import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FulfillmentRequest } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { runUntil } from '@tributary/testing';
import { startLease } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { acme, clocks, create, createFakeVendor, createScenario, honestSink, lease, request, stepOptions, unwrap, type FakeVendor, type Scenario } from './scenario.suite.ts';
import type { Sink } from './sink.ts';
import { createStep } from './step.ts';

/**
 * Some hundreds of effects, a dozen workers, and at every step of every effect some mishap or none. What happens at the
 * n-th step of an effect follows from the seed alone; how the steps interleave does not. TRIBUTARY_SEED repeats a run.
 */
const seed = Number(process.env['TRIBUTARY_SEED'] ?? Date.now() % 1_000_000);
const orders = 70;
const parts = 3;
const never = new Promise<never>(() => undefined);

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('interleaving');
});
afterAll(() => scenario.close());

/** [0, 1), equal for equal arguments (FNV-1a with a final mix). */
function chance(...of: (string | number)[]): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of of.join('|')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

type Mishap = 'none' | 'throttled' | 'lost before' | 'lost after' | 'unexpected after' | 'stopped' | 'death before send' | 'death after send' | 'death before answer' | 'death before result' | 'death after result' | 'cannot tell';
const mishaps: readonly [number, Mishap][] = [
  [0.06, 'throttled'], [0.12, 'lost before'], [0.22, 'lost after'], [0.26, 'unexpected after'], [0.29, 'stopped'], [0.32, 'death before send'],
  [0.35, 'death after send'], [0.39, 'death before answer'], [0.43, 'death before result'], [0.45, 'death after result'], [0.5, 'cannot tell'], [1, 'none'],
];
const seen = new Map<Mishap, number>();
const stepsOf = new Map<string, number>();
function mishapAt(reference: string): Mishap {
  const step = (stepsOf.get(reference) ?? 0) + 1;
  stepsOf.set(reference, step);
  const at = chance(reference, step);
  const mishap = mishaps.find(([below]) => at < below)?.[1] ?? 'none';
  seen.set(mishap, (seen.get(mishap) ?? 0) + 1);
  return mishap;
}

const lost = (): Result<never> => failed(failure('unavailable', 'calling the vendor'));

function bentSink(vendor: FakeVendor, mishap: Mishap, die: () => Promise<never>): Sink<FulfillmentRequest> {
  const honest = honestSink(vendor);
  return honestSink(vendor, {
    async execute(effect, permit) {
      if (mishap === 'throttled') return failed(failure('throttled', 'creating order', { retryAt: Date.now() + 20 }));
      if (mishap === 'lost before') return lost();
      if (mishap === 'stopped') await sleep(lease.leaseMs + 80);
      const answer = await honest.execute(effect, permit);
      if (mishap === 'lost after') return lost();
      if (mishap === 'unexpected after') return failed(failure('unexpected', 'reading the answer'));
      return mishap === 'death before answer' ? die() : answer;
    },
    async verify(effect, permit) {
      if (mishap === 'throttled' || mishap === 'lost before') return lost();
      if (mishap === 'cannot tell') return ok({ state: 'cannot_tell', reason: 'busy' });
      return mishap === 'death before answer' ? die() : honest.verify(effect, permit);
    },
  });
}

function bentLedger(ledger: Ledger, mishap: Mishap, die: () => Promise<never>): Ledger {
  const then = async <T>(work: Promise<Result<T>>, dies: boolean): Promise<Result<T>> => {
    const result = await work;
    return dies ? die() : result;
  };
  return {
    ...ledger,
    send: (claim, id) => (mishap === 'death before send' ? die() : then(ledger.send(claim, id), mishap === 'death after send')),
    settle: (claim, id, change) => (mishap === 'death before result' ? die() : then(ledger.settle(claim, id, change), mishap === 'death after result')),
  };
}

/** One thread of a worker. A step that died is left alone for ever. */
async function unluckyThread(vendor: FakeVendor, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const grant = startLease(clocks, lease);
    const [claimed] = unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: lease.leaseMs }));
    if (claimed === undefined) {
      await sleep(20);
      continue;
    }
    const mishap = mishapAt(claimed.row.reference);
    let died: () => void = () => undefined;
    const death = new Promise<void>((resolve) => (died = resolve));
    const die = (): Promise<never> => {
      died();
      return never;
    };
    const permit = grant(signal);
    const step = createStep(stepOptions(bentLedger(scenario.ledger, mishap, die), [create(bentSink(vendor, mishap, die))], { maxUnexpecteds: 1_000 }));
    await Promise.race([step(claimed, permit), death]);
    permit.release();
  }
}

/** Replays, and newer versions of what was asked, while everything goes on. */
async function restlessIntake(signal: AbortSignal): Promise<void> {
  for (let round = 1; !signal.aborted; round++) {
    const some = Array.from({ length: 20 }, (_, index) => Math.floor(chance('intake', round, index) * orders));
    await scenario.accept(...some.map((n) => request(n, { version: 1 + (round % 3), store: `11${round % 2}`, part: 1 + (n % parts) })));
    await sleep(60);
  }
}

it(`whatever goes wrong, the vendor has each order part exactly once and in order (seed ${seed})`, async () => {
  const vendor = createFakeVendor({ lagMs: 40 });
  for (let part = 1; part <= parts; part++) await scenario.accept(...Array.from({ length: orders }, (_, n) => request(n, { part })));
  const allSucceeded = async (): Promise<boolean> => {
    await sleep(100);
    return (await scenario.rows()).every(({ state }) => state === 'succeeded');
  };
  const threads = Array.from({ length: 12 }, () => (signal: AbortSignal) => unluckyThread(vendor, signal));
  await runUntil(allSucceeded, [...threads, restlessIntake], 50_000);

  const counts = new Map<string, number>();
  for (const { reference } of vendor.taken) counts.set(reference, (counts.get(reference) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
  expect(counts.size).toBe(orders * parts);
  for (const { orderKey } of vendor.taken) {
    expect(vendor.taken.filter((order) => order.orderKey === orderKey).map(({ reference }) => reference.slice(-5))).toEqual(['P1-R1', 'P2-R1', 'P3-R1']);
  }
  console.info(`seed ${seed}: ${[...seen].map(([mishap, count]) => `${mishap} ${count}`).join(', ')}`);
});
