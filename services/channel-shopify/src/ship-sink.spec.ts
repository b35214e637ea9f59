import { describe, expect, it } from 'vitest';
import type { ShipmentNotice } from '@tributary/contracts';
import type { Effect, Finding, Submission } from '@tributary/delivery-kit';
import { failed, failure, ok, reasonOf, type Result } from '@tributary/kernel';
import { effectOf, notice, permit } from './fixtures/effects.suite.ts';
import { createFakeShop } from './fixtures/fake-shop.suite.ts';
import { createOrderReader } from './order-reader.ts';
import { createShipSink } from './ship-sink.ts';

function setUp({ locations = [] as string[] } = {}) {
  const shop = createFakeShop('5001');
  shop.state.groups.push({ id: '1', status: 'OPEN', location: '7', lines: [{ id: '101', lineId: '11', total: 3, remaining: 3 }, { id: '102', lineId: '12', total: 1, remaining: 1 }] });
  const carriers = { resolve: async () => ok(new Map([['UPS-US', { carrier: 'UPS', trackingUrl: '' }]])) };
  const sink = createShipSink({ client: shop.client, reader: createOrderReader(shop.client), carriers, locations });
  return { ...shop, sink };
}

const effect = (more: Partial<ShipmentNotice> = {}, of: Partial<Effect<ShipmentNotice>> = {}) => effectOf(notice(more), of);
const held = (reference: string) => ({ held: { reference, allocation: [] } });
const shown = (result: Result<Submission | Finding>) => (result.ok ? result.value : `${result.failure.kind} ${reasonOf(result.failure).code}`);

describe('confirming a parcel', () => {
  it('looks first, ships the units of the fulfillment order, and answers the fulfillment', async () => {
    const { sink, seen, state } = setUp();
    expect(shown(await sink.execute(effect({ notifyBuyer: true }), permit))).toEqual({ state: 'succeeded', reference: 'gid://shopify/Fulfillment/9000', confirmedBy: 'answer', allocation: [] });
    expect(seen).toEqual([
      { operation: 'shipping.read', variables: { id: 'gid://shopify/Order/5001' } },
      { operation: 'fulfillment.create', variables: { fulfillment: {
        lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1', fulfillmentOrderLineItems: [{ id: 'gid://shopify/FulfillmentOrderLineItem/101', quantity: 2 }] }],
        notifyCustomer: true, trackingInfo: { number: 'T-1', company: 'UPS' },
      } } },
    ]);
    expect(state.groups[0]?.lines[0]?.remaining).toBe(1);
  });

  it('does not ship a parcel twice, whoever told of it', async () => {
    const { sink, state, operations } = setUp();
    await sink.execute(effect(), permit);
    expect(shown(await sink.execute(effect(), permit))).toMatchObject({ reference: 'gid://shopify/Fulfillment/9000', confirmedBy: 'read_back' });
    expect([state.parcels.length, operations().filter((operation) => operation === 'fulfillment.create').length]).toEqual([1, 1]);
  });

  it('finds what became of a lost answer', async () => {
    const { sink, next } = setUp();
    next('fulfillment.create', 'lose', 'cut');
    expect(shown(await sink.execute(effect(), permit))).toBe('unavailable ECONNRESET');
    expect(shown(await sink.verify(effect(), permit))).toEqual({ state: 'found', reference: 'gid://shopify/Fulfillment/9000', allocation: [] });
    const other = effect({ trackings: [{ number: 'T-2', carrier: null, service: null, url: null }], lines: [{ channelLineId: '11', qty: '1' }] });
    expect(shown(await sink.execute(other, permit))).toBe('unavailable ECONNRESET');
    expect(shown(await sink.verify(other, permit))).toEqual({ state: 'absent' });
  });

  it('corrects the tracking of what it made', async () => {
    const { sink, state, seen } = setUp();
    await sink.execute(effect(), permit);
    const corrected = effect({ trackings: [{ number: 'T-9', carrier: 'UPS-US', service: null, url: null }] }, held('gid://shopify/Fulfillment/9000'));
    expect(shown(await sink.verify(corrected, permit))).toEqual({ state: 'absent' });
    expect(shown(await sink.execute(corrected, permit))).toMatchObject({ state: 'succeeded', reference: 'gid://shopify/Fulfillment/9000', confirmedBy: 'answer' });
    expect([state.parcels.map(({ numbers }) => numbers), seen.at(-1)?.variables]).toEqual([[['T-9']], { id: 'gid://shopify/Fulfillment/9000', tracking: { number: 'T-9', company: 'UPS' }, notify: false }]);
    expect(shown(await sink.verify(corrected, permit))).toMatchObject({ state: 'found' });
  });

  it('corrects the carrier of what it made, whose number stays', async () => {
    const { sink, state, operations } = setUp();
    await sink.execute(effect(), permit);
    const corrected = effect({ trackings: [{ number: 'T-1', carrier: 'GLS', service: null, url: null }] }, held('gid://shopify/Fulfillment/9000'));
    expect(shown(await sink.verify(corrected, permit))).toEqual({ state: 'absent' });
    expect(shown(await sink.execute(corrected, permit))).toMatchObject({ state: 'succeeded', confirmedBy: 'answer' });
    expect(state.parcels.map(({ company }) => company)).toEqual(['GLS']);
    expect([shown(await sink.verify(corrected, permit)), operations().filter((operation) => operation === 'fulfillment.track').length]).toMatchObject([{ state: 'found' }, 1]);
  });

  it('leaves to a person what staff called back, and says that it cannot tell', async () => {
    const { sink, state } = setUp();
    await sink.execute(effect(), permit);
    state.parcels[0]!.status = 'CANCELLED';
    const again = effect({}, held('gid://shopify/Fulfillment/9000'));
    expect([shown(await sink.execute(again, permit)), shown(await sink.verify(again, permit))]).toMatchObject(['rejected fulfillment_cancelled', { state: 'cannot_tell' }]);
  });

  it('looks again where Shopify says no: the units may have been moved or shipped meanwhile', async () => {
    const moved = setUp();
    moved.next('fulfillment.create', { refuse: 'Fulfillment order 1 has an unfulfillable status= closed.' });
    const send = moved.client.send;
    moved.client.send = async (call) => {
      const answer = await send(call);
      if (call.document.operation === 'fulfillment.create') moved.state.groups = [{ id: '2', status: 'OPEN', location: '8', lines: [{ id: '201', lineId: '11', total: 3, remaining: 3 }] }];
      return answer;
    };
    expect(shown(await moved.sink.execute(effect(), permit))).toMatchObject({ state: 'succeeded', confirmedBy: 'answer' });
    const still = setUp();
    still.next('fulfillment.create', { refuse: 'Words of Shopify' }, { refuse: 'never asked' });
    const refused = await still.sink.execute(effect(), permit);
    expect(refused.ok ? '' : reasonOf(refused.failure)).toEqual({ code: 'fulfillment_refused', text: 'Words of Shopify (fulfillment)' });
    expect(still.operations()).toEqual(['shipping.read', 'fulfillment.create', 'shipping.read']);
  });

  it('sends nothing that cannot be', async () => {
    const served = setUp({ locations: ['8'] });
    expect(shown(await served.sink.execute(effect(), permit))).toBe('rejected other_location');
    const held = setUp();
    held.state.groups[0]!.status = 'ON_HOLD';
    expect(shown(await held.sink.execute(effect(), permit))).toBe('rejected not_fulfillable');
    const hidden = setUp();
    hidden.state.groups = [];
    expect(shown(await hidden.sink.execute(effect(), permit))).toBe('invalid no_fulfillment_orders');
    const gone = setUp();
    gone.state.exists = false;
    expect([shown(await gone.sink.execute(effect(), permit)), shown(await gone.sink.verify(effect(), permit))]).toMatchObject(['rejected order_not_found', { state: 'cannot_tell' }]);
    const half = setUp();
    expect(shown(await half.sink.execute(effect({ lines: [{ channelLineId: '11', qty: '0.5' }] }), permit))).toBe('invalid no_whole_units');
    expect(shown(await half.sink.check(effect(), 'x', permit))).toBe('invalid nothing_submitted');
    for (const { operations } of [served, held, hidden, gone, half]) expect(operations()).not.toContain('fulfillment.create');
  });

  it('passes on why it could not look, and asks for leave before every call', async () => {
    const { sink, next, seen } = setUp();
    next('shipping.read', failure('throttled', 'waiting', { retryAt: 7 }));
    expect(await sink.execute(effect(), permit)).toMatchObject({ ok: false, failure: { kind: 'throttled', retryAt: 7 } });
    const late = { ...permit, check: () => failed(failure('throttled', 'asking for leave')) };
    const before = seen.length;
    expect([shown(await sink.execute(effect(), late)), seen.length]).toEqual(['throttled throttled', before]);
  });
});
