import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EffectState } from '../ledger/rows.ts';
import { findDelivery, listDeliveries, rePushDelivery, retryDelivery, skipDelivery } from '../index.ts';
import { effectOf, intent, keyOf, openLedger } from './operations.suite.ts';

let opened: Awaited<ReturnType<typeof openLedger>>;

beforeAll(async () => {
  opened = await openLedger('by-hand');
});
beforeEach(async () => {
  await opened.database.raw('truncate delivery.effects, delivery.lanes, shared.actions');
});
afterAll(() => opened.close());

const byHand = { key: effectOf('1'), by: 'li', reason: 'the shop was opened again' };
const retry = () => retryDelivery(opened.database, byHand);
const skip = () => skipDelivery(opened.database, byHand);
const rePush = () => rePushDelivery(opened.database, byHand);

async function actions(): Promise<unknown[]> {
  const { rows } = await opened.database.raw<{ rows: unknown[] }>('select who, what, subject, reason from shared.actions order by id');
  return rows;
}

async function lane(): Promise<unknown> {
  const { rows } = await opened.database.raw<{ rows: unknown[] }>('select head_state, due_at <= now() as due, claimed_until from delivery.lanes');
  return rows[0];
}

describe('retry', () => {
  it.each<[EffectState, EffectState]>([['rejected', 'pending'], ['held', 'pending'], ['dead', 'unknown']])('makes what is %s due again as %s, and a worker takes it', async (before, after) => {
    await opened.settled('1', before, { heldVersion: 3 });
    expect(await retry()).toMatchObject({ ok: true, value: { state: after, attempts: 1, error: { code: '42' } } });
    expect(await lane()).toEqual({ head_state: after, due: true, claimed_until: null });
    expect((await opened.claim()).row).toMatchObject({ state: after, looks: 0, absents: 0, unexpecteds: 0 });
    expect(await actions()).toEqual([{ who: 'li', what: 'deliveries.retry', subject: byHand.key, reason: byHand.reason }]);
  });

  it('sends what died without ever being sent', async () => {
    await opened.ledger.accept([intent('1')]);
    const { claim, row } = await opened.claim();
    await opened.ledger.settle(claim, row.id, opened.change('dead'));
    expect(await retry()).toMatchObject({ ok: true, value: { state: 'pending' } });
  });

  it('has the next outcome announced even if it is the one before', async () => {
    await opened.settled('1', 'rejected');
    expect(await opened.announced()).toEqual([`${byHand.key} rejected 2`]);
    await retry();
    expect(await opened.announced()).toEqual([]);
    const { claim, row } = await opened.claim();
    await opened.ledger.send(claim, row.id);
    await opened.ledger.settle(claim, row.id, opened.change('rejected'));
    expect(await opened.announced()).toEqual([`${byHand.key} rejected 4`]);
  });
});

describe('skip', () => {
  it.each<EffectState>(['rejected', 'held', 'dead', 'pending', 'retrying'])('writes off what is %s, and says so', async (before) => {
    await opened.settled('1', before, before === 'retrying' || before === 'pending' ? { dueInMs: 0 } : {});
    expect(await skip()).toMatchObject({ ok: true, value: { state: 'skipped', error: null, dueAt: null } });
    expect(await lane()).toEqual({ head_state: null, due: null, claimed_until: null });
    expect(await opened.announced()).toEqual([`${byHand.key} skipped 3`]);
    await opened.ledger.accept([intent('1', { desiredVersion: 2, desiredDigest: 'd2' })]);
    expect(await findDelivery(opened.database, byHand.key)).toMatchObject({ ok: true, value: { delivery: { state: 'skipped' }, actions: [{ who: 'li', what: 'deliveries.skip', reason: byHand.reason }] } });
  });

  it('lets the next effect of the order go on', async () => {
    await opened.settled('1', 'retrying', { dueInMs: 3_600_000 });
    await opened.ledger.accept([intent('1', { idempotencyKey: 'second', subjectId: '2' })]);
    expect(await opened.ledger.claim({ tenant: 'acme', target: 'lingxing', account: 'main' }, { limit: 1, leaseMs: 1_000 })).toEqual({ ok: true, value: [] });
    await skip();
    expect((await opened.claim()).row.idempotencyKey).toBe('second');
  });
});

describe('re-push', () => {
  it.each<[EffectState, EffectState]>([['rejected', 'pending'], ['held', 'pending'], ['dead', 'unknown'], ['skipped', 'unknown'], ['succeeded', 'pending']])('makes what is %s due once more as %s, and a worker takes it', async (before, after) => {
    await opened.settled('1', before, { heldVersion: before === 'held' ? 3 : null, vendorReference: before === 'succeeded' ? 'LX-1' : null });
    expect(await rePush()).toMatchObject({ ok: true, value: { state: after, attempts: 1, vendorReference: before === 'succeeded' ? 'LX-1' : null } });
    expect(await lane()).toEqual({ head_state: after, due: true, claimed_until: null });
    expect((await opened.claim()).row).toMatchObject({ state: after, looks: 0, absents: 0, unexpecteds: 0 });
    expect(await actions()).toEqual([{ who: 'li', what: 'deliveries.re-push', subject: byHand.key, reason: byHand.reason }]);
  });

  it('sends what was never to be sent', async () => {
    await opened.ledger.accept([intent('1', { live: false })]);
    expect(await rePush()).toMatchObject({ ok: true, value: { state: 'pending' } });
    expect((await opened.claim()).row).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('of what was never to be sent does not outlive its cancellation', async () => {
    const undo = `undo ${effectOf('1')}`;
    await opened.ledger.accept([intent('1', { live: false })]);
    await rePush();
    const { claim, row } = await opened.claim();
    await opened.ledger.send(claim, row.id);
    await opened.ledger.settle(claim, row.id, opened.change('succeeded', { vendorReference: 'LX-1', error: null }));
    await opened.ledger.accept([
      intent('1', { live: false, desiredVersion: 2, desiredDigest: 'd2', withdrawal: { kind: 'undone' } }),
      intent('1', { live: false, desiredVersion: 2, idempotencyKey: undo, effect: 'erp.cancel', undoes: effectOf('1') }),
    ]);
    expect((await opened.claim()).row).toMatchObject({ idempotencyKey: undo, state: 'pending', reference: 'US-1' });
  });

  it('takes what is newest', async () => {
    await opened.ledger.accept([intent('1', { live: false })]);
    await opened.ledger.accept([intent('1', { live: false, desiredVersion: 2, desiredDigest: 'd2', desired: Buffer.from('{"newer":true}') })]);
    await rePush();
    expect((await opened.claim()).row.desired.toString()).toBe('{"newer":true}');
  });

  it('does not bring back what was withdrawn, by no verb that sends', async () => {
    const told = { kind: 'person' as const, code: 'parcel_voided_after_confirm', text: 'correct it by hand' };
    await opened.settled('1', 'succeeded', { vendorReference: 'gid://1', error: null });
    await opened.ledger.accept([intent('1', { desiredVersion: 2, desiredDigest: 'd2', withdrawal: told })]);
    for (const verb of [retry, rePush]) expect(await verb()).toMatchObject({ ok: false, failure: { kind: 'rejected', cause: { code: 'rejected', text: expect.stringContaining('withdrawn') as string } } });
    expect(await skip()).toMatchObject({ ok: true, value: { state: 'skipped', error: null } });
    expect(await rePush()).toMatchObject({ ok: false, failure: { cause: { code: 'skipped' } } });
  });
});

describe('refusals leave everything as it was', () => {
  const refused = (code: string, text: string) => ({ ok: false, failure: { kind: 'rejected', cause: { code, text: expect.stringContaining(text) as string } } });

  it.each<[EffectState, string, string]>([
    ['unknown', 'looked up', 'looked up'],
    ['submitted', 'looked up', 'looked up'],
    ['succeeded', 'holds it', 'not take it back'],
    ['skipped', 're-push', 'skipped already'],
    ['superseded', 'withdrawn', 'not sent anyway'],
  ])('%s', async (state, retryText, skipText) => {
    await opened.settled('1', state, { dueInMs: 0 });
    await opened.announced();
    expect(await retry()).toMatchObject(refused(state, retryText));
    expect(await skip()).toMatchObject(refused(state, skipText));
    expect(await actions()).toEqual([]);
    expect(await opened.announced()).toEqual([]);
  });

  it.each<[EffectState, string]>([['pending', 'due already'], ['retrying', 'by itself'], ['unknown', 'looked up'], ['submitted', 'looked up'], ['superseded', 'withdrawn']])('%s to those that would send', async (state, text) => {
    await opened.settled('1', state, { dueInMs: 0 });
    expect(await retry()).toMatchObject(refused(state, text));
    expect(await rePush()).toMatchObject(refused(state, text));
    expect(await actions()).toEqual([]);
  });

  it('an unknown key', async () => {
    expect(await retry()).toMatchObject(refused('not_found', 'there is no delivery'));
    expect(await findDelivery(opened.database, byHand.key)).toEqual({ ok: true, value: undefined });
  });

  it('while a worker has the lane in hand; after its claim ran out it writes nothing over the person', async () => {
    await opened.ledger.accept([intent('1')]);
    const { claim, row } = await opened.claim(150);
    expect(await skip()).toMatchObject({ ok: false, failure: { kind: 'unavailable', cause: { code: 'in_hand', text: expect.stringContaining('1 s') as string } } });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await skip()).toMatchObject({ ok: true, value: { state: 'skipped' } });
    expect(await opened.ledger.send(claim, row.id)).toEqual({ ok: true, value: undefined });
    expect(await opened.ledger.settle(claim, row.id, opened.change('pending', { dueInMs: 0 }))).toEqual({ ok: true, value: false });
  });

  it('when the effect is under way', async () => {
    await opened.ledger.accept([intent('1')]);
    const { claim, row } = await opened.claim(150);
    await opened.ledger.send(claim, row.id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await skip()).toMatchObject(refused('in_flight', 'looked up'));
    expect(await opened.ledger.settle(claim, row.id, opened.change('succeeded'))).toEqual({ ok: true, value: true });
  });

  it('of two people at once one wins', async () => {
    await opened.settled('1', 'rejected');
    const results = await Promise.all([retry(), skip(), retry(), skip()]);
    expect(await actions()).toHaveLength(results.filter(({ ok }) => ok).length);
    expect(results.some(({ ok }) => ok)).toBe(true);
  });
});

it('lists by state, target and order, newest first', async () => {
  await opened.settled('1', 'rejected');
  await opened.settled('2', 'dead');
  await opened.ledger.accept([intent('3')]);
  const listed = async (filter: Partial<Parameters<typeof listDeliveries>[1]>) => {
    const found = await listDeliveries(opened.database, { limit: 10, ...filter });
    return found.ok && found.value.map(({ orderKeys, state }) => `${orderKeys[0]?.split('/').at(-1)} ${state}`);
  };
  expect(await listed({})).toEqual(['3 pending', '2 dead', '1 rejected']);
  expect(await listed({ limit: 1 })).toEqual(['3 pending']);
  expect(await listed({ state: 'dead', target: 'lingxing' })).toEqual(['2 dead']);
  expect(await listed({ target: 'other' })).toEqual([]);
  expect(await listed({ orderKey: keyOf('1') })).toEqual(['1 rejected']);
});
