import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseTime, findOrders, importMap, exportMap } from '../index.ts';
import { effectOf, keyOf, openLedger } from './operations.suite.ts';

let opened: Awaited<ReturnType<typeof openLedger>>;

const state = { status: 'created', since: 1, mode: 'live', flags: [], exceptions: [], legs: [], lines: [{ channelLineId: 'L1', current: '2', pushed: '0', shipped: '0', confirmed: '0', refunded: '0' }] };
const part = {
  part: 1, incarnation: 1, erp: 'lingxing', erpAccount: 'main', store: '110', externalNo: 'US-1', state: 'active', grandTotal: '10', shipTo: { city: 'Springfield' }, personal: { sealed: 'c2VhbGVk' },
  lines: [{ channelLineId: 'L1', channelSku: 'A', qty: '2', title: 'for Ann', unitPrice: '5' }],
};

beforeAll(async () => {
  opened = await openLedger('orders');
  for (const [id, account] of [['1', 'us'], ['2', 'us'], ['1', 'eu'], ['PO/7 é', 'eu']] as const) {
    await opened.database.raw(
      `insert into tracker.orders (order_key, tenant, channel, account, partition, status, state, desired, digest, trace_id, recorded_at, version)
       values (?, 'acme', 'shopify', ?, 0, 'created', ?, ?, '', 'trace', 1, 4)`,
      [keyOf(id, account), account, JSON.stringify(state), JSON.stringify({ requests: [part], notices: [], cancellations: [] })],
    );
    await opened.database.raw(
      `insert into tracker.history (order_key, version, cause, event_ids, status_before, status, flags_set, flags_cleared, exceptions_opened, exceptions_closed)
       values (?, 2, 'events', '{e1}', 'pending', 'created', '{}', '{}', '{}', '{}'), (?, 1, 'events', '{e1}', null, 'pending', '{on_hold}', '{}', '{}', '{}')`,
      [keyOf(id, account), keyOf(id, account)],
    );
  }
  await opened.settled('1', 'rejected');
});
afterAll(() => opened.close());

const found = async (text: string) => {
  const orders = await findOrders(opened.database, text);
  return orders.ok ? orders.value : [];
};

it('finds an order by its key, with its ledger rows and without anything personal', async () => {
  const orders = await found(keyOf('1'));
  expect(orders).toEqual([{
    orderKey: keyOf('1'), version: 4, traceId: 'trace', waitsForMaps: false, state,
    desired: [{ part: 1, incarnation: 1, erp: 'lingxing', erpAccount: 'main', store: '110', externalNo: 'US-1', state: 'active', lines: [{ channelLineId: 'L1', channelSku: 'A', qty: '2' }] }],
    deliveries: [expect.objectContaining({ idempotencyKey: effectOf('1'), state: 'rejected', error: { class: 'rejected', code: '42', text: 'no' } })],
    history: [
      { version: 1, at: expect.any(Number) as number, cause: 'events', statusBefore: null, status: 'pending', flagsSet: ['on_hold'], flagsCleared: [], exceptionsOpened: [], exceptionsClosed: [] },
      { version: 2, at: expect.any(Number) as number, cause: 'events', statusBefore: 'pending', status: 'created', flagsSet: [], flagsCleared: [], exceptionsOpened: [], exceptionsClosed: [] },
    ],
  }]);
  expect(JSON.stringify(orders)).not.toMatch(/Springfield|c2VhbGVk|Ann/);
});

it('finds orders by the channel’s id in every account', async () => {
  expect((await found('2')).map(({ orderKey }) => orderKey)).toEqual([keyOf('2')]);
  expect((await found('1')).map(({ orderKey }) => orderKey)).toEqual([keyOf('1', 'eu'), keyOf('1', 'us')]);
  expect((await found('PO/7 é')).map(({ orderKey }) => orderKey)).toEqual([keyOf('PO/7 é', 'eu')]);
  expect(await found('3')).toEqual([]);
});

it('exports maps under their column names, by tenant, as an import takes them', async () => {
  const row = { tenant: 'acme', channel: 'shopify', account: 'us', channelSku: 'A "1", big', erp: 'lingxing', erpAccount: 'main', erpSku: 'E', quantityPer: '2.50' };
  const store = { tenant: 'acme', channel: 'shopify', account: 'us', marketplace: '', salesPartner: '', erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '', numberPrefix: 'US-' };
  await importMap(opened.database, { map: 'sku', rows: [row, { ...row, channelSku: 'B', quantityPer: '100' }, { ...row, tenant: 'birch' }] }, 'li');
  await importMap(opened.database, { map: 'store', rows: [store] }, 'li');
  const exported = { tenant: 'acme', channel: 'shopify', account: 'us', channel_sku: 'A "1", big', erp: 'lingxing', erp_account: 'main', erp_sku: 'E', quantity_per: '2.5' };
  expect(await exportMap(opened.database, 'sku', 'acme')).toEqual({ ok: true, value: [exported, { ...exported, channel_sku: 'B', quantity_per: '100' }] });
  const all = await exportMap(opened.database, 'sku');
  expect(all.ok && all.value).toHaveLength(3);
  const stores = await exportMap(opened.database, 'store');
  expect(stores.ok && stores.value.map((one) => Object.keys(one))).toEqual([['tenant', 'channel', 'account', 'marketplace', 'sales_partner', 'erp', 'erp_account', 'store', 'platform_code', 'number_prefix', 'intake', 'ship_confirm']]);
});

it('tells the database’s time', async () => {
  const told = await databaseTime(opened.database);
  expect(Math.abs((told.ok ? told.value : 0) - Date.now())).toBeLessThan(5_000);
});
