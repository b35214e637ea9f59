import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderPersonal } from '@tributary/contracts';
import { failed, failure, ok } from '@tributary/kernel';
import { orderScope, sealPersonal } from '@tributary/sealing';
import type { EffectRow, EffectState } from './ledger.ts';
import { erpIntake } from './erp-intake.ts';
import { createIntake } from './intake.ts';
import { inbound } from './memory-stream.suite.ts';
import { acme, createScenario, request, requestRecord, unwrap, type Scenario } from './scenario.suite.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('intake');
});
beforeEach(() => scenario.clear());
afterAll(() => scenario.close());

const claimOne = async () => unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: 10_000 }))[0]!;
const bare = { dueInMs: null, looks: 0, absents: 0, unexpecteds: 0, error: null, handle: null, vendorReference: null, confirmedBy: null, allocation: [], heldVersion: null } as const;
/** Puts the first effect into a state as a worker would. */
const bring = async (state: EffectState): Promise<void> => {
  const { claim, row } = await claimOne();
  if (state === 'in_flight') return void (await scenario.ledger.send(claim, row.id));
  await scenario.ledger.settle(claim, row.id, { ...bare, state, dueInMs: state === 'retrying' || state === 'unknown' ? 60_000 : null });
};
const first = async () => (await scenario.rows())[0]!;

it('takes requests of its ERP and its accounts, and parks what could not be carried out', async () => {
  const outcomes = await scenario.accept(
    request(1),
    request(2, { erp: 'yicang' }),
    request(3, { erpAccount: 'other' }),
    request(4, { state: 'UNKNOWN' }),
    request(5, { mode: 'UNKNOWN' }),
    request(6, { orderKey: 'other/shopify/us/1' }),
    request(7, { externalNo: '' }),
    request(8, { intake: 'UNKNOWN' }),
    request(9, { intake: 'person' }),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'skip', 'park', 'park', 'park', 'park', 'park', 'park', 'park']);
  expect((await scenario.rows()).map(({ key }) => key)).toEqual(['erp.create/acme/shopify/us/7001/1/lingxing:main/1']);
});

it('gives the batch back while the ledger is away', async () => {
  const intake = createIntake({ intake: erpIntake('lingxing'), accounts: [acme], ledger: { accept: async () => failed(failure('unavailable', 'writing')) }, keyring: scenario.keyring, onAccepted: () => undefined });
  const outcomes = await intake([request(1), request(2, { erp: 'yicang' })].map((value) => inbound(requestRecord(value))), new AbortController().signal);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['retry', 'skip']);
});

it('of several versions in one batch the newest counts; an older one later changes nothing', async () => {
  await scenario.accept(request(1, { version: 2 }), request(1, { version: 5, store: '111' }), request(1, { version: 3 }));
  await scenario.accept(request(1, { version: 4, store: '112' }));
  expect(await scenario.rows()).toMatchObject([{ desiredVersion: 5, state: 'pending', version: 1 }]);
  expect(JSON.parse((await claimOne()).row.desired.toString())).toMatchObject({ store: '111', version: 5 });
});

it('keeps everything personal sealed and sees through the sealing whether anything has changed', async () => {
  const personal = (buyerNote: string): OrderPersonal => ({ shipTo: null, billTo: null, buyerName: 'Jane Roe', buyerEmail: null, buyerPhone: null, buyerNote, attributes: null });
  const scope = orderScope('acme', request(1).orderKey);
  const keys = unwrap(await scenario.keyring.prepare([scope]));
  const sealed = (note: string) => sealPersonal(keys, scope, personal(note));
  await scenario.accept(request(1, { personal: sealed('ring twice') }));
  await bring('held');
  await scenario.accept(request(1, { version: 2, personal: sealed('ring twice') }));
  expect(await first()).toMatchObject({ state: 'held', desiredVersion: 2 });
  await scenario.accept(request(1, { version: 3, personal: sealed('ring once') }));
  expect(await first()).toMatchObject({ state: 'pending', desiredVersion: 3 });
  const { rows } = await scenario.database.raw<{ rows: { desired: Buffer }[] }>('select desired from delivery.effects');
  expect(rows[0]?.desired.toString()).not.toMatch(/Jane|ring/);
});

describe('a newer desired state', () => {
  it('does not make a throttled effect come sooner', async () => {
    await scenario.accept(request(1));
    await bring('retrying');
    await scenario.accept(request(1, { version: 2, store: '111' }));
    expect(unwrap(await scenario.ledger.claim(acme, { limit: 5, leaseMs: 1_000 }))).toEqual([]);
  });

  it('keeps the number under which something may have been sent', async () => {
    await scenario.accept(request(1));
    await scenario.accept(request(1, { version: 2, externalNo: 'US-7001-B' }));
    expect(await first()).toMatchObject({ reference: 'US-7001-B' });
    const { claim, row } = await claimOne();
    await scenario.ledger.send(claim, row.id);
    await scenario.ledger.settle(claim, row.id, { ...bare, state: 'retrying', dueInMs: 0 });
    await scenario.accept(request(1, { version: 3, externalNo: 'US-7001-C' }));
    expect(await first()).toMatchObject({ reference: 'US-7001-B', desiredVersion: 3 });
  });
});

describe('what is not sent', () => {
  it.each(['shadow', 'off'] as const)('mode %s leaves a skipped row, which nothing newer revives', async (mode) => {
    await scenario.accept(request(1, { mode }));
    expect(await first()).toMatchObject({ state: 'skipped', announced: 0 });
    await scenario.accept(request(1, { version: 2, mode: 'live' }));
    expect(await first()).toMatchObject({ state: 'skipped', desiredVersion: 2 });
    expect(unwrap(await scenario.ledger.dueAccounts([acme]))).toEqual([]);
  });

  it('cancelled before it was ever wanted is superseded, and wanted again is sent', async () => {
    await scenario.accept(request(1, { state: 'cancelled' }));
    expect(await first()).toMatchObject({ state: 'superseded' });
    await scenario.accept(request(1, { version: 2 }));
    expect(await first()).toMatchObject({ state: 'pending', version: 2 });
    expect(unwrap(await scenario.ledger.dueAccounts([acme]))).toEqual([acme]);
  });

  it('an older request about the same part makes no second row beside a newer incarnation', async () => {
    await scenario.accept(request(1, { version: 9, incarnation: 2 }));
    await scenario.accept(request(1, { version: 3, incarnation: 1 }));
    expect(await scenario.rows()).toHaveLength(1);
    await scenario.accept(request(1, { version: 9, incarnation: 1, state: 'cancelled' }));
    expect((await scenario.rows()).map(({ key, state }) => `${key.split('/')[0]} ${state}`)).toEqual(['erp.create pending', 'erp.create superseded', 'erp.cancel superseded']);
  });
});

describe('a replay', () => {
  const announced = async (): Promise<readonly EffectRow[]> => {
    const rows: EffectRow[] = [];
    await scenario.ledger.announce({ lock: 'spec', target: 'lingxing', limit: 100 }, async (some) => {
      rows.push(...some);
      return ok();
    });
    return rows;
  };
  // How far an effect is announced that has no outcome yet says nothing.
  const stored = async () => (await scenario.rows()).map(({ announced: upTo, ...row }) => ({ ...row, ...(row.state !== 'pending' && { upTo }) }));
  it('changes nothing, makes no second effect and has the stored outcome announced again', async () => {
    const replayed = [request(1), request(1, { version: 2, store: '111' }), request(2), request(3, { mode: 'shadow' })];
    await scenario.accept(...replayed);
    await bring('succeeded');
    const before = await announced();
    expect(before.map(({ state, version }) => ({ state, version }))).toEqual([{ state: 'skipped', version: 1 }, { state: 'succeeded', version: 2 }]);
    expect(await announced()).toEqual([]);
    const rows = await stored();

    await scenario.accept(...replayed);
    const again = await announced();
    expect(again.map(({ id, version, updatedAt }) => ({ id, version, updatedAt }))).toEqual(before.map(({ id, version, updatedAt }) => ({ id, version, updatedAt })));
    expect(await stored()).toEqual(rows);
  });
});

it('two batches with the same orders in opposite order do not lock each other out', async () => {
  const requests = Array.from({ length: 150 }, (_, n) => request(n));
  const outcomes = (await Promise.all([scenario.accept(...requests), scenario.accept(...requests.toReversed()), scenario.accept(...requests)])).flat();
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['done']));
  expect(await scenario.rows()).toHaveLength(150);
});
