import { describe, expect, it } from 'vitest';
import type { WantedFetch } from '@tributary/ingest-kit';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { idsOf, readAll, readUntilError, setUp, start, store } from '../fixtures/reading.suite.ts';
import { paths } from '../requests/endpoints.ts';
import { createOrderSource, windowsOf } from './order-source.ts';

const second = start / 1000;
/** The last second that a poll at `start` reads. */
const end = second - 5;

function polling(more: { options?: object; stores?: Result<readonly string[]>; wish?: Result<void> } = {}) {
  const { reading, ...world } = setUp(more.options);
  const wishes: WantedFetch[] = [];
  const source = createOrderSource({ ...reading, stores: async () => more.stores ?? ok([store]), wish: async (wanted) => (more.wish ?? ok(), wishes.push(...wanted), more.wish ?? ok()) });
  const add = (n: number, updatedAt: number, row: object = {}, isOurs = true): void => {
    world.fake.orders.push({ number: `SH-${n}-P1-R1`, storeId: store, global: `90${n}`, items: [], deleted: false, updatedAt, more: { order_from_name: '手工订单', ...row } });
    if (isOurs) world.world.ours.set(`SH-${n}-P1-R1`, [world.keyOf(n)]);
  };
  const asked = () => world.fake.seen.map(({ body }) => JSON.parse(body) as { offset: number; start_time: number; end_time: number });
  return { ...world, source, wishes, add, asked };
}

describe('orders that changed', () => {
  it('are read from the cursor, less the overlap, to a few seconds ago, and written with our keys and Lingxing’s clock', async () => {
    const { source, add, asked, keyOf } = polling();
    add(1, end - 30, { is_delete: 1 });
    const { batches, records, cursor } = await readAll(source, String(end - 60));
    expect(asked()).toEqual([{ date_type: 'update_time', include_delete: true, length: 200, offset: 0, start_time: end - 60 - 600 - 1, end_time: end + 1, store_id: [store] }]);
    expect(records.map(({ draft }) => draft)).toEqual([{
      tenant: 'acme', account: 'main', kind: 'row', resourceType: 'order', resourceId: '901', vendorRevision: String(end - 30), topic: 'order', deliveryId: null, via: 'poll', verified: 'tls',
      contentType: 'application/json', orderKeys: [keyOf(1)], asOf: start,
    }]);
    expect(JSON.parse(records[0]!.body.toString())).toMatchObject({ global_order_no: '901', is_delete: 1 });
    expect([cursor, batches.at(-1)?.records]).toEqual([String(end), []]);
  });

  it('of the first and the last second of the window belong to it', async () => {
    const { source, add } = polling();
    [end - 661, end - 660, end, end + 1].forEach((at, n) => add(n, at));
    expect(idsOf((await readAll(source, String(end - 60))).records)).toEqual(['901', '902']);
  });

  it('begin as long ago as told, in windows that Lingxing takes', async () => {
    const { source, asked } = polling({ options: { poll: { firstReadMs: 65 * 86_400_000 } } });
    const { batches, cursor } = await readAll(source);
    expect(asked().map(({ start_time, end_time }) => end_time - start_time <= 30 * 86_400)).toEqual([true, true, true]);
    expect([asked()[0]?.start_time, asked()[2]?.end_time, cursor]).toEqual([end - 65 * 86_400 - 601, end + 1, String(end)]);
    expect(batches.map(({ nextCursor }) => Number(nextCursor))).toEqual([...batches.map(({ nextCursor }) => Number(nextCursor))].sort((a, b) => a - b));
  });

  it('leave no second out between windows', () => {
    const windows = windowsOf({ from: 1_000, to: 1_000 + 70 * 86_400 });
    expect(windows.slice(1).every(({ from }, index) => from === windows[index]!.to + 1)).toBe(true);
    expect([windows[0]?.from, windows.at(-1)?.to, windowsOf({ from: 5, to: 5 })]).toEqual([1_000, 1_000 + 70 * 86_400, [{ from: 5, to: 5 }]]);
  });

  it('that overlap are written once, unless they changed or were read within their own second', async () => {
    const { source, add, world, fake } = polling();
    add(1, end - 30);
    add(2, end - 20);
    const first = await readAll(source, String(end - 60));
    fake.state.onCall = () => void (fake.state.date = new Date((end - 20) * 1000).toUTCString());
    world.now += 60_000;
    fake.orders[0]!.updatedAt = end + 10;
    expect([idsOf(first.records), idsOf((await readAll(source, first.cursor)).records)]).toEqual([['901', '902'], ['901', '902']]);
    fake.state.onCall = () => void (fake.state.date = new Date(world.now).toUTCString());
    expect(idsOf((await readAll(source, first.cursor)).records)).toEqual(['901', '902']);
    expect(idsOf((await readAll(source, first.cursor)).records)).toEqual([]);
  });

  it('that were not durable are given again', async () => {
    const { source, add } = polling();
    add(1, end - 30);
    for await (const { records } of source.read(String(end - 60), new AbortController().signal)) if (records.length > 0) break;
    expect(idsOf((await readAll(source, String(end - 60))).records)).toEqual(['901']);
  });

  it('carry all our orders of a merged one, in the order of their numbers, and the key of a native store', async () => {
    const { source, add, keyOf, world } = polling({ options: { nativeStores: [{ store, channel: 'shopify', account: 'eu' }] } });
    add(1, end - 30, { platform_info: [{ platform_order_no: 'SH-1-P1-R1' }, { platform_order_no: 'SH-2-P1-R1' }] });
    world.ours.set('SH-2-P1-R1', [keyOf(2)]);
    add(3, end - 20, { order_from_name: '线上订单', platform_info: [{ platform_order_no: '7001' }] }, false);
    expect((await readAll(source, String(end - 60))).records.map(({ draft }) => draft.orderKeys)).toEqual([[keyOf(1), keyOf(2)], ['acme/shopify/eu/7001']]);
  });
});

describe('rows of no order of ours', () => {
  const online = { order_from_name: '线上订单', platform_info: [{ platform_order_no: '7001', platform_code: '10002' }] };

  it('are not written; those that Lingxing fetched are wished for once, staff’s own and old ones are not', async () => {
    const { source, add, wishes } = polling({ options: { poll: { firstReadMs: 3 * 86_400_000 } } });
    add(1, end - 30, online, false);
    add(2, end - 30, {}, false);
    add(3, end - 2 * 86_400, online, false);
    expect((await readAll(source)).records).toEqual([]);
    expect(wishes).toEqual([{ tenant: 'acme', account: 'main', resourceType: 'order', resourceId: '120/10002/7001', revisionAt: (end - 30) * 1000, count: 1, isOpen: false, traceId: 'a'.repeat(32) }]);
    await readAll(source, String(end - 60));
    expect(wishes).toHaveLength(1);
  });

  it('are wished for by what their platform is asked for', async () => {
    const { source, add, wishes } = polling();
    add(1, end - 30, { ...online, platform_info: [{ platform_order_no: '7001', platform_order_name: '#1001', platform_code: '10002' }] }, false);
    add(2, end - 30, { ...online, platform_info: [{ platform_order_no: '7002', platform_order_name: '#1002', platform_code: '10011' }] }, false);
    await readAll(source, String(end - 60));
    expect(wishes.map(({ resourceId }) => resourceId)).toEqual(['120/10002/%231001', '120/10011/7002']);
  });

  it('are wished for again when they change, and before the cursor moves', async () => {
    const { source, add, wishes, fake, world } = polling();
    add(1, end - 30, online, false);
    await readAll(source, String(end - 60));
    fake.orders[0]!.updatedAt = end + 1;
    world.now += 60_000;
    await readAll(source, String(end));
    expect(wishes.map(({ revisionAt }) => revisionAt)).toEqual([(end - 30) * 1000, (end + 1) * 1000]);
    const away = polling({ wish: failed(failure('unavailable', 'writing fetch tasks')) });
    away.add(1, end - 30, online, false);
    expect(await readUntilError(away.source, String(end - 60))).toMatchObject({ kind: 'unavailable', cursors: [] });
  });
});

describe('a window whose rows move while it is read', () => {
  function large(count: number) {
    const world = polling();
    for (let n = 0; n < count; n++) world.add(n, end - 300);
    const date = world.fake.state.onCall;
    return { ...world, onList: (act: (call: number) => void) => void (world.fake.state.onCall = (path) => (date?.(path), act(world.fake.seen.length))) };
  }

  it('is read last page first, and again until a pass shows nothing new', async () => {
    const { source, asked, fake } = large(450);
    const { records, batches } = await readAll(source, String(end - 60));
    expect(asked().map(({ offset }) => offset)).toEqual([0, 400, 200, 0, 400, 200, 0]);
    expect([records.length, new Set(idsOf(records)).size, batches.filter(({ records }) => records.length === 0).length]).toEqual([450, fake.orders.length, 7]);
  });

  it('loses no row when others leave it', async () => {
    const { source, onList, fake } = large(450);
    // With every page that is read, rows at the front change and leave the window: all others move forward.
    onList((call) => fake.orders.slice(call * 3, call * 3 + 3).forEach((order) => void (order.updatedAt = end + 100)));
    const found = new Set(idsOf((await readAll(source, String(end - 60))).records));
    expect(fake.orders.filter(({ updatedAt }) => updatedAt === end - 300).filter(({ global }) => !found.has(global))).toEqual([]);
  });

  it('finds a row that came late into a page that was read already', async () => {
    const { source, onList, fake, add } = large(401);
    onList((call) => {
      if (call !== 2) return;
      add(9999, end - 300);
      fake.orders.unshift(fake.orders.pop()!);
    });
    expect(idsOf((await readAll(source, String(end - 60))).records)).toContain('909999');
  });

  it('is given up for now where it never stands still, and the cursor stays', async () => {
    const { source, onList, add } = large(250);
    onList((call) => add(10_000 + call, end - 300));
    const result = await readUntilError(source, String(end - 60));
    expect([result.code, result.records, new Set(result.cursors)]).toEqual(['list_moves', [], new Set([String(end - 60)])]);
  });

  it('is halved where it holds too many rows', async () => {
    const { source, asked, add } = polling();
    for (let n = 0; n < 5_001; n++) add(n, end - (n % 2 === 0 ? 600 : 10));
    const { records, batches } = await readAll(source, String(end - 60));
    expect(new Set(idsOf(records)).size).toBe(5_001);
    expect(new Set(asked().map(({ start_time, end_time }) => end_time - start_time))).toEqual(new Set([662, 331, 332]));
    expect(batches.filter(({ records }) => records.length > 0).length).toBe(2);
  });
});

describe('a reading that goes wrong', () => {
  it('gives no partial page and leaves the cursor where it was', async () => {
    const { source, fake, add } = polling();
    for (let n = 0; n < 250; n++) add(n, end - 300);
    fake.next(paths.orderList, { answer: { code: 0, data: { total: '250', list: [] } } }, 'cut', 'cut');
    expect(await readUntilError(source, String(end - 60))).toEqual({ code: 'ECONNRESET', kind: 'unavailable', records: [], cursors: [] });
  });

  it('asks once more after two seconds when throttled or not answered, and not after a refusal', async () => {
    const { source, fake, world } = polling();
    fake.next(paths.orderList, { answer: { code: 103, message: '请求过于频繁' } });
    await readAll(source, String(end - 60));
    fake.next(paths.orderList, { answer: { code: '2001004', msg: 'not granted' } });
    expect((await readUntilError(source, String(end - 60))).kind).toBe('unauthorized');
    expect([world.paused, fake.seen.length]).toEqual([[2_000], 3]);
  });

  it.each([[{ code: 0, data: null }], [{ code: 0, data: { total: '3' } }], [{ code: 0 }]])('does not take %j for an empty list', async (answer) => {
    const { source, fake } = polling();
    fake.next(paths.orderList, { answer });
    expect((await readUntilError(source, String(end - 60))).code).toBe('no_list');
  });

  it('reads nothing without stores, or into the future, and keeps its place', async () => {
    const none = polling({ stores: ok([]) });
    expect([await readAll(none.source, '5'), await readAll(none.source)].map(({ cursor, records }) => [cursor, records])).toEqual([['5', []], ['', []]]);
    const ahead = polling();
    expect((await readAll(ahead.source, String(end + 601))).cursor).toBe(String(end + 601));
    expect([none.fake.seen, ahead.fake.seen]).toEqual([[], []]);
    expect((await readUntilError(polling({ stores: failed(failure('unavailable', 'reading stores')) }).source)).kind).toBe('unavailable');
  });

  it('fails where our own numbers cannot be looked up, and stops when told to', async () => {
    const { source, world, add } = polling();
    add(1, end - 30);
    world.findResult = failed(failure('unavailable', 'looking orders up'));
    expect(await readUntilError(source, String(end - 60))).toMatchObject({ kind: 'unavailable', records: [] });
    expect((await readAll(polling().source, String(end - 60), AbortSignal.abort())).records).toEqual([]);
  });
});
