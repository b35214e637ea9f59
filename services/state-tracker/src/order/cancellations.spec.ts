import { describe, expect, it } from 'vitest';
import { accepted, asked, cancellation, codes, command, confirmed, context, delivery, erpCancel, erpOrder, folded, foldedIn, order, parcel, revision, unsent } from './samples.suite.ts';

const cancel = command('cancel', 4_000, { reason: 'out_of_stock', restock: 'true' });

describe('a cancellation by a person', () => {
  it('stops the ERPs first, then tells the channel', () => {
    const stopping = folded(order(), accepted(), cancel);
    expect(stopping).toMatchObject({ desired: { requests: [{ state: 'cancelled' }], cancellations: [] }, state: { flags: ['cancel_requested'], facets: { afterSale: 'cancel_requested' } } });
    expect(stopping.state?.legs.map(({ leg, state }) => [leg, state])).toEqual([['route', 'succeeded'], ['erp.create', 'succeeded'], ['erp.cancel', 'pending'], ['cancel.channel', 'waiting']]);
    const stopped = folded(order(), accepted(), cancel, erpCancel());
    expect(stopped.desired.cancellations).toMatchObject([
      { cancellationId: 'cancel-4000', kind: 'request', requestedBy: 'seller', decision: 'approved', decidedBy: 'li', channelOutcome: 'requested', reason: 'out_of_stock', reasonRaw: 'out_of_stock', restock: true, lines: [], mode: 'live' },
    ]);
    expect(stopped.state?.legs.at(-1)).toMatchObject({ leg: 'cancel.channel', state: 'pending' });
  });

  it('of what was not sent waits for the ledger’s word', () => {
    expect(folded(order(), cancel).desired.cancellations).toEqual([]);
    expect(folded(order(), cancel, unsent()).desired.cancellations).toHaveLength(1);
    expect(folded(order(), cancel, delivery({ outcome: 'unknown' })).desired.cancellations).toEqual([]);
  });

  it('of an order that no ERP was asked for goes straight to the channel', () => {
    const unmapped = { ...context, store: undefined };
    expect(foldedIn(unmapped, order(), cancel).desired.cancellations).toMatchObject([{ mode: 'live' }]);
    expect(foldedIn({ ...unmapped, routes: [] }, order(), cancel).desired.cancellations).toMatchObject([{ mode: 'off' }]);
    expect(foldedIn(unmapped, order({ isTest: true }), cancel).desired.cancellations).toMatchObject([{ mode: 'shadow' }]);
  });

  it('that comes too late at the ERP is not told to the channel', () => {
    const late = folded(order(), accepted(), cancel, erpCancel({ outcome: 'rejected', errorText: 'shipped' }), parcel('p1', { E: '2' }), confirmed('p1'));
    expect(late.desired.cancellations).toEqual([]);
    expect(late.state).toMatchObject({ status: 'shipped', exceptions: [{ code: 'cancel_too_late', text: expect.stringContaining('not cancelled at the channel') as string }] });
  });

  it('is over when the channel has cancelled', () => {
    const done = folded(order({ cancelledAt: 5_000, revision: revision(5_000) }), accepted(), cancel, erpCancel());
    expect(done).toMatchObject({ desired: { cancellations: [] }, state: { status: 'cancelled', flags: [], exceptions: [] } });
    const told = folded(order(), accepted(), cancel, erpCancel(), delivery({ effect: 'cancel.channel', subjectKind: 'cancellation', subjectId: 'cancel-4000', target: 'shopify', targetAccount: 'us', outcome: 'rejected', errorText: 'paid out' }));
    expect(told.state).toMatchObject({ legs: expect.arrayContaining([expect.objectContaining({ leg: 'cancel.channel', state: 'rejected' })]) as unknown, exceptions: [{ code: 'rejected', text: 'paid out', leg: 'cancel.channel' }] });
  });

  it('with a word of its own for the reason keeps the word', () => {
    expect(folded(order(), command('cancel', 4_000, { reason: 'buyer called' }), unsent()).desired.cancellations).toMatchObject([{ reason: 'other', reasonRaw: 'buyer called', restock: false }]);
  });
});

describe('a cancellation by the channel', () => {
  it('needs none at the channel, and tells a person where the ERP does not stop', () => {
    const cancelled = order({ cancelledAt: 5_000, revision: revision(5_000) });
    expect(folded(cancelled, accepted())).toMatchObject({ desired: { requests: [{ state: 'cancelled' }], cancellations: [] }, state: { status: 'cancelled', exceptions: [] } });
    const refused = folded(cancelled, accepted(), erpCancel({ outcome: 'rejected' }));
    expect(refused.state?.exceptions).toMatchObject([{ code: 'cancel_too_late', text: expect.stringContaining('intercept the parcel, or have it sent back') as string }]);
  });

  it('may come as a record of its own', () => {
    expect(asked(folded(order(), cancellation({ kind: 'executed', requestedBy: 'channel', decision: 'approved', decidedAt: 2_700 })))).toEqual(['P1-R1 cancelled L1×2']);
    const requested = folded(order(), cancellation());
    expect([asked(requested), requested.state?.flags]).toEqual([['P1-R1 active L1×2'], ['cancel_requested']]);
    expect(asked(folded(order(), cancellation({ kind: 'executed', lines: [{ channelLineId: 'L1', qty: '1' }] })))).toEqual(['P1-R1 active L1×2']);
  });
});

it('an ERP that cancels by itself what is still wanted is a matter for a person', () => {
  const gone = erpOrder({ status: 'cancelled' });
  expect(folded(order(), accepted(), gone)).toMatchObject({ state: { facets: { erp: 'cancelled' }, exceptions: [{ code: 'cancelled_at_erp', text: expect.stringContaining('reroute') as string }] } });
  expect(codes(folded(order(), accepted(), gone, cancel, erpCancel()))).toEqual([]);
  expect(codes(folded(order(), accepted(), gone, erpOrder({ erpOrderId: '104', status: 'review' })))).toEqual([]);
});
