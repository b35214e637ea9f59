import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { allocation, codes, confirmed, context, delivery, erpCancel, erpOrder, folded, foldedIn, line, linked, native, needsRecreate, order, parcel, revision, told, twoLines } from './samples.suite.ts';

const both = [...order({ lines: twoLines }), ...delivery({ vendorReference: '103', allocation: allocation(['L1', '2', 'E'], ['L2', '1', 'G']) })];
/** A lamp of two pieces and a chair. */
const bundle = [...order({ lines: twoLines }), ...delivery({ vendorReference: '103', allocation: allocation(['L1', '2', 'BASE'], ['L1', '2', 'SHADE'], ['L2', '1', 'G']) })];

describe('a parcel of an ERP', () => {
  it('is told to the channel in lines of the order', () => {
    const result = folded(both, parcel('p1', { E: '2' }));
    expect(told(result)).toEqual(['p1 active L1×2 T-p1']);
    expect(result.desired.notices).toMatchObject([{ mode: 'live', erp: 'lingxing', erpAccount: 'main', shippedAt: 4_000, notifyBuyer: true, trackings: [{ number: 'T-p1', carrier: 'YTO', service: null, url: null }] }]);
    expect(result.state).toMatchObject({ status: 'partially_shipped', facets: { fulfillment: 'partial' }, lines: [{ shipped: '2', confirmed: '0' }, { shipped: '0' }] });
  });

  it('the second before the first: both are told once, whichever is known first', () => {
    const [one, two] = [parcel('p1', { E: '2' }, { shippedAt: 4_000 }), parcel('p2', { G: '1' }, { shippedAt: 4_500 })];
    const late = fold(folded(both, two, confirmed('p2')).facts, [...one, ...confirmed('p1')], context);
    expect(told(late).sort()).toEqual(['p1 active L1×2 T-p1', 'p2 active L2×1 T-p2']);
    expect(told(folded(both, one, two)).sort()).toEqual(told(late).sort());
    expect(late.state).toMatchObject({ status: 'shipped', lines: [{ shipped: '2', confirmed: '2' }, { shipped: '1', confirmed: '1' }], exceptions: [] });
  });

  it('with the rest of a bundle adds its tracking to the parcel that has the units', () => {
    const [base, shade] = [parcel('p1', { BASE: '2' }, { shippedAt: 4_000 }), parcel('p2', { SHADE: '2' }, { shippedAt: 4_500 })];
    const expected = ['p1 active L1×2 T-p1 T-p2', 'p2 cancelled T-p2'];
    expect(told(folded(bundle, base, shade))).toEqual(expected);
    expect(told(fold(folded(bundle, shade).facts, base, context))).toEqual(expected);
  });

  it('that comes to be known late takes nothing from one that the channel confirmed', () => {
    const [base, shade] = [parcel('p1', { BASE: '2' }, { shippedAt: 4_000 }), parcel('p2', { SHADE: '2' }, { shippedAt: 4_500 })];
    const alone = folded(bundle, shade);
    expect(told(alone)).toEqual(['p2 active L1×2 T-p2']);
    expect(told(fold(alone.facts, [...confirmed('p2'), ...base], context)).sort()).toEqual(['p1 cancelled T-p1', 'p2 active L1×2 T-p2 T-p1']);
    // Nor from one that is about to be told.
    expect(told(fold(alone.facts, [...confirmed('p2', { outcome: 'unknown' }), ...base], context)).sort()).toEqual(['p1 cancelled T-p1', 'p2 active L1×2 T-p2 T-p1']);
  });

  it('keeps the lines that its confirmation carries, whatever else becomes known', () => {
    const lines = confirmed('p2', { allocation: allocation(['L2', '1', '']) });
    const rest = parcel('p2', { SHADE: '2', G: '1' }, { shippedAt: 4_500 });
    expect(told(folded(bundle, rest, lines, parcel('p1', { BASE: '2' }))).sort()).toEqual(['p1 active L1×2 T-p1', 'p2 active L2×1 T-p2']);
  });

  it('whose content is corrected after that is a matter for a person, and gives its units to no other parcel', () => {
    const lines = confirmed('p1', { allocation: allocation(['L1', '1', '']) });
    const corrected = folded(both, lines, parcel('p1', { E: '2' }), parcel('p2', { G: '1' }));
    expect(told(corrected)).toEqual(['p1 active L1×1 T-p1', 'p2 active L2×1 T-p2']);
    expect(codes(corrected)).toEqual(['corrected_after_confirm']);
    expect(codes(folded(both, lines, parcel('p1', { E: '1' }), parcel('p2', { G: '1' })))).toEqual([]);
    expect(codes(folded(bundle, confirmed('p2', { allocation: allocation(['L1', '2', '']) }), parcel('p2', { SHADE: '2' }), parcel('p1', { BASE: '2' })))).toEqual([]);
  });

  it('is corrected by a newer revision, and voided', () => {
    const first = parcel('p1', { E: '2' });
    const corrected = parcel('p1', { E: '2' }, { trackingNumber: 'T-new', revision: revision(6_000) });
    expect(told(folded(both, corrected, confirmed('p1'), first))).toEqual(['p1 active L1×2 T-new']);
    const voided = folded(both, first, confirmed('p1'), parcel('p1', { E: '2' }, { status: 'voided', revision: revision(7_000) }));
    expect(told(voided)).toEqual(['p1 cancelled T-p1']);
    expect(voided.state).toMatchObject({ status: 'synced', lines: [{ shipped: '0' }, { shipped: '0' }] });
  });

  it.each([
    ['a resend', { purpose: 'resend' as const }],
    ['a replacement', { purpose: 'replacement' as const }],
    ['a label', { status: 'label_created' as const }],
    ['a parcel without tracking', { trackingNumber: null }],
    ['a parcel in trouble that the channel does not know', { status: 'exception' as const }],
  ])('%s is not told', (_, more) => expect(told(folded(both, parcel('p1', { E: '2' }, more)))).toEqual([]));

  it('is found by the number of the ERP where it does not have ours', () => {
    const nameless = { externalNo: null, sourceRefs: [{ kind: 'global_order_no', value: '103' }] };
    expect(told(folded(both, parcel('p1', { E: '2' }, nameless)))).toEqual(['p1 active L1×2 T-p1']);
    const other = { externalNo: null, sourceRefs: [{ kind: 'global_order_no', value: '555' }] };
    expect(told(folded(both, erpOrder({ erpOrderId: '555' }), parcel('p1', { E: '2' }, other)))).toEqual(['p1 active L1×2 T-p1']);
    expect(told(folded(both, parcel('p1', { E: '2' }, { ...other, origin: 'lingxing:second' })))).toEqual([]);
  });

  it('waits for the word that the ERP took its order, and is a conflict where there is none', () => {
    const early = folded(order({ lines: twoLines }), parcel('p1', { E: '2' }));
    expect([told(early), codes(early)]).toEqual([[], []]);
    expect(told(fold(early.facts, both, context))).toEqual(['p1 active L1×2 T-p1']);
    expect(codes(folded(both, parcel('p1', { E: '2' }, { externalNo: 'OTHER-9' })))).toEqual(['parcel_without_allocation']);
    expect(codes(folded(order(), delivery({ outcome: 'dead', errorText: 'gone' }), parcel('p1', { E: '2' })))).toEqual(['dead', 'parcel_without_allocation']);
  });

  it('is translated by what was pushed in its own life', () => {
    const recreated = [...needsRecreate({ allocation: allocation(['L1', '2', 'E'], ['L2', '1', 'G']) }), ...erpCancel(), ...delivery({ incarnation: 2, allocation: allocation(['L1', '1', 'NEW'], ['L2', '1', 'G']) })];
    expect(told(folded(both, recreated, parcel('p1', { E: '1' }), parcel('p2', { NEW: '1' }, { externalNo: 'US-1001-P1-R2' })))).toEqual(['p1 active L1×1 T-p1', 'p2 active L1×1 T-p2']);
  });

  it('is translated by what the ERP holds, also where the word of that success was overtaken by what became of a change', () => {
    const refused = delivery({ outcome: 'rejected', errorCode: '102', version: 3, vendorReference: '103', allocation: allocation(['L1', '2', 'E']) });
    for (const facts of [[order(), refused, parcel('p1', { E: '2' })], [order(), parcel('p1', { E: '2' }), refused]]) {
      const result = folded(...facts);
      expect(told(result)).toEqual(['p1 active L1×2 T-p1']);
      expect(codes(result)).not.toContain('parcel_without_allocation');
    }
  });

  it('a later update or failure of its order changes nothing about what was pushed', () => {
    expect(told(folded(both, delivery({ outcome: 'rejected', version: 5 }), parcel('p1', { E: '2' })))).toEqual(['p1 active L1×2 T-p1']);
  });
});

it('no more units are told than were ordered', () => {
  const result = folded(both, parcel('p1', { E: '3' }), parcel('p2', { E: '1' }));
  expect(told(result)).toEqual(['p1 active L1×2 T-p1', 'p2 cancelled T-p2']);
  expect(result.state?.flags).toEqual(['exception', 'over_shipped']);
  expect(codes(result)).toEqual(['over_shipped', 'over_shipped']);
});

it('an ERP that tells the channel by itself is not told for', () => {
  const result = foldedIn(native, order({ lines: twoLines }), linked(), parcel('p1', { E: '2' }));
  expect(result.desired).toMatchObject({ notices: [], requests: [{ intake: 'native' }] });
  expect(result.state).toMatchObject({ status: 'partially_shipped' });
  // Its pairing of SKUs may be one that we cannot explain: then its parcels tell nothing, and the channel does.
  const unexplained = foldedIn(native, order({ lines: [line({ fulfilledQty: '2' })] }), linked({ allocation: [] }), parcel('p1', { E: '2' }));
  expect(unexplained.state).toMatchObject({ status: 'shipped', exceptions: [] });
});

it('the numbers that the ERP gave a part may be several', () => {
  const split = delivery({ vendorReference: '103,104', allocation: allocation(['L1', '2', 'E']) });
  const nameless = (number: string) => ({ externalNo: null, sourceRefs: [{ kind: 'global_order_no', value: number }] });
  expect(told(folded(order(), split, parcel('p1', { E: '1' }, nameless('103')), parcel('p2', { E: '1' }, nameless('104'))))).toEqual(['p1 active L1×1 T-p1', 'p2 active L1×1 T-p2']);
});
