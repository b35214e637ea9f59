import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Cancellation } from '@tributary/contracts';
import { ok } from '@tributary/kernel';
import { createDatabase, createStoreMap, importMap } from '@tributary/postgres';
import type { Inbound } from '@tributary/stream';
import { countOrders } from './store/counts.ts';
import type { Tracker } from './track.ts';
import type { TrackedRow } from './news.ts';
import { acceptedRecord, commandRecord, confirmedRecord, keyOf, line, orderRecord, shippedRecord, storeRow, wholeWay, withdrawnRecords } from './tracked-records.suite.ts';
import { openTracker, trackInBatches } from './tracker.suite.ts';

let opened: Awaited<ReturnType<typeof openTracker>>;
let tracker: Tracker;

beforeAll(async () => {
  opened = await openTracker('tracker');
});
beforeEach(async () => {
  await opened.reset();
  tracker = opened.make();
});
afterAll(() => opened.close());

const tracking = (...batches: readonly (readonly Inbound<TrackedRow>[])[]) => trackInBatches(tracker, ...batches);

it('follows an order from the channel to the ERP and back, and publishes each step once', async () => {
  expect(await tracking([orderRecord('1'), orderRecord('2'), orderRecord('1')])).toEqual(['done', 'done', 'done']);
  const first = await opened.announcements();
  expect(first.of('order-state')).toHaveLength(2);
  expect(first.of('fulfillment-request')).toMatchObject([{ state: 'active', version: 1, personal: Buffer.from([0, 255, 1]) }, { state: 'active' }]);
  expect((await opened.announcements()).sent).toEqual([]);

  await tracking([acceptedRecord('1')]);
  expect((await opened.announcements()).of('order-state')).toMatchObject([{ status: 'synced', version: 2, orderKey: keyOf('1') }]);

  await tracking([shippedRecord('1')]);
  const shipped = await opened.announcements();
  expect(shipped.of('shipment-notice')).toMatchObject([{ orderKey: keyOf('1'), shipmentId: 'W1', version: 3, state: 'active', mode: 'live', lines: [{ channelLineId: 'L1', qty: '1' }], trackings: [{ number: '1Z1', carrier: 'UPS' }], erp: 'lingxing', erpAccount: 'main' }]);
  expect(shipped.sent.at(-1)?.row).toBe('order-state');
  expect(shipped.sent.map(({ key }) => key)).toEqual(shipped.sent.map(() => keyOf('1')));

  await tracking([confirmedRecord('1')]);
  expect((await opened.announcements()).of('order-state')).toMatchObject([{ status: 'shipped', version: 4, shipments: [{ shipmentId: 'W1', confirmed: true }], lines: [{ shipped: '1', confirmed: '1' }] }]);

  const history = await opened.rowsOf(`select version, cause, status_before, status, event_ids from tracker.history where order_key = '${keyOf('1')}' order by version`);
  expect(history.slice(0, 2)).toEqual([
    { version: '1', cause: 'events', status_before: null, status: 'created', event_ids: ['order/1/1000/1'] },
    { version: '2', cause: 'events', status_before: 'created', status: 'synced', event_ids: [acceptedRecord('1').value.eventId] },
  ]);
  expect(history.at(-1)).toMatchObject({ status: 'shipped' });
  expect(opened.told).toMatchObject({ accepted: 5, duplicate: 1 });
});

it('gives the same rows whatever the order and the cut of the batches', async () => {
  const ways = permutations([0, 1, 2, 3]).map((order, index) => ({ id: `p${100 + index}`, order, cut: index % 4 }));
  for (const { id, order, cut } of ways) {
    const records = order.map((step) => wholeWay(id)[step]).filter((record) => record !== undefined);
    await tracking(records.slice(0, cut), [...records.slice(cut), ...records.slice(0, 2)]);
  }
  const rows = await opened.orders();
  const neutral = rows.map(({ order_key, state, desired }) => JSON.parse(JSON.stringify({ state, desired }).replaceAll(order_key.split('/')[3] ?? '', '#')) as unknown);
  expect(rows).toHaveLength(24);
  expect(neutral).toEqual(rows.map(() => neutral[0]));
  expect(neutral[0]).toMatchObject({ state: { status: 'shipped' } });
});

it('changes nothing when the same records come again in any order', async () => {
  const newer = orderRecord('1', { revision: { at: 2_000, seq: 0, digest: 'd2000' }, grandTotal: '12' });
  const records = [newer, ...wholeWay('1')];
  await tracking(records);
  await opened.announcements();
  const before = [await opened.orders(), await opened.facts()];
  await tracking([...records].reverse(), records);
  expect([await opened.orders(), await opened.facts()]).toEqual(before);
  expect((await opened.announcements()).sent).toEqual([]);
  expect(opened.told).toMatchObject({ accepted: 5, duplicate: 10 });
});

it('lets a mended mapper correct an equal revision, in facts and in desired state', async () => {
  await tracking([orderRecord('1', { grandTotal: '1' })]);
  await opened.announcements();
  const fixed = orderRecord('1', { grandTotal: '10', mapperVersion: 2, revision: { at: 1_000, seq: 0, digest: 'other' } });
  await tracking([fixed, orderRecord('1', { grandTotal: '1' })]);
  expect((await opened.announcements()).of('fulfillment-request')).toMatchObject([{ version: 2, grandTotal: '10' }]);
  expect(await opened.rowsOf(`select body->>'grandTotal' as total from tracker.facts where kind = 'order'`)).toEqual([{ total: '10' }]);
  // The wrong result that comes back takes nothing back.
  await tracking([orderRecord('1', { grandTotal: '1' })]);
  expect((await opened.announcements()).sent).toEqual([]);
});

it('keeps an order without a store in exception and goes on by itself once the map has it', async () => {
  await opened.database.raw('truncate shared.store_map');
  await tracking([orderRecord('1')]);
  expect(await opened.announcements()).toMatchObject({ sent: [{ row: 'order-state', value: { flags: ['exception'], exceptions: [{ code: 'unmapped_store' }] } }] });
  expect(await countOrders(opened.database)).toMatchObject({ open: [{ tenant: 'acme', status: 'created', orders: 1 }], inException: [{ tenant: 'acme', orders: 1 }], stuck: [], refused: [], toRebuild: 0 });
  expect(await tracker.lookAgain()).toEqual(ok(0));
  await importMap(opened.database, { map: 'store', rows: [{ ...storeRow, account: 'other', numberPrefix: 'OT-' }] }, 'spec');
  expect(await tracker.lookAgain()).toEqual(ok(1));
  expect(await tracker.lookAgain()).toEqual(ok(0));
  expect((await opened.announcements()).sent).toEqual([]);
  await importMap(opened.database, { map: 'store', rows: [storeRow] }, 'spec');
  expect(await tracker.lookAgain()).toEqual(ok(1));
  expect((await opened.announcements()).of('fulfillment-request')).toHaveLength(1);
  expect(await opened.rowsOf('select cause, exceptions_opened as opened, exceptions_closed as closed from tracker.history order by version')).toEqual([
    { cause: 'events', opened: ['unmapped_store'], closed: [] },
    { cause: 'maps', opened: [], closed: ['unmapped_store'] },
  ]);
});

it('reads an account’s maps again only when the tenant’s maps have changed', async () => {
  const find = vi.fn((question: Parameters<ReturnType<typeof createStoreMap>['find']>[0]) => createStoreMap(opened.database).find(question));
  tracker = opened.make({ storeMap: () => ({ find }) });
  await tracking([orderRecord('1'), orderRecord('2')], [orderRecord('3')]);
  expect(find).toHaveBeenCalledTimes(1);
  await importMap(opened.database, { map: 'warehouse', rows: [{ tenant: 'acme', channel: 'shopify', account: 'us', location: '', serviceLevel: '', country: 'US', erp: 'lingxing', erpAccount: 'main', warehouse: 'W7', method: '' }] }, 'spec');
  await tracking([orderRecord('4')]);
  expect(find).toHaveBeenCalledTimes(2);
  expect(await opened.rowsOf(`select desired->'requests'->0->>'warehouse' as warehouse from tracker.orders order by order_key`)).toEqual([null, null, null, 'W7'].map((warehouse) => ({ warehouse })));
});

it('lets two instances take the same orders at once without losing either’s news', async () => {
  const second = createDatabase(opened.url);
  const other = opened.make({ database: second });
  const ids = Array.from({ length: 40 }, (_, index) => String(index));
  const backwards = [...ids].reverse();
  await Promise.all([
    tracking(ids.map((id) => orderRecord(id)), ids.map((id) => confirmedRecord(id))),
    trackInBatches(other, backwards.map((id) => acceptedRecord(id)), backwards.map((id) => orderRecord(id))),
    trackInBatches(other, backwards.map((id) => shippedRecord(id))),
  ]);
  await second.destroy();
  expect(await opened.rowsOf('select status, count(*)::int as orders from tracker.orders group by 1')).toEqual([{ status: 'shipped', orders: 40 }]);
  expect(opened.told.accepted).toBe(160);
});

it('parks the one record whose content cannot be folded, and keeps what others say of the same order', async () => {
  const broken = (id: string) => orderRecord(id, { revision: { at: 3_000, seq: 0, digest: 'd' }, lines: [line({ currentQty: 'many' })] });
  expect(await tracking([orderRecord('1'), broken('1'), acceptedRecord('1'), broken('2')])).toEqual(['done', 'park', 'done', 'park']);
  expect((await opened.announcements()).of('order-state')).toMatchObject([{ status: 'synced' }]);
  expect(await opened.rowsOf('select count(*)::int as events from tracker.events')).toEqual([{ events: 2 }]);
});

it('takes a text that holds a NUL without it', async () => {
  const titled = orderRecord('1', { lines: [line({ title: 'La\0mp' })] });
  const refused = acceptedRecord('1', { outcome: 'rejected', vendorReference: null, allocation: [], errorText: '\0no stock' });
  expect(await tracking([titled], [refused])).toEqual(['done', 'done']);
  const { of } = await opened.announcements();
  expect(of('fulfillment-request')).toMatchObject([{ lines: [{ title: 'Lamp' }], personal: Buffer.from([0, 255, 1]) }]);
  expect(of('order-state')).toMatchObject([{ exceptions: [{ text: 'no stock' }] }]);
});

it('stops nobody else for a key that is none', async () => {
  const { value, ...record } = commandRecord('1', 'hold');
  const astray = ['acme/shopify/us/%ff', '%00/shopify/us/1', 'acme'].map((orderKey, index) => ({ ...record, value: { ...value, orderKey, eventId: `astray-${index}` } }) as Inbound<TrackedRow>);
  expect(await tracking([...astray, orderRecord('1')])).toEqual(['done', 'done', 'done', 'done']);
  expect((await opened.announcements()).of('order-state')).toMatchObject([{ orderKey: keyOf('1'), status: 'created' }]);
});

it('stops nobody else where folding an order breaks', async () => {
  await tracking([orderRecord('1'), orderRecord('2')]);
  await opened.database.raw(`update tracker.facts set body = '{}' where kind = 'order' and order_key = ?`, [keyOf('1')]);
  expect(await tracking([acceptedRecord('1'), acceptedRecord('2')])).toEqual(['park', 'done']);
  expect(opened.told.setAside).toEqual([keyOf('1')]);
  expect(await opened.rowsOf('select status from tracker.orders order by order_key')).toEqual([{ status: 'created' }, { status: 'synced' }]);
});

it('does not take its own cancellations for news', async () => {
  await tracking([orderRecord('1'), commandRecord('1', 'cancel', { reason: 'out_of_stock', restock: 'true' }), ...withdrawnRecords('1')]);
  const { of } = await opened.announcements();
  const [own] = of('cancellation') as Cancellation[];
  expect(own).toMatchObject({ origin: 'tributary', decision: 'approved', channelOutcome: 'requested' });
  expect(own && (await tracking([{ row: 'cancellation', key: keyOf('1'), value: own, position: { topic: 'cancellation', partition: 0, offset: '0' } }]))).toEqual(['skip']);
  expect(await opened.rowsOf(`select event_id from tracker.events where topic_row = 'cancellation'`)).toEqual([]);
});

describe('commands', () => {
  it('reroute sends an order elsewhere, once', async () => {
    await tracking([orderRecord('1')]);
    await opened.announcements();
    const reroute = commandRecord('1', 'reroute', { erp: 'lingxing', erpAccount: 'west', store: '7' });
    expect(await tracking([reroute, reroute])).toEqual(['done', 'done']);
    expect((await opened.announcements()).of('fulfillment-request')).toMatchObject([{ state: 'cancelled', erpAccount: 'main' }]);
    await tracking(withdrawnRecords('1'));
    expect((await opened.announcements()).of('fulfillment-request')).toMatchObject([{ state: 'active', incarnation: 2, erpAccount: 'west', store: '7' }]);
    await tracking([reroute, ...withdrawnRecords('1')]);
    expect((await opened.announcements()).sent).toEqual([]);
  });

  it('cancel takes the request back and tells the channel', async () => {
    await tracking([orderRecord('1')]);
    await opened.announcements();
    await tracking([commandRecord('1', 'cancel', { reason: 'out_of_stock', restock: 'true' })]);
    expect((await opened.announcements()).of('fulfillment-request')).toMatchObject([{ state: 'cancelled' }]);
    await tracking(withdrawnRecords('1'));
    expect((await opened.announcements()).of('cancellation')).toMatchObject([{ orderKey: keyOf('1'), reason: 'out_of_stock', restock: true, channelOutcome: 'requested' }]);
  });
});

function permutations(list: readonly number[]): number[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((first) => permutations(list.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}
