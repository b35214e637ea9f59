import { describe, expect, it } from 'vitest';
import { accepted, codes, confirmed, delivery, erpCancel, erpOrder, folded, line, needsRecreate, order, parcel, revision } from './samples.suite.ts';

describe('a stuck effect', () => {
  it('is told in its own words and forgotten once it goes on', () => {
    const held = delivery({ outcome: 'held', errorCode: 'unmapped_sku', errorText: 'SKU A has no row' });
    expect(folded(order(), held).state).toMatchObject({ status: 'created', flags: ['exception'], exceptions: [{ code: 'unmapped_sku', text: 'SKU A has no row', source: 'lingxing:main', leg: 'erp.create', since: 3_001 }] });
    expect(folded(order(), accepted({ version: 2 }), held).state).toMatchObject({ status: 'synced', exceptions: [], flags: [] });
  });

  it('without words is named', () => {
    expect(folded(order(), delivery({ outcome: 'dead' })).state?.exceptions).toMatchObject([{ code: 'dead', text: 'erp.create at lingxing is dead' }]);
  });

  it('of a life that is over is nobody’s business', () => {
    const cancelled = order({ cancelledAt: 2_000 });
    expect(codes(folded(cancelled, delivery({ outcome: 'rejected' })))).toEqual([]);
    expect(codes(folded(order(), needsRecreate()))).toEqual([]);
    expect(codes(folded(order(), accepted(), needsRecreate(), erpCancel(), delivery({ outcome: 'dead', version: 5 })))).toEqual([]);
  });

  it('a cancellation at the ERP that does not come through is', () => {
    expect(codes(folded(order({ cancelledAt: 2_000 }), accepted(), erpCancel({ outcome: 'held', errorCode: 'halted', errorText: 'credential refused' })))).toEqual(['halted']);
  });

  it('telling the channel of a parcel that was voided is not, where the channel does not know it', () => {
    const shipped = [...order(), ...accepted(), ...parcel('p1', { E: '2' }), ...confirmed('p1', { outcome: 'rejected', errorText: 'no such line', vendorReference: null })];
    expect(folded(shipped).state?.exceptions).toMatchObject([{ code: 'rejected', text: 'no such line', leg: 'ship.confirm' }]);
    expect(codes(folded(shipped, parcel('p1', { E: '2' }, { status: 'voided', revision: revision(9_000) })))).toEqual([]);
    const known = [...order(), ...accepted(), ...confirmed('p1'), ...parcel('p1', { E: '2' }, { status: 'voided' })];
    expect(codes(folded(known, confirmed('p1', { version: 2, outcome: 'rejected', errorCode: 'parcel_voided_after_confirm', errorText: 'correct it there' })))).toEqual(['parcel_voided_after_confirm']);
  });
});

it('a change after the push is no conflict by itself: it is carried out', () => {
  const edited = order({ lines: [line({ currentQty: '1' })], revision: revision(4_000) });
  expect(folded(edited, accepted()).state).toMatchObject({ status: 'synced', exceptions: [], lines: [{ current: '1', pushed: '2' }] });
});

it('an ERP’s block is told in its words, until it is cleared or the order shipped', () => {
  const blocked = { blocked: [{ code: '3-5', text: 'no stock' }, { code: '3-8', text: '' }] };
  expect(folded(order(), accepted(), erpOrder(blocked)).state?.exceptions).toMatchObject([{ code: 'erp_blocked', text: 'lingxing:main keeps 103 back: no stock; 3-8. Clear it there.', source: 'lingxing:main' }]);
  expect(codes(folded(order(), accepted(), erpOrder(blocked), erpOrder({ revision: revision(5_000) })))).toEqual([]);
  expect(codes(folded(order(), accepted(), erpOrder({ ...blocked, status: 'shipped' })))).toEqual([]);
});

it('an order that the channel shows without any line is told, until it shows one', () => {
  const empty = order({ lines: [] });
  expect(folded(empty).state).toMatchObject({ flags: ['exception'], exceptions: [{ code: 'no_lines', leg: 'route', source: 'tributary' }] });
  expect(codes(folded(empty, order({ revision: revision(4_000) })))).toEqual([]);
  expect(codes(folded(order({ lines: [], cancelledAt: 2_000 })))).toEqual([]);
});
