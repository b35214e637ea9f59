import { describe, expect, it } from 'vitest';
import type { Fact } from './facts.ts';
import { accepted, allocation, cancellation, channelParcel, confirmed, context, delivery, erpCancel, erpOrder, folded, foldedIn, line, needsRecreate, order, parcel, refund, revision, twoLines } from './samples.suite.ts';

const gone = { lines: [line({ currentQty: '0' })] };
const closed = { closedAt: 8_000, channelStatus: 'completed' as const, revision: revision(8_000) };
const shipped = [...accepted(), ...parcel('p1', { E: '2' })];
const both = [...order({ lines: twoLines }), ...delivery({ allocation: allocation(['L1', '2', 'E'], ['L2', '1', 'G']) })];

describe('the headline', () => {
  it.each([
    ['pending: the channel has not let it go', folded(order({ actionable: false, notActionable: ['unpaid'] })), 'pending', 1_000],
    ['created: it may be fulfilled', folded(order()), 'created', 1_000],
    ['created: the ERP does not take it', folded(order(), delivery({ outcome: 'held' })), 'created', 1_000],
    ['created: one part is missing', foldedIn({ ...context, routes: [{ mode: 'live', percentage: 100, when: { skus: ['B'] }, warehouse: 'W2' }, ...context.routes] }, order({ lines: twoLines }), accepted()), 'created', 1_000],
    ['synced: every part is at its ERP', folded(order(), accepted()), 'synced', 3_001],
    ['synced still, while a change is made there', folded(order(), accepted(), delivery({ outcome: 'unknown', version: 2 })), 'synced', 3_001],
    ['created again, while it is made anew', folded(order(), accepted(), needsRecreate(), erpCancel()), 'created', 1_000],
    ['partially shipped', folded(both, parcel('p1', { E: '2' })), 'partially_shipped', 4_000],
    ['shipped', folded(both, parcel('p1', { E: '2' }), parcel('p2', { G: '1' }, { shippedAt: 4_700 })), 'shipped', 4_700],
    ['shipped by somebody else', folded(order(), channelParcel('F1', { L1: '2' })), 'shipped', 4_000],
    ['shipped, although the rest was taken off', folded(both, parcel('p1', { E: '2' }), refund('r1', { L2: '1' })), 'shipped', 4_000],
    ['shipped: closed, but the channel does not know the parcel yet', folded(order(closed), shipped), 'shipped', 4_000],
    ['completed: shipped, told and closed', folded(order(closed), shipped, confirmed('p1')), 'completed', 8_000],
    ['completed: shipped, told and delivered', folded(order(), accepted(), parcel('p1', { E: '2' }, { status: 'delivered' }), confirmed('p1')), 'completed', 4_000],
    ['completed: nothing to ship, and closed', folded(order({ ...closed, lines: [line({ requiresShipping: false })] })), 'completed', 8_000],
    ['cancelled by the channel', folded(order({ cancelledAt: 1_500 }), accepted()), 'cancelled', 1_500],
    ['cancelled: nothing is wanted any more', folded(order(gone)), 'cancelled', 1_000],
    ['shipped all the same', folded(order({ cancelledAt: 1_500, ...gone }), shipped), 'shipped', 4_000],
  ])('%s', (_, { state }, status, since) => expect([state?.status, state?.since]).toEqual([status, since]));
});

describe('facets', () => {
  const erp = (...facts: readonly (readonly Fact[])[]) => folded(order(), ...facts).state?.facets.erp;

  it('erp: that of the part that is least far', () => {
    expect([erp(), erp(delivery({ outcome: 'retrying' })), erp(delivery({ outcome: 'dead' })), erp(accepted())]).toEqual(['none', 'queued', 'rejected', 'accepted']);
    expect(erp(accepted(), erpOrder({ blocked: [{ code: '3-5', text: 'no stock' }] }))).toBe('blocked');
    expect([erp(accepted(), erpOrder({ status: 'released' })), erp(accepted(), erpOrder({ status: 'shipped' })), erp(accepted(), erpOrder({ status: 'deleted' }))]).toEqual(['released', 'shipped', 'cancelled']);
    // A resend is no part of the order.
    expect(erp(accepted(), erpOrder({ status: 'shipped', resendOf: '102' }))).toBe('accepted');
    const split = { ...context, routes: [{ mode: 'live' as const, percentage: 100, when: { skus: ['B'] }, warehouse: 'W2' }, ...context.routes] };
    expect(foldedIn(split, order({ lines: twoLines }), accepted(), delivery({ subjectId: '2', outcome: 'rejected' })).state?.facets.erp).toBe('rejected');
  });

  it('after sale: what was asked for, then what went back', () => {
    const afterSale = (...facts: readonly (readonly Fact[])[]) => folded(...facts).state?.facets.afterSale;
    expect(afterSale(order())).toBe('none');
    expect(afterSale(order(), refund('r1', {}))).toBe('partly_refunded');
    expect(afterSale(order(), refund('r1', {}), refund('r2', {}, { total: '17.5' }))).toBe('refunded');
    expect(afterSale(order(), refund('r1', {}, { status: 'pending' }))).toBe('none');
    expect(afterSale(order({ paymentStatus: 'partially_refunded', refundedTotal: '1' }))).toBe('partly_refunded');
    expect(afterSale(order(), refund('r1', {}), cancellation())).toBe('cancel_requested');
    expect(afterSale(order(), cancellation(), cancellation({ decision: 'withdrawn', revision: revision(2_700) }))).toBe('none');
  });

  it('hold: the channel’s in its own words', () => {
    expect(folded(order({ actionable: false, notActionable: ['channel_hold'] })).state).toMatchObject({ facets: { hold: 'channel', payment: 'paid' }, flags: ['on_hold'] });
    expect(folded(order({ channelStatus: 'on_hold' })).state?.flags).toEqual(['on_hold']);
  });
});

it('legs tell what is to be done and where it stands', () => {
  const { state } = folded(both, delivery({ outcome: 'retrying', version: 2, attempts: 3, errorClass: 'unavailable', errorText: 'no answer' }), parcel('p1', { E: '2' }), parcel('p2', { G: '1' }), confirmed('p1'));
  expect(state?.legs).toMatchObject([
    { leg: 'route', state: 'succeeded' },
    { leg: 'erp.create', target: 'lingxing:main', subject: '1', state: 'retrying', attempts: 3, errorClass: 'unavailable', errorText: 'no answer' },
    { leg: 'ship.confirm', target: 'shopify:us', subject: 'p1', state: 'succeeded', reference: 'F-p1' },
    { leg: 'ship.confirm', subject: 'p2', state: 'pending' },
  ]);
});

it('shows what ERPs hold, and every parcel with whether the channel knows it', () => {
  const { state } = folded(order(), accepted(), erpOrder(), parcel('p1', { E: '2' }), confirmed('p1'), channelParcel('F-p1', { L1: '2' }));
  expect(state?.erpOrders).toEqual([{ erp: 'lingxing', erpAccount: 'main', erpOrderId: '103', externalNo: 'US-1001-P1-R1', status: 'review' }]);
  expect(state?.shipments).toMatchObject([
    { shipmentId: 'p1', trackingNumber: 'T-p1', status: 'shipped', confirmed: true, echoOf: null },
    { shipmentId: 'F-p1', confirmed: true, echoOf: expect.stringContaining('ship.confirm') as string },
  ]);
});
