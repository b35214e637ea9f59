import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FulfillmentRequest, ShipmentNotice } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { Outbound } from '@tributary/stream';
import { bindEffect } from './bind-effect.ts';
import { noticeCodec } from './desired.ts';
import { startLease } from './lease.ts';
import { acme, cancel, clocks, confirming, create, createScenario, creation, notice, noticeRecord, request, requestRecord, shop, stepOptions, unwrap, type Scenario } from './scenario.suite.ts';
import type { Effect, Sink, Submission } from './sink.ts';
import { createStep, type Step } from './step.ts';

/**
 * Whatever became of two orders, at a vendor that loses answers, throttles and refuses: reading the whole history again,
 * in order or shuffled and with duplicates, asks the vendor nothing and changes nothing. TRIBUTARY_SEED repeats a run.
 */
const seed = Number(process.env['TRIBUTARY_SEED'] ?? Date.now() % 1_000_000);
const runs = 25;

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('replay');
});
afterAll(() => scenario.close());

type Happening = { readonly order: 1 | 2; readonly kind: 'order' | 'same again' | 'cancel' | 'new incarnation' | 'ship' | 'void'; readonly content: 0 | 1 | 2; readonly steps: number; readonly again: number };
type Fault = 'none' | 'lost before' | 'lost after' | 'throttled' | 'refused';
type Published = Outbound<'fulfillment-request'> | Outbound<'shipment-notice'>;

const happening: fc.Arbitrary<Happening> = fc.record({
  order: fc.constantFrom(1, 2),
  kind: fc.constantFrom('order', 'order', 'order', 'same again', 'cancel', 'new incarnation', 'ship', 'ship', 'void'),
  content: fc.constantFrom(0, 1, 2),
  /** Steps of the engine that fall between this and the next. */
  steps: fc.nat(3),
  /** Which earlier record is delivered once more after it. */
  again: fc.nat(),
});
const faults: fc.Arbitrary<Fault[]> = fc.array(fc.constantFrom('none', 'none', 'lost before', 'lost after', 'throttled', 'refused'), { maxLength: 12 });

/** What the tracker would publish: versions grow per order, and once cancelled an order is only wanted in a new incarnation. */
function historyOf(happenings: readonly Happening[]): Published[][] {
  const orders = new Map([1, 2].map((n) => [n, { version: 0, incarnation: 1, content: 0, isCancelled: false }]));
  return happenings.map(({ order: n, kind, content }) => {
    const order = orders.get(n)!;
    order.version++;
    if (kind === 'ship' || kind === 'void') {
      const trackings = [{ number: `1Z${n}${content}`, carrier: 'UPS', service: null, url: null }];
      return [noticeRecord(notice(n, { version: order.version, trackings, state: kind === 'void' ? 'cancelled' : 'active' }))];
    }
    const now = (more: Partial<FulfillmentRequest> = {}): Published => {
      const { version, incarnation } = order;
      return requestRecord(request(n, { version, incarnation, store: `11${order.content}`, externalNo: `US-${n}-R${incarnation}`, state: order.isCancelled ? 'cancelled' : 'active', ...more }));
    };
    const before = now({ state: 'cancelled' });
    if (kind === 'order' && !order.isCancelled) order.content = content;
    if (kind === 'cancel') order.isCancelled = true;
    if (kind !== 'new incarnation') return [now()];
    Object.assign(order, { incarnation: order.incarnation + 1, content, isCancelled: false });
    return [before, now()];
  });
}

/** A vendor that refuses nothing twice by itself: every call that arrives counts. */
function createVendor(pending: Fault[]) {
  const holds = new Map<string, string>();
  const calls: string[] = [];
  const made: string[] = [];
  const cancelled: string[] = [];
  const take = <Desired>(effect: Effect<Desired>, content: string): void => {
    if (effect.held === null) made.push(effect.idempotencyKey);
    holds.set(effect.idempotencyKey, content);
  };
  const answer = (key: string, fault: Fault): Result<Submission> => {
    if (fault === 'throttled') return failed(failure('throttled', 'calling', { retryAt: Date.now() }));
    if (fault === 'refused') return failed(failure('rejected', 'calling', { cause: { code: '1', text: 'no' } }));
    if (fault !== 'none') return failed(failure('unavailable', 'calling'));
    return ok({ state: 'succeeded', reference: `V-${key}`, confirmedBy: 'answer', allocation: [] });
  };
  const sinkOf = <Desired>(contentOf: (desired: Desired) => string, carryOut: (effect: Effect<Desired>) => void): Sink<Desired> => ({
    async execute(effect) {
      calls.push(`execute ${effect.idempotencyKey}`);
      const fault = pending.shift() ?? 'none';
      if (fault === 'none' || fault === 'lost after') carryOut(effect);
      return answer(effect.idempotencyKey, fault);
    },
    async verify({ idempotencyKey, desired }) {
      calls.push(`verify ${idempotencyKey}`);
      return ok(holds.get(idempotencyKey) === contentOf(desired) ? { state: 'found', reference: `V-${idempotencyKey}`, allocation: [] } : { state: 'absent' });
    },
    check: async () => failed(failure('invalid', 'calling')),
  });
  const storeOf = ({ store }: FulfillmentRequest): string => store;
  const trackingOf = ({ trackings }: ShipmentNotice): string => trackings[0]?.number ?? '';
  const cancelOf = ({ externalNo }: FulfillmentRequest): string => externalNo;
  return {
    holds, calls, made, cancelled,
    effects: [
      create(sinkOf(storeOf, (effect) => take(effect, storeOf(effect.desired))), { ...creation, settleMs: 0 }),
      cancel(sinkOf(cancelOf, (effect) => {
        cancelled.push(effect.reference);
        holds.set(effect.idempotencyKey, cancelOf(effect.desired));
      })),
      bindEffect({ ...confirming, settleMs: 0 }, noticeCodec, sinkOf(trackingOf, (effect) => take(effect, trackingOf(effect.desired)))),
    ],
  };
}

async function accept(records: readonly Published[]): Promise<void> {
  for (const record of records) {
    const [outcome] = record.row === 'shipment-notice' ? await scenario.acceptAtChannel(record) : await scenario.accept(record.value as FulfillmentRequest);
    expect(outcome).toEqual({ kind: 'done' });
  }
}

/** One step of whatever is due; false where nothing is open any more. */
async function stepOnce(step: Step): Promise<boolean> {
  for (const account of [acme, shop]) {
    const grant = startLease(clocks, { leaseMs: 10_000, marginMs: 1_000 });
    const [claimed] = unwrap(await scenario.ledger.claim(account, { limit: 1, leaseMs: 10_000 }));
    if (claimed === undefined) continue;
    const permit = grant(new AbortController().signal);
    unwrap(await step(claimed, permit));
    permit.release();
    return true;
  }
  const { rows } = await scenario.database.raw<{ rows: unknown[] }>('select 1 from delivery.lanes where due_at is not null limit 1');
  return rows.length > 0;
}

async function settleAll(step: Step): Promise<void> {
  for (let steps = 0; await stepOnce(step); steps++) if (steps > 2_000) throw new Error('settling: there is always something more to do');
}

const state = async () => (await scenario.rows()).map(({ announced, ...row }) => row);

async function play(happenings: readonly Happening[], pending: readonly Fault[], shuffle: readonly number[]): Promise<void> {
  await scenario.clear();
  const vendor = createVendor([...pending]);
  const step = createStep(stepOptions(scenario.ledger, vendor.effects, { backoff: { firstMs: 1, maxMs: 2 } }));
  const told: Published[] = [];
  for (const [index, records] of historyOf(happenings).entries()) {
    const { again, steps } = happenings[index]!;
    await accept(records);
    told.push(...records);
    await accept([told[again % told.length]!]);
    for (let n = 0; n < steps; n++) await stepOnce(step);
  }
  await settleAll(step);

  const rows = await state();
  expect(vendor.made).toEqual([...new Set(vendor.made)]);
  expect(vendor.cancelled).toEqual([...new Set(vendor.cancelled)]);
  await checkConverged(vendor.holds);

  const calls = vendor.calls.length;
  await accept(told);
  await settleAll(step);
  await accept([...told, ...told].toSorted((a, b) => rank(a, shuffle) - rank(b, shuffle)));
  await settleAll(step);
  expect(vendor.calls.slice(calls)).toEqual([]);
  expect(await state()).toEqual(rows);
}

/** What the ledger calls succeeded and wanted is what the vendor holds. */
async function checkConverged(holds: ReadonlyMap<string, string>): Promise<void> {
  const { rows } = await scenario.database.raw<{ rows: { key: string; desired: Buffer }[] }>(
    `select idempotency_key as key, desired from delivery.effects where state = 'succeeded' and withdrawal is null and effect <> 'erp.cancel'`,
  );
  for (const { key, desired } of rows) {
    const { store, trackings } = JSON.parse(desired.toString()) as { store?: string; trackings?: { number: string }[] };
    expect(holds.get(key), key).toBe(store ?? trackings?.[0]?.number);
  }
}

/** An order of records that follows from some numbers alone. */
function rank({ value }: Published, shuffle: readonly number[]): number {
  return shuffle[(value.version * 7 + value.orderKey.length + ('part' in value ? value.incarnation : 3)) % shuffle.length] ?? 0;
}

it(`a history that is read again, in order or not, sends nothing and changes nothing (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 12 }), faults, fc.array(fc.nat(), { minLength: 5, maxLength: 9 }), play),
    { seed, numRuns: runs, interruptAfterTimeLimit: 45_000 },
  );
});
