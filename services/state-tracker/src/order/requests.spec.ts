import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { accepted, allocation, asked, channelParcel, command, context, delivery, folded, line, order, parcel, refund, revision, twoLines } from './samples.suite.ts';

describe('what is asked of an ERP', () => {
  it('nothing before the order may be fulfilled; what was asked stays asked', () => {
    const unpaid = order({ actionable: false, notActionable: ['unpaid'] });
    expect(asked(folded(unpaid))).toEqual([]);
    expect(asked(folded(unpaid, accepted()))).toEqual(['P1-R1 active L1×2']);
  });

  it('cancelled as soon as the channel cancels, and nothing takes that back', () => {
    const cancelled = order({ cancelledAt: 1_500, actionable: false, revision: revision(1_500) });
    expect(asked(folded(order(), cancelled))).toEqual(['P1-R1 cancelled L1×2']);
    expect(asked(folded(cancelled, order({ revision: revision(2_000) })))).toEqual(['P1-R1 cancelled L1×2']);
  });

  it('cancelled when no unit is wanted any more', () => {
    expect(asked(folded(order({ lines: [line({ currentQty: '0' })] })))).toEqual(['P1-R1 cancelled']);
  });

  it('fewer units as soon as a refund takes them off, before the order says so', () => {
    expect(asked(folded(order(), refund('r1', { L1: '1' })))).toEqual(['P1-R1 active L1×1']);
    const both = folded(order({ lines: [line({ currentQty: '1' })], revision: revision(3_000) }), refund('r1', { L1: '1' }));
    expect(asked(both)).toEqual(['P1-R1 active L1×1']);
    expect(both.state?.lines).toMatchObject([{ current: '1', refunded: '1' }]);
    expect(asked(folded(order(), refund('r1', { L1: '1' }, { status: 'failed' })))).toEqual(['P1-R1 active L1×2']);
  });

  it('while a person holds the order nothing new; a release lets it go', () => {
    const hold = command('hold', 2_000);
    expect(folded(order(), hold)).toMatchObject({ desired: { requests: [] }, state: { flags: ['on_hold'], facets: { hold: 'person' } }, timer: null });
    expect(asked(folded(order(), hold, delivery({ outcome: 'retrying' })))).toEqual(['P1-R1 active L1×2']);
    expect(asked(folded(order(), command('release', 3_000), hold))).toEqual(['P1-R1 active L1×2']);
    expect(asked(folded(order(), hold, command('release', 1_000)))).toEqual([]);
  });

  it('nothing that somebody else shipped, except what the ERP holds already', () => {
    const byOthers = channelParcel('F1', { L1: '1' });
    expect(asked(folded(order(), byOthers))).toEqual(['P1-R1 active L1×1']);
    expect(asked(folded(order(), channelParcel('F1', { L1: '2' })))).toEqual(['P1-R1 cancelled']);
    expect(asked(folded(order(), accepted(), byOthers))).toEqual(['P1-R1 active L1×2']);
  });
});

describe('money of a request', () => {
  it('is that of the units still wanted, at their share of total and taxes', () => {
    const taxes = [{ name: 'VAT', rate: '0.1', amount: '2.5', included: false, collectedByMarketplace: false }];
    const edited = order({ lines: [line({ taxes, currentQty: '1' }), line({ channelLineId: 'L2', currentQty: '0', unitPrice: '20', netAmount: '20', orderedQty: '1' })], taxTotal: '2.5', grandTotal: '52.5' });
    expect(folded(edited).desired.requests).toMatchObject([{ lines: [{ channelLineId: 'L1', qty: '1', unitPrice: '12.5' }], taxTotal: '1.25', grandTotal: '18.75', shippingAmount: '5' }]);
  });

  it('is rounded as money is where units went off: 10.00 of discount and 0.25 of tax over three units', () => {
    const taxes = [{ name: 'VAT', rate: '0.01', amount: '0.25', included: false, collectedByMarketplace: false }];
    const lines = [line({ orderedQty: '3', currentQty: '2', unitPrice: '12', discountAmount: '10', netAmount: '26', taxes })];
    expect(folded(order({ lines, taxTotal: '0.25', grandTotal: '31.25', shippingAmount: '5' })).desired.requests).toMatchObject([{ taxTotal: '0.17', grandTotal: '22.5' }]);
  });

  it('of several parts adds up to that of the order', () => {
    const taxes = (amount: string) => [{ name: 'VAT', rate: '0.1', amount, included: false, collectedByMarketplace: false }];
    const lines = [line({ taxes: taxes('2.5') }), line({ channelLineId: 'L2', channelSku: 'B', orderedQty: '3', currentQty: '1', unitPrice: '10', netAmount: '30', taxes: taxes('3') })];
    const routes = [{ mode: 'live' as const, percentage: 100, when: { skus: ['B'] }, warehouse: 'W2' }, ...context.routes];
    const { desired } = fold(new Map(), order({ lines, taxTotal: '6', grandTotal: '66' }), { ...context, routes });
    // 66 with 0.5 of tax on shipping; two of three chairs are gone with their 20 and 2 of tax.
    expect(desired.requests).toMatchObject([
      { part: 1, taxTotal: '3', grandTotal: '33', shippingAmount: '5' },
      { part: 2, taxTotal: '1', grandTotal: '11', shippingAmount: '0' },
    ]);
  });
});

it('when it was paid stays known where a newer record does not tell', () => {
  const result = folded(order({ paidAt: 950 }), order({ paidAt: null, revision: revision(5_000) }));
  expect(result.desired.requests).toMatchObject([{ paidAt: 950 }]);
});

it('an erased person leaves the request, and nothing late brings them back', () => {
  const erased = order({ erased: true, personal: null, revision: revision(5_000) });
  const result = folded(order(), erased, order({ personal: Buffer.from('late'), revision: revision(9_000) }));
  expect(result.desired.requests).toMatchObject([{ personal: null, state: 'active' }]);
  expect([...result.facts.values()].filter(({ kind }) => kind === 'personal')).toHaveLength(1);
});

it('what an ERP holds of an erased person stays as it is, until other units are wanted or none', () => {
  const erased = order({ erased: true, personal: null, revision: revision(5_000) });
  expect(asked(folded(order(), accepted(), erased))).toEqual([]);
  expect(asked(folded(order(), accepted(), erased, refund('r1', { L1: '1' })))).toEqual(['P1-R1 active L1×1']);
  expect(asked(folded(order(), accepted(), order({ erased: true, personal: null, cancelledAt: 5_000, revision: revision(5_000) })))).toEqual(['P1-R1 cancelled L1×2']);
});

it('what an earlier life shipped is not asked for again', () => {
  const shippedOne = [...accepted(), ...parcel('p1', { E: '1' })];
  const recreated = [...delivery({ outcome: 'rejected', errorCode: 'needs_recreate', version: 3, allocation: allocation(['L1', '2', 'E']) }), ...delivery({ effect: 'erp.cancel' })];
  expect(asked(folded(order({ lines: twoLines }), shippedOne, recreated))).toEqual(['P1-R1 cancelled L1×2 L2×1', 'P1-R2 active L1×1 L2×1']);
});
