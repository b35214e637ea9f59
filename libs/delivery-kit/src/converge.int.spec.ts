import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FulfillmentRequest, ShipmentNotice } from '@tributary/contracts';
import { ok } from '@tributary/kernel';
import type { EffectRow, EffectState } from './ledger.ts';
import { acme, createScenario, notice, noticeRecord, request, shop, unwrap, type Scenario } from './scenario.suite.ts';

/** The table of `promote.ts`, cell by cell. */

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('converge');
});
beforeEach(() => scenario.clear());
afterAll(() => scenario.close());

const effects = async (name: string) => (await scenario.rows()).filter(({ key }) => key.startsWith(`${name}/`)).map(({ state, desiredVersion, nextVersion }) => `${state} ${desiredVersion}${nextVersion === null ? '' : ` then ${nextVersion}`}`);
const announced = async (target: string): Promise<readonly EffectRow[]> => {
  const rows: EffectRow[] = [];
  await scenario.ledger.announce({ lock: 'spec', target, limit: 100 }, async (some) => (rows.push(...some), ok()));
  return rows;
};

/** What is known of an effect before something newer comes: it was never sent, it was sent, or the vendor holds an earlier state. */
type Past = 'new' | 'sent' | 'change';
const newer = { withdrawn: { state: 'cancelled' }, other: { store: '112' }, same: { store: '111' } } satisfies Record<string, Partial<FulfillmentRequest>>;

async function creationIn(state: EffectState, past: Past): Promise<void> {
  await scenario.accept(request(1, { store: past === 'change' ? '110' : '111' }));
  if (past === 'change') {
    await scenario.bring('succeeded', { vendorReference: 'LX-1' });
    await scenario.accept(request(1, { version: 2, store: '111' }));
  }
  const isThere = state === 'pending' || (state === 'superseded' && past === 'new');
  if (!isThere) await scenario.bring(state, { sent: past !== 'new', ...(state === 'succeeded' ? { vendorReference: 'LX-1' } : {}) });
  if (state === 'superseded') await scenario.accept(request(1, { version: 2, state: 'cancelled' }));
}

describe('a creation', () => {
  it.each<[EffectState, Past, string, string, string]>([
    // state      past      withdrawn         other content        same content
    ['pending', 'new', 'superseded 9', 'pending 9', 'pending 9'],
    ['pending', 'change', 'succeeded 9', 'pending 9', 'pending 9'],
    ['retrying', 'sent', 'superseded 9', 'retrying 9', 'retrying 9'],
    ['retrying', 'change', 'succeeded 9', 'retrying 9', 'retrying 9'],
    ['rejected', 'sent', 'superseded 9', 'pending 9', 'rejected 9'],
    ['rejected', 'change', 'succeeded 9', 'pending 9', 'rejected 9'],
    ['held', 'sent', 'superseded 9', 'pending 9', 'held 9'],
    ['held', 'change', 'succeeded 9', 'pending 9', 'held 9'],
    ['succeeded', 'sent', 'succeeded 9', 'pending 9', 'succeeded 9'],
    ['dead', 'new', 'superseded 9', 'pending 9', 'dead 9'],
    ['dead', 'sent', 'superseded 9', 'unknown 1 then 9', 'dead 9'],
    ['dead', 'change', 'succeeded 9', 'unknown 2 then 9', 'dead 9'],
    ['superseded', 'new', 'superseded 9', 'pending 9', 'pending 9'],
    ['superseded', 'sent', 'superseded 9', 'superseded 9', 'superseded 9'],
    ['skipped', 'sent', 'skipped 9', 'skipped 9', 'skipped 9'],
    ['in_flight', 'sent', 'in_flight 1 then 9', 'in_flight 1 then 9', 'in_flight 1 then 9'],
    ['in_flight', 'change', 'in_flight 2 then 9', 'in_flight 2 then 9', 'in_flight 2 then 9'],
    ['submitted', 'sent', 'submitted 1 then 9', 'submitted 1 then 9', 'submitted 1 then 9'],
    ['unknown', 'sent', 'unknown 1 then 9', 'unknown 1 then 9', 'unknown 1 then 9'],
    ['unknown', 'change', 'unknown 2 then 9', 'unknown 2 then 9', 'unknown 2 then 9'],
  ])('that is %s (%s): withdrawn %s, other content %s, same content %s', async (state, past, ...expected) => {
    const found: string[] = [];
    for (const more of [newer.withdrawn, newer.other, newer.same]) {
      await scenario.clear();
      await creationIn(state, past);
      await scenario.accept(request(1, { ...more, version: 9 }));
      found.push((await effects('erp.create'))[0]!);
    }
    expect(found).toEqual(expected);
  });

  it.each<[EffectState, object, string]>([
    ['retrying', newer.withdrawn, 'superseded 9'],
    ['retrying', newer.other, 'retrying 9'],
    ['rejected', newer.withdrawn, 'superseded 9'],
    ['rejected', newer.other, 'pending 9'],
    ['rejected', newer.same, 'rejected 9'],
    ['held', newer.other, 'pending 9'],
    ['succeeded', newer.withdrawn, 'succeeded 9'],
    ['succeeded', newer.other, 'pending 9'],
    ['succeeded', newer.same, 'succeeded 9'],
    ['dead', newer.withdrawn, 'superseded 9'],
    // Looked up often enough; one more look must not follow by itself, or it would go round for ever.
    ['dead', newer.other, 'dead 1 then 9'],
    ['submitted', newer.other, 'submitted 1 then 9'],
  ])('that settles as %s takes %o, which came while it was under way: %s', async (state, more, expected) => {
    await scenario.accept(request(1, { store: '111' }));
    const [claimed] = unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: 10_000 }));
    const { claim, row } = claimed!;
    await scenario.ledger.send(claim, row.id);
    await scenario.accept(request(1, { ...more, version: 9 }));
    const change = { state, looks: 0, absents: 0, unexpecteds: 0, error: null, handle: null, vendorReference: state === 'succeeded' ? 'LX-1' : null, confirmedBy: null, allocation: [], heldVersion: null } as const;
    expect(unwrap(await scenario.ledger.settle(claim, row.id, { ...change, dueInMs: 60_000 }))).toBe(true);
    expect((await effects('erp.create'))[0]).toBe(expected);
  });

  it('that changes keeps what the vendor holds, is due at once and is announced once it has settled', async () => {
    await scenario.accept(request(1));
    await scenario.bring('succeeded', { vendorReference: 'LX-1' });
    await scenario.accept(request(1, { version: 2, store: '111' }));
    expect(await announced('lingxing')).toEqual([]);
    const [claimed] = unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: 10_000 }));
    expect(claimed?.row).toMatchObject({ state: 'pending', vendorReference: 'LX-1', attempts: 1, reference: 'US-7001-P1-R1' });
    // The success was never announced by itself: that it was one is seen by the vendor's number.
    const { claim, row } = claimed!;
    await scenario.ledger.send(claim, row.id);
    await scenario.ledger.settle(claim, row.id, { ...row, state: 'rejected', dueInMs: null, heldVersion: null });
    expect(await announced('lingxing')).toMatchObject([{ state: 'rejected', vendorReference: 'LX-1' }]);
  });

  it('that takes the same content is not announced again', async () => {
    await scenario.accept(request(1));
    await scenario.bring('succeeded', { vendorReference: 'LX-1' });
    expect(await announced('lingxing')).toHaveLength(1);
    await scenario.accept(request(1, { version: 2 }));
    expect(await announced('lingxing')).toEqual([]);
  });
});

describe('a parcel', () => {
  const accept = (more: Partial<ShipmentNotice>) => scenario.acceptAtChannel(noticeRecord(notice(1, more)));
  const corrected = { trackings: [{ number: '1ZNEW', carrier: 'UPS', service: null, url: null }] };
  const told = { errorCode: 'parcel_voided_after_confirm', state: 'rejected' };

  it.each<[EffectState, boolean, string]>([
    ['pending', false, 'superseded 9'],
    ['retrying', true, 'superseded 9'],
    ['rejected', true, 'superseded 9'],
    ['held', true, 'superseded 9'],
    ['succeeded', true, 'rejected 9'],
    ['dead', true, 'rejected 9'],
    ['skipped', false, 'skipped 9'],
    ['unknown', true, 'unknown 1 then 9'],
  ])('that is voided when its confirmation is %s', async (state, sent, expected) => {
    await accept({});
    if (state !== 'pending') await scenario.bring(state, { account: shop, sent, vendorReference: state === 'succeeded' ? 'gid://1' : null });
    await accept({ version: 9, state: 'cancelled' });
    expect(await effects('ship.confirm')).toEqual([expected]);
    if (expected === 'rejected 9') expect((await scenario.rows())[0]).toMatchObject(told);
  });

  it.each<EffectState>(['pending', 'retrying', 'rejected', 'held', 'dead'])('that is voided while a correction is %s: the channel knows the parcel, so a person is told', async (state) => {
    await accept({});
    await scenario.bring('succeeded', { account: shop, vendorReference: 'gid://1' });
    await accept({ version: 2, ...corrected });
    if (state !== 'pending') await scenario.bring(state, { account: shop });
    const before = (await scenario.rows())[0]!.version;
    await accept({ version: 9, state: 'cancelled' });
    expect((await scenario.rows())[0]).toMatchObject({ ...told, version: before + 1 });
    expect(await announced('shopify')).toMatchObject([{ state: 'rejected', vendorReference: 'gid://1' }]);
    await accept({ version: 10, state: 'cancelled' });
    expect((await scenario.rows())[0]).toMatchObject({ ...told, version: before + 1, desiredVersion: 10 });
  });

  it('that was voided and is back is confirmed again, as a change of what the channel holds', async () => {
    await accept({});
    await scenario.bring('succeeded', { account: shop, vendorReference: 'gid://1' });
    await accept({ version: 2, state: 'cancelled' });
    await accept({ version: 3 });
    expect(await effects('ship.confirm')).toEqual(['pending 3']);
    const [claimed] = unwrap(await scenario.ledger.claim(shop, { limit: 1, leaseMs: 10_000 }));
    expect(claimed?.row).toMatchObject({ vendorReference: 'gid://1', error: null });
  });

  it('that is voided while its confirmation is under way is told to a person once it has arrived', async () => {
    await accept({});
    const [claimed] = unwrap(await scenario.ledger.claim(shop, { limit: 1, leaseMs: 10_000 }));
    const { claim, row } = claimed!;
    await scenario.ledger.send(claim, row.id);
    await accept({ version: 2, state: 'cancelled' });
    await scenario.ledger.settle(claim, row.id, { state: 'succeeded', dueInMs: null, looks: 0, absents: 0, unexpecteds: 0, error: null, handle: null, vendorReference: 'gid://1', confirmedBy: 'answer', allocation: [], heldVersion: null });
    expect((await scenario.rows())[0]).toMatchObject(told);
  });
});

describe('a link to an order that the ERP fetches by itself', () => {
  const native = (more: Partial<FulfillmentRequest> = {}) => scenario.accept(request(1, { intake: 'native', ...more }));

  it('is wanted instead of a creation, and is given up with the order although a look may have begun', async () => {
    await native();
    await scenario.bring('submitted');
    await native({ version: 2, state: 'cancelled' });
    expect((await scenario.rows()).map(({ key, state }) => `${key} ${state}`)).toEqual(['erp.link/acme/shopify/us/7001/1/lingxing:main/1 superseded']);
    expect(unwrap(await scenario.ledger.dueAccounts([acme]))).toEqual([]);
    await native({ version: 3 });
    expect(await effects('erp.link')).toEqual(['pending 3']);
  });

  it('is given up when the look under way has ended, and not before', async () => {
    await native();
    const [claimed] = unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: 10_000 }));
    const { claim, row } = claimed!;
    await scenario.ledger.send(claim, row.id);
    await native({ version: 2, state: 'cancelled' });
    expect(await effects('erp.link')).toEqual(['in_flight 1 then 2']);
    await scenario.ledger.settle(claim, row.id, { state: 'submitted', dueInMs: 0, looks: 0, absents: 0, unexpecteds: 0, error: null, handle: 'h', vendorReference: null, confirmedBy: null, allocation: [], heldVersion: null });
    expect(await effects('erp.link')).toEqual(['superseded 2']);
  });

  it('that was found stays found', async () => {
    await native();
    await scenario.bring('succeeded', { vendorReference: 'LX-9' });
    await native({ version: 2, state: 'cancelled' });
    expect(await effects('erp.link')).toEqual(['succeeded 2']);
  });
});
