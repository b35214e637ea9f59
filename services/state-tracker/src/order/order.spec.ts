import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery, Order, OrderLine } from '@tributary/contracts';
import { canonicalJson, orderKey } from '@tributary/kernel';
import { changedFacts, evolve } from './evolve.ts';
import type { Fact, Facts } from './facts.ts';
import { fold, type RoutingContext } from './fold.ts';
import { factsOfDelivery, factsOfOrder } from './from-records.ts';

const key = orderKey({ tenant: 'acme', channel: 'shopify', account: 'us', channelOrderId: '1001' });
const noFacts: Facts = new Map();
const mapped: RoutingContext = { store: { erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', numberPrefix: 'US-' }, mode: 'live' };

const line = (more: Partial<OrderLine> = {}): OrderLine => ({
  channelLineId: 'L1', kind: 'product', requiresShipping: true, channelSku: 'A', productId: null, variantId: null, title: 'Lamp', variantTitle: null, uom: 'EA',
  orderedQty: '2', currentQty: '2', unitPrice: '12.5', discountAmount: '0', netAmount: '25', taxes: [], ...more,
});
const order = (more: Partial<Order> = {}): Order => ({
  eventId: 'e1', tenant: 'acme', channel: 'shopify', account: 'us', marketplace: null, salesPartner: null, origin: 'shopify', echoOf: null, revision: { at: 1_000, seq: 0, digest: 'd1' }, mapperVersion: 1,
  occurredAt: 1_000, recordedAt: 2_000, timeZone: 'UTC', traceId: 't', rawRef: null, orderKey: key, channelOrderId: '1001', displayNumber: '#1001', isTest: false, channelStatus: 'open', channelStatusRaw: 'open',
  actionable: true, notActionable: [], paymentStatus: 'paid', paymentStatusRaw: 'paid', placedAt: 900, paidAt: 900, cancelledAt: null,
  shipTo: { country: 'US', region: null, regionCode: null, city: 'Austin', postalPrefix: '787', quality: 'clear', fingerprint: 'f1' },
  personal: Buffer.from('sealed-1'), buyerRef: null, lines: [line()], currency: 'USD', presentmentCurrency: null, pricesIncludeTax: false, shippingAmount: '5', discountTotal: '0', taxTotal: '0', grandTotal: '30', refundedTotal: '0', tags: [], ...more,
});
const delivery = (more: Partial<Delivery> = {}): Delivery => ({
  eventId: 'v1', tenant: 'acme', channel: 'shopify', account: 'us', marketplace: null, salesPartner: null, origin: 'lingxing:main', echoOf: null, revision: { at: 3_000, seq: 1, digest: 'x1' }, mapperVersion: 1,
  occurredAt: 3_000, recordedAt: 3_000, timeZone: 'UTC', traceId: 't', rawRef: null, orderKeys: [key], idempotencyKey: 'k1', effect: 'erp.create', subjectKind: 'order_part', subjectId: '1', target: 'lingxing', targetAccount: 'main',
  incarnation: 1, version: 1, outcome: 'succeeded', attempts: 1, handle: null, vendorReference: '103', confirmedBy: 'answer', errorClass: null, errorCode: null, errorText: null,
  allocation: [{ orderKey: key, channelLineId: 'L1', qty: '2', erpSku: 'E', qtyPer: '1', mapVersion: 1 }], ...more,
});
const folded = (...facts: readonly (readonly Fact[])[]) => fold(noFacts, facts.flat(), mapped);

describe('status', () => {
  it('follows an order from pending to synced', () => {
    const waiting = factsOfOrder(order({ actionable: false, notActionable: ['unpaid'] }));
    const paid = factsOfOrder(order({ revision: { at: 2_000, seq: 0, digest: 'd2' } }));
    expect(folded(waiting).state).toMatchObject({ status: 'pending', legs: [{ leg: 'route', state: 'succeeded' }, { leg: 'erp.create', state: 'waiting' }] });
    expect(folded(waiting).desired).toEqual([]);
    expect(folded(waiting, paid).state).toMatchObject({ status: 'created', since: 2_000 });
    expect(folded(waiting, paid).desired).toMatchObject([{ state: 'active', externalNo: 'US-1001-P1-R1', mode: 'live', lines: [{ qty: '2', unitPrice: '12.5' }] }]);
    expect(folded(waiting, paid, factsOfDelivery(delivery())).state).toMatchObject({ status: 'synced', lines: [{ current: '2', pushed: '2' }], exceptions: [], flags: [] });
  });

  it('outcomes alone make no order', () => expect(folded(factsOfDelivery(delivery())).state).toBeUndefined());

  it('says why an order is stuck and forgets it once it is not', () => {
    const held = factsOfDelivery(delivery({ outcome: 'held', errorCode: 'unmapped_sku', errorText: 'SKU A has no row', allocation: [] }));
    expect(folded(factsOfOrder(order()), held).state).toMatchObject({ status: 'created', flags: ['exception'], exceptions: [{ code: 'unmapped_sku', text: 'SKU A has no row', source: 'lingxing:main' }] });
    const later = factsOfDelivery(delivery({ version: 2 }));
    expect(folded(factsOfOrder(order()), later, held).state).toMatchObject({ status: 'synced', exceptions: [] });
  });

  it('waits for a store and goes on once there is one', () => {
    const without = fold(noFacts, factsOfOrder(order()), { store: undefined, mode: 'live' });
    expect(without).toMatchObject({ waitingForMaps: true, desired: [], state: { flags: ['exception'], exceptions: [{ code: 'unmapped_store', leg: 'route' }] } });
    const later = fold(without.facts, [], mapped);
    expect(later).toMatchObject({ waitingForMaps: false, desired: [{ store: '110' }], state: { exceptions: [] } });
  });

  it('decides the route once', () => {
    const first = folded(factsOfOrder(order()));
    const moved = fold(first.facts, factsOfOrder(order({ revision: { at: 9_000, seq: 0, digest: 'd9' } })), { store: { erp: 'yicang', erpAccount: 'y', store: '9', platformCode: '', numberPrefix: '' }, mode: 'off' });
    expect(moved.desired).toMatchObject([{ erp: 'lingxing', store: '110', mode: 'live' }]);
  });

  it('keeps test orders in the shadow', () => expect(folded(factsOfOrder(order({ isTest: true }))).desired).toMatchObject([{ mode: 'shadow' }]));

  it('cancels before the push and asks a person after it', () => {
    const cancelled = factsOfOrder(order({ cancelledAt: 1_500, actionable: false, revision: { at: 1_500, seq: 0, digest: 'd2' } }));
    expect(folded(cancelled)).toMatchObject({ state: { status: 'cancelled' }, desired: [{ state: 'cancelled' }] });
    expect(folded(cancelled, factsOfDelivery(delivery())).state).toMatchObject({ status: 'cancelled', exceptions: [{ code: 'cancelled_after_push' }] });
    // Nothing takes a cancellation back, not even a newer snapshot that does not mention it.
    expect(folded(cancelled, factsOfOrder(order({ revision: { at: 2_000, seq: 0, digest: 'd3' } }))).state?.status).toBe('cancelled');
  });

  it('names lines that were changed after the push', () => {
    const edited = factsOfOrder(order({ lines: [line({ currentQty: '1' })], revision: { at: 4_000, seq: 0, digest: 'd4' } }));
    expect(folded(edited, factsOfDelivery(delivery())).state).toMatchObject({ status: 'synced', exceptions: [{ code: 'changed_after_push' }] });
  });

  it('asks for the units still wanted at their share of total and taxes', () => {
    const taxes = [{ name: 'VAT', rate: '0.1', amount: '2.5', included: false, collectedByMarketplace: false }];
    const edited = order({ lines: [line({ taxes, currentQty: '1' }), line({ channelLineId: 'L2', currentQty: '0', netAmount: '20', orderedQty: '1' })], taxTotal: '2.5', grandTotal: '52.5' });
    expect(folded(factsOfOrder(edited)).desired).toMatchObject([{ lines: [{ channelLineId: 'L1', qty: '1', unitPrice: '12.5' }], taxTotal: '1.25', grandTotal: '18.75' }]);
  });

  it('routes nothing that needs no shipping', () => {
    expect(folded(factsOfOrder(order({ lines: [line({ requiresShipping: false })] })))).toMatchObject({ desired: [], state: { status: 'synced' } });
  });
});

describe('facts', () => {
  it('a masked or absent address never replaces a clear one', () => {
    const clear = factsOfOrder(order());
    const masked = factsOfOrder(order({ personal: Buffer.from('masked'), shipTo: { ...order().shipTo, quality: 'masked' }, revision: { at: 5_000, seq: 0, digest: 'd5' } }));
    const absent = factsOfOrder(order({ personal: null, revision: { at: 6_000, seq: 0, digest: 'd6' } }));
    expect(folded(clear, masked, absent).desired[0]?.personal).toBe(Buffer.from('sealed-1').toString('base64'));
  });

  it('of equal revisions the newer mapper wins, whichever comes first', () => {
    const wrong = factsOfOrder(order({ grandTotal: '1' }));
    const fixed = factsOfOrder(order({ grandTotal: '30', mapperVersion: 2, revision: { at: 1_000, seq: 0, digest: 'a0' } }));
    expect(folded(wrong, fixed).desired[0]?.grandTotal).toBe('30');
    expect(folded(fixed, wrong).desired[0]?.grandTotal).toBe('30');
  });

  it('any order and any duplication of the same events gives the same facts and state', () => {
    const orders = fc.record({ at: fc.integer({ min: 1, max: 4 }), version: fc.integer({ min: 1, max: 2 }), digest: fc.constantFrom('a', 'b', 'c'), qty: fc.constantFrom('0', '1', '2'), cancelled: fc.boolean(), quality: fc.constantFrom('clear', 'masked', 'absent') });
    const outcomes = fc.record({ version: fc.integer({ min: 1, max: 4 }), outcome: fc.constantFrom('succeeded', 'held', 'rejected', 'unknown') });
    const events = fc.array(
      fc.oneof(
        // Content follows from the revision: equal revisions with equal digests say the same thing.
        orders.map(({ at, version, digest, qty, cancelled, quality }) =>
          factsOfOrder(order({ revision: { at, seq: 0, digest: `${digest}${qty}${cancelled}${quality}` }, mapperVersion: version, lines: [line({ currentQty: qty })], cancelledAt: cancelled ? at * 10 : null, personal: quality === 'absent' ? null : Buffer.from(`${at}${version}${digest}`), shipTo: { ...order().shipTo, quality: quality as 'clear' } })),
        ),
        outcomes.map(({ version, outcome }) => factsOfDelivery(delivery({ version, outcome: outcome as 'held', revision: { at: 100 + version, seq: version, digest: outcome }, errorCode: outcome }))),
      ),
      { minLength: 1, maxLength: 8 },
    );
    const history = events.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list, ...list], { minLength: 0 }), fc.nat()));
    fc.assert(
      fc.property(history, ([list, noise, split]) => {
        const straight = fold(noFacts, list.flat(), mapped);
        const shuffled = [...noise, ...list];
        const cut = split % (shuffled.length + 1);
        const inTwo = fold(fold(noFacts, shuffled.slice(0, cut).flat(), mapped).facts, shuffled.slice(cut).flat(), mapped);
        expect(canonicalJson({ state: inTwo.state, desired: inTwo.desired, facts: [...inTwo.facts].sort() })).toBe(canonicalJson({ state: straight.state, desired: straight.desired, facts: [...straight.facts].sort() }));
      }),
      { numRuns: 1_000 },
    );
  });

  it('changed facts are those that replaced others', () => {
    const known = evolve(noFacts, factsOfOrder(order()));
    expect(changedFacts(known, evolve(known, factsOfOrder(order())))).toEqual([]);
    expect(changedFacts(known, evolve(known, factsOfDelivery(delivery())))).toHaveLength(1);
  });
});
