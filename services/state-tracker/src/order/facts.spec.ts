import { describe, expect, it } from 'vitest';
import { changedFacts, evolve } from './evolve.ts';
import type { Fact } from './facts.ts';
import { fold } from './fold.ts';
import { accepted, confirmed, context, delivery, folded, group, line, needsRecreate, noFacts, order, parcel, revision, told } from './samples.suite.ts';

describe('of two snapshots', () => {
  const total = (grandTotal: string, more: Parameters<typeof order>[0]) => order({ grandTotal, ...more });
  const winner = (...facts: readonly (readonly Fact[])[]) => [folded(...facts), folded(...facts.toReversed())].map(({ desired }) => desired.requests[0]?.grandTotal);

  it('the newer one wins, then the later sequence, whichever comes first', () => {
    expect(winner(total('1', {}), total('2', { revision: revision(1_001) }))).toEqual(['2', '2']);
    expect(winner(total('1', { revision: { at: 1_000, seq: 2, digest: 'a' } }), total('2', { revision: { at: 1_000, seq: 1, digest: 'b' } }))).toEqual(['1', '1']);
  });

  it('of one revision the settled one wins, then the newer mapper, then the digest', () => {
    expect(winner(total('1', { settled: true }), total('2', { mapperVersion: 9 }))).toEqual(['1', '1']);
    expect(winner(total('1', { mapperVersion: 2, revision: revision(1_000, 'a') }), total('2', { revision: revision(1_000, 'b') }))).toEqual(['1', '1']);
    expect(winner(total('1', { revision: revision(1_000, 'a') }), total('2', { revision: revision(1_000, 'b') }))).toEqual(['2', '2']);
  });

  it('a fixed mapper’s result replaces the wrong one when the offsets are reset', () => {
    const wrong = folded(order({ lines: [line({ currentQty: '1' })] }), accepted(), parcel('p1', { E: '1' }));
    const fixed = fold(wrong.facts, [...order({ mapperVersion: 2, revision: revision(1_000, 'a') }), ...parcel('p1', { E: '2' }, { mapperVersion: 2, revision: revision(5_000, 'a') })], context);
    expect(fixed).toMatchObject({ desired: { requests: [{ lines: [{ qty: '2' }] }] }, state: { lines: [{ current: '2', shipped: '2' }] } });
    expect(told(fixed)).toEqual(['p1 active L1×2 T-p1']);
    // The old mapper's record, read again, changes nothing.
    expect(changedFacts(fixed.facts, fold(fixed.facts, order({ lines: [line({ currentQty: '1' })] }), context).facts)).toEqual([]);
  });
});

describe('personal data', () => {
  const masked = order({ personal: Buffer.from('masked'), shipTo: { country: 'US', region: null, regionCode: null, city: null, postalPrefix: null, quality: 'masked', fingerprint: null }, revision: revision(5_000) });

  it('a masked or absent address never replaces a clear one', () => {
    const absent = order({ personal: null, revision: revision(6_000) });
    expect(folded(order(), masked, absent).desired.requests[0]?.personal).toBe(Buffer.from('sealed-1').toString('base64'));
  });

  it('what was erased stays erased, whatever comes before or after', () => {
    const erased = order({ erased: true, personal: null, revision: revision(3_000) });
    for (const facts of [[order(), erased, masked], [masked, erased, order()], [erased, order(), masked]]) expect(folded(...facts).desired.requests[0]?.personal).toBeNull();
    expect(changedFacts(folded(order()).facts, folded(order(), erased).facts).map(({ kind, body }) => [kind, (body as { erased?: boolean }).erased])).toContainEqual(['personal', true]);
  });
});

it('records that do not tell groups do not wipe them', () => {
  const groups = [group('G1', { L1: '1' }), group('G2', { L1: '1' }, { status: 'on_hold' })];
  expect(folded(order({ groups }), order({ revision: revision(2_000) })).desired.requests).toMatchObject([{ lines: [{ qty: '1' }] }]);
});

it('what once succeeded, or was refused for good, is not undone by a later outcome', () => {
  const facts = evolve(noFacts, [...accepted(), ...needsRecreate(), ...delivery({ outcome: 'superseded', version: 3 }), ...confirmed('p1'), ...confirmed('p1', { version: 2, outcome: 'rejected' })]);
  expect([...facts.keys()].filter((name) => !name.startsWith('delivery/')).map((name) => name.split('/')[0])).toEqual(['succeeded', 'confirmed', 'recreate', 'succeeded', 'confirmed']);
});

it('changed facts are those that replaced others', () => {
  const known = evolve(noFacts, order());
  expect(changedFacts(known, evolve(known, order()))).toEqual([]);
  expect(changedFacts(known, evolve(known, delivery({ outcome: 'unknown' })))).toHaveLength(1);
});

it('outcomes alone make no order', () => expect(folded(accepted())).toMatchObject({ state: undefined, desired: { requests: [], notices: [], cancellations: [] } }));
