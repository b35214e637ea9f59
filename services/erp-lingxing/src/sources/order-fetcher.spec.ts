import { describe, expect, it } from 'vitest';
import { reasonOf } from '@tributary/kernel';
import { setUp, start, store } from '../fixtures/reading.suite.ts';
import { paths } from '../requests/endpoints.ts';
import { createOrderFetcher, wishId } from './order-fetcher.ts';

const updatedAt = start / 1000 - 30;
const task = (more: object = {}) => ({ tenant: 'acme', account: 'main', resourceType: 'order', resourceId: wishId({ store, platformCode: '10002', number: '7001' }), revisionAt: updatedAt * 1000, attempts: 0, traceId: 't', ...more });

function fetching() {
  const { reading, ...world } = setUp();
  world.fake.orders.push({ number: '7001', storeId: store, global: '901', items: [], deleted: false, updatedAt });
  world.fake.outbounds.push({ wo: 'WO1', global: '901', status: 3, cancelStatus: 0, row: { platform_order_no: ['7001'] } }, { wo: 'WO2', global: '999', status: 3, cancelStatus: 0 });
  return { ...world, fetch: (more: object = {}) => createOrderFetcher(reading).fetch(task(more), new AbortController().signal) };
}

describe('an order that a poll could not tell to be ours', () => {
  it('is read with its outbounds once the ledger knows its number', async () => {
    const { fetch, world, keyOf, fake } = fetching();
    expect(await fetch()).toEqual({ ok: true, value: { state: 'later', reason: 'no order of ours has the number 7001 yet' } });
    world.ours.set('7001', [keyOf(7001)]);
    expect(await fetch()).toMatchObject({
      ok: true,
      value: {
        state: 'read', revisionAt: updatedAt * 1000, settled: true,
        records: [{ draft: { topic: 'order', resourceId: '901', orderKeys: [keyOf(7001)], asOf: start } }, { draft: { topic: 'outbound', resourceId: 'WO1', orderKeys: [keyOf(7001)] } }],
      },
    });
    expect(JSON.parse(fake.seen[0]!.body)).toMatchObject({ store_id: [store], platform_order_names: ['7001'] });
  });

  it('is known by its number where its platform is asked by name', async () => {
    const { reading, fake, world, keyOf } = setUp();
    fake.orders.push({ number: '7001', name: '#1001', storeId: store, global: '901', items: [], deleted: false, updatedAt });
    world.ours.set('7001', [keyOf(7001)]);
    const fetched = await createOrderFetcher(reading).fetch(task({ resourceId: wishId({ store, platformCode: '10002', number: '#1001' }) }), new AbortController().signal);
    expect(fetched).toMatchObject({ ok: true, value: { state: 'read', records: [{ draft: { resourceId: '901', orderKeys: [keyOf(7001)] } }] } });
    expect(JSON.parse(fake.seen[0]!.body)).toMatchObject({ platform_order_names: ['#1001'] });
  });

  it('is read again soon where it was read within its own second', async () => {
    const { fetch, world, keyOf, fake } = fetching();
    world.ours.set('7001', [keyOf(7001)]);
    fake.state.onCall = undefined;
    fake.state.date = new Date(updatedAt * 1000).toUTCString();
    expect(await fetch()).toMatchObject({ ok: true, value: { state: 'read', settled: false } });
  });

  it('is given up after a day, or when Lingxing has it no more', async () => {
    const { fetch, world, fake } = fetching();
    world.now += 86_400_000;
    expect(await fetch()).toMatchObject({ ok: true, value: { state: 'gone', reason: 'no order of ours has the number 7001' } });
    expect(await fetch({ revisionAt: null })).toMatchObject({ ok: true, value: { state: 'gone' } });
    fake.orders.length = 0;
    expect(await fetch()).toMatchObject({ ok: true, value: { state: 'gone', reason: 'Lingxing has no order 7001 in store 120 any more' } });
  });

  it('keeps a number with a slash in one piece, and is not read by a name of another make', async () => {
    const { fetch } = fetching();
    expect(wishId({ store: '120', platformCode: '', number: 'A/1 #2' })).toBe('120//A%2F1%20%232');
    for (const resourceId of ['7001', '120/10002/7001/more']) {
      const result = await fetch({ resourceId });
      expect(result.ok ? result : [result.failure.kind, reasonOf(result.failure).code]).toEqual(['invalid', 'bad_id']);
    }
  });

  it('passes on what Lingxing or the network does', async () => {
    const { fetch, fake, world, keyOf } = fetching();
    world.ours.set('7001', [keyOf(7001)]);
    fake.next(paths.orderList, 'cut', 'cut');
    const cut = await fetch();
    fake.next(paths.outboundList, { answer: { code: 0, data: null } });
    const noList = await fetch();
    expect([cut, noList].map((result) => (result.ok ? 'ok' : `${result.failure.kind} ${reasonOf(result.failure).code}`))).toEqual(['unavailable ECONNRESET', 'unexpected no_list']);
  });
});
