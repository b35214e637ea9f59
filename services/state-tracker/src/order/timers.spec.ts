import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { factOfTimer } from './from-records.ts';
import { accepted, codes, command, context, day, folded, foldedIn, order, parcel, revision } from './samples.suite.ts';

const passed = (at: number) => [factOfTimer({ code: 'stuck', at })];

describe('an order that does not move', () => {
  it('is due once its status has stood for as long as may be', () => {
    expect(folded(order())).toMatchObject({ timer: { code: 'stuck', at: 1_000 + day }, state: { deadline: { code: 'stuck', at: 1_000 + day }, exceptions: [] } });
    expect(folded(order({ actionable: false })).timer).toEqual({ code: 'stuck', at: 1_000 + day });
    expect(folded(order(), accepted()).timer).toEqual({ code: 'stuck', at: 3_001 + 5 * day });
  });

  it('is told to staff when the moment has passed, for as long as it stands', () => {
    const late = folded(order(), passed(1_000 + day));
    expect(late).toMatchObject({ timer: null, state: { deadline: null, flags: ['exception'], exceptions: [{ code: 'stuck', leg: 'erp.create', since: 1_000 + day, text: expect.stringContaining('since 1970-01-01T00:00:01.000Z') as string }] } });
    const moved = fold(late.facts, accepted(), context);
    expect([codes(moved), moved.timer]).toEqual([[], { code: 'stuck', at: 3_001 + 5 * day }]);
    expect(codes(fold(moved.facts, passed(3_001 + 5 * day), context))).toEqual(['stuck']);
  });

  it('an alarm for something that is past says nothing', () => {
    expect(codes(folded(order({ revision: revision(5_000) }), passed(1_000 + day)))).toEqual([]);
  });

  it.each([
    ['unpaid', folded(order({ actionable: false, paymentStatus: 'unpaid' }))],
    ['held by a person', folded(order(), command('hold', 2_000))],
    ['in shadow', folded(order({ isTest: true }))],
    ['shipped', folded(order(), accepted(), parcel('p1', { E: '2' }))],
    ['cancelled', folded(order({ cancelledAt: 2_000 }))],
    ['off', foldedIn({ ...context, routes: [] }, order())],
  ])('%s: nobody waits for it', (_, { timer }) => expect(timer).toBeNull());
});
