import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Delivery, Order } from '@tributary/contracts';
import { failed, failure, ok, orderKey } from '@tributary/kernel';
import { attempt, createDatabase, createMapVersions, createStoreMap, type Database, importMap, migrate } from '@tributary/postgres';
import type { Inbound, Outbound } from '@tributary/stream';
import { freshDatabase } from '@tributary/testing';
import { announceAll } from './announcer.ts';
import { countOrders } from './store/counts.ts';
import { createTracker, type Tracker } from './track.ts';
import type { TrackedRow } from './news.ts';

let database: Database;
let drop: () => Promise<void>;
let tracker: Tracker;
const quiet = new AbortController().signal;

beforeAll(async () => {
  const fresh = await freshDatabase('tracker');
  drop = fresh.drop;
  database = createDatabase(fresh.url);
  await migrate(database);
});
beforeEach(async () => {
  await database.raw('truncate tracker.events, tracker.facts, tracker.orders, shared.store_map, shared.map_versions');
  tracker = createTracker({ database, attempt, storeMap: createStoreMap, mapVersions: createMapVersions, modeOf: () => 'live', changed: () => undefined });
});
afterAll(async () => {
  await database.destroy();
  await drop();
});

const storeRow = { tenant: 'acme', channel: 'shopify', account: 'us', marketplace: '', salesPartner: '', erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', numberPrefix: 'US-' };
const keyOf = (id: string) => orderKey({ tenant: 'acme', channel: 'shopify', account: 'us', channelOrderId: id });

function orderRecord(id: string, more: Partial<Order> = {}): Inbound<TrackedRow> {
  const at = more.revision?.at ?? 1_000;
  const value: Order = {
    eventId: `${id}-${at}`, tenant: 'acme', channel: 'shopify', account: 'us', marketplace: null, salesPartner: null, origin: 'shopify', echoOf: null, revision: { at, seq: 0, digest: `d${at}` }, mapperVersion: 1, occurredAt: at, recordedAt: at,
    timeZone: 'UTC', traceId: 'trace', rawRef: null, orderKey: keyOf(id), channelOrderId: id, displayNumber: null, isTest: false, channelStatus: 'open', channelStatusRaw: 'open', actionable: true, notActionable: [], paymentStatus: 'paid', paymentStatusRaw: null,
    placedAt: 900, paidAt: 900, cancelledAt: null, shipTo: { country: 'US', region: null, regionCode: null, city: null, postalPrefix: null, quality: 'clear', fingerprint: null }, personal: Buffer.from([0, 255, 1]), buyerRef: null,
    lines: [{ channelLineId: 'L1', kind: 'product', requiresShipping: true, channelSku: 'A', productId: null, variantId: null, title: 'Lamp', variantTitle: null, uom: 'EA', orderedQty: '1', currentQty: '1', unitPrice: '10', discountAmount: '0', netAmount: '10', taxes: [] }],
    currency: 'USD', presentmentCurrency: null, pricesIncludeTax: false, shippingAmount: '0', discountTotal: '0', taxTotal: '0', grandTotal: '10', refundedTotal: '0', tags: [], ...more,
  };
  return { row: 'order', key: keyOf(id), value, position: { topic: 'order', partition: 0, offset: '0' } };
}

function acceptedRecord(id: string): Inbound<TrackedRow> {
  const value: Delivery = {
    eventId: `${id}-delivery`, tenant: 'acme', channel: 'shopify', account: 'us', marketplace: null, salesPartner: null, origin: 'lingxing:main', echoOf: null, revision: { at: 5_000, seq: 3, digest: 'x' }, mapperVersion: 1, occurredAt: 5_000, recordedAt: 5_000,
    timeZone: 'UTC', traceId: 'trace', rawRef: null, orderKeys: [keyOf(id)], idempotencyKey: `create/${id}`, effect: 'erp.create', subjectKind: 'order_part', subjectId: '1', target: 'lingxing', targetAccount: 'main', incarnation: 1, version: 3, outcome: 'succeeded', attempts: 1,
    handle: null, vendorReference: '103', confirmedBy: 'answer', errorClass: null, errorCode: null, errorText: null, allocation: [{ orderKey: keyOf(id), channelLineId: 'L1', qty: '1', erpSku: 'E', qtyPer: '1', mapVersion: 1 }],
  };
  return { row: 'delivery', key: keyOf(id), value, position: { topic: 'delivery', partition: 0, offset: '0' } };
}

async function announcements(send: (records: readonly Outbound[]) => boolean = () => true) {
  const sent: Outbound[] = [];
  const producer = {
    send: async (records: readonly Outbound[]) => {
      if (!send(records)) return failed(failure('unavailable', 'producing'));
      sent.push(...records);
      return ok();
    },
    close: async () => undefined,
  };
  const result = await announceAll({ database, attempt, producer, digest: (_tenant, purpose, content) => `${purpose}:${content}` });
  return { result, sent, of: (row: string) => sent.filter((record) => record.row === row).map((record) => record.value) };
}

it('tracks an order, publishes its request and state once, and follows it to synced', async () => {
  await importMap(database, { map: 'store', rows: [storeRow] }, 'test');
  expect(await tracker.track([orderRecord('1'), orderRecord('2'), orderRecord('1')], quiet)).toMatchObject([{ kind: 'done' }, { kind: 'done' }, { kind: 'done' }]);
  const first = await announcements();
  expect(first.of('order-state')).toHaveLength(2);
  expect(first.of('fulfillment-request')).toMatchObject([{ state: 'active', version: 1, personal: Buffer.from([0, 255, 1]) }, { state: 'active' }]);
  expect((await announcements()).sent).toEqual([]);

  await tracker.track([acceptedRecord('1')], quiet);
  expect((await announcements()).of('order-state')).toMatchObject([{ status: 'synced', version: 2, orderKey: keyOf('1') }]);
});

it('changes nothing when the same records come again in any order', async () => {
  await importMap(database, { map: 'store', rows: [storeRow] }, 'test');
  const newer = orderRecord('1', { revision: { at: 2_000, seq: 0, digest: 'd2000' }, grandTotal: '12' });
  await tracker.track([newer, acceptedRecord('1'), orderRecord('1')], quiet);
  await announcements();
  const { rows: before } = await database.raw('select order_key, version, announced_version, state from tracker.orders');
  await tracker.track([orderRecord('1'), newer, acceptedRecord('1')], quiet);
  const { rows: after } = await database.raw('select order_key, version, announced_version, state from tracker.orders');
  expect(after).toEqual(before);
});

it('keeps an order without a store in exception and goes on by itself once the map has it', async () => {
  await tracker.track([orderRecord('1')], quiet);
  expect(await announcements()).toMatchObject({ sent: [{ row: 'order-state', value: { flags: ['exception'], exceptions: [{ code: 'unmapped_store' }] } }] });
  expect(await countOrders(database)).toEqual({ open: [{ tenant: 'acme', status: 'created', orders: 1 }], inException: [{ tenant: 'acme', status: 'exception', orders: 1 }] });
  expect(await tracker.lookAgain()).toEqual(ok(0));
  await importMap(database, { map: 'store', rows: [{ ...storeRow, account: 'other', numberPrefix: 'OT-' }] }, 'test');
  expect(await tracker.lookAgain()).toEqual(ok(1));
  expect(await tracker.lookAgain()).toEqual(ok(0));
  expect((await announcements()).sent).toEqual([]);
  await importMap(database, { map: 'store', rows: [storeRow] }, 'test');
  expect(await tracker.lookAgain()).toEqual(ok(1));
  expect((await announcements()).of('fulfillment-request')).toHaveLength(1);
});

it('announces again, with the same ids, what it could not note as announced', async () => {
  await importMap(database, { map: 'store', rows: [storeRow] }, 'test');
  await tracker.track([orderRecord('1')], quiet);
  const refused = await announcements(() => false);
  expect(refused.result.ok).toBe(false);
  const first = await announcements();
  await database.raw('update tracker.orders set announced_version = 0');
  const again = await announcements();
  const withoutTime = (records: readonly Outbound[]) => records.map(({ value }) => value.eventId);
  expect(withoutTime(again.sent)).toEqual(withoutTime(first.sent));
});

it('lets two instances take the same orders at once without losing either’s news', async () => {
  await importMap(database, { map: 'store', rows: [storeRow] }, 'test');
  const ids = Array.from({ length: 40 }, (_, index) => String(index));
  await Promise.all([tracker.track(ids.map((id) => orderRecord(id)), quiet), tracker.track([...ids].reverse().map(acceptedRecord), quiet), tracker.track([...ids].reverse().map((id) => orderRecord(id)), quiet)]);
  const { rows } = await database.raw<{ rows: { status: string; count: string }[] }>('select status, count(*) from tracker.orders group by 1');
  expect(rows).toEqual([{ status: 'synced', count: '40' }]);
});

it('parks the one record whose content cannot be folded', async () => {
  await importMap(database, { map: 'store', rows: [storeRow] }, 'test');
  const broken = orderRecord('9');
  if (broken.row === 'order') broken.value.lines.forEach((line) => (line.currentQty = 'many'));
  expect((await tracker.track([orderRecord('1'), broken], quiet)).map(({ kind }) => kind)).toEqual(['done', 'park']);
  expect((await announcements()).of('order-state')).toHaveLength(1);
});
