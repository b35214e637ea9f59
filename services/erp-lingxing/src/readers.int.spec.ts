import { randomBytes } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import type { RawRecord } from '@tributary/contracts';
import { erpIntake } from '@tributary/delivery-kit';
import { createNormalizer, createRawWriter } from '@tributary/ingest-kit';
import { ok } from '@tributary/kernel';
import { createCursors, createDatabase, createErpStores, createFetchTasks, createLedger, createSalts, createScanKeys, createTokenStore, importMap, migrate } from '@tributary/postgres';
import { createInFlightLimiter, createRedis } from '@tributary/redis';
import { createKeyring } from '@tributary/sealing';
import type { Host } from '@tributary/service-host';
import { done, type Outbound, type Producer } from '@tributary/stream';
import { freshDatabase, freshNamespace, leaks, stackFromEnvironment, waitFor } from '@tributary/testing';
import { options } from './config.ts';
import type { LingxingAccount } from './connection.ts';
import { createFakeLingxing } from './fixtures/fake-lingxing.ts';
import { request } from './fixtures/request.ts';
import { serveFake, stopServing } from './fixtures/serve-fake.suite.ts';
import { createReadAccounts, type IngestParts } from './ingest-accounts.ts';
import { mapper } from './mapper.ts';
import { createReaders } from './readers.ts';
import { vendor } from './vendor.ts';

const leaked = leaks();
afterAll(async () => {
  await waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' });
});

const appId = 'tributaryapp0001';
const store = request().store;
const second = (): number => Math.floor(Date.now() / 1000);
/** Wall time in Beijing. */
const beijing = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

/** Stores as the mains compose them, and Lingxing; `start` is one life of the ingest process. */
async function setUp() {
  const fake = createFakeLingxing(appId);
  const { server, baseUrl } = await serveFake(fake);
  const { url, drop } = await freshDatabase('lingxing-ingest');
  const database = createDatabase(url);
  await migrate(database);
  const redis = createRedis(stackFromEnvironment().redisUrl);
  const keyring = createKeyring(new Map([['acme', randomBytes(32)]]), createSalts(database));
  const ledger = createLedger(database);
  await importMap(database, { map: 'store', rows: [{ tenant: 'acme', channel: 'shopify', account: 'us-shop', marketplace: '', salesPartner: '', erp: vendor, erpAccount: 'main', store, platformCode: '10009', numberPrefix: 'SH-' }] }, 'spec');
  const raws: RawRecord[] = [];
  const producer: Producer = { send: async (records) => (raws.push(...records.flatMap(({ row, value }) => (row.startsWith('raw.') ? [value as RawRecord] : []))), ok()), close: async () => undefined };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as Host['log'];
  const metrics = { getSingleMetric: () => undefined, registerMetric: () => undefined } as unknown as Host['metrics'];
  const host = { environment: { namespace: freshNamespace('lingxing-ingest') }, secrets: { read: () => ok('secret') }, log, metrics, clock: Date } as unknown as IngestParts['host'] & Pick<Host, 'metrics' | 'log' | 'clock'>;
  const account: LingxingAccount = {
    tenant: 'acme', erp: vendor, account: 'main', timeZone: 'UTC', environment: 'sandbox', switches: { poll: true, deliver: true },
    options: options.parse({ baseUrl, appId, appSecret: 'env:SECRET', inFlight: { paceMs: 0 }, poll: { ordersEveryMs: 100, outboundsEveryMs: 100, inventoryEveryMs: 200, firstReadMs: 3_600_000 } }),
  };
  const tasks = createFetchTasks(database, vendor);

  function start() {
    const writer = createRawWriter({ producer });
    const accounts = createReadAccounts([account], {
      host, keyring, producer, limiter: (replicas) => createInFlightLimiter(redis, { replicas, clock: Date, log }), tokenStore: (sealer) => createTokenStore(database, sealer),
      find: ledger.findOrdersByReference, stores: createErpStores(database, vendor).stores, wish: tasks.want, keys: createScanKeys(database, vendor), routes: [],
    });
    const stop = new AbortController();
    const running = createReaders({ host, accounts, cursors: createCursors(database, vendor), tasks, writer, keyring }).map(({ run }) => run(stop.signal));
    return async (): Promise<void> => {
      stop.abort();
      expect((await Promise.all(running)).every(({ ok }) => ok)).toBe(true);
      await writer.close();
      accounts.forEach(({ close }) => close());
    };
  }
  /** As the deliverer writes it down before it sends anything. */
  async function know(externalNo: string, channelOrderId: string, intake: 'hub' | 'native' = 'hub'): Promise<void> {
    const value = request({ externalNo, orderKey: `acme/shopify/us-shop/${channelOrderId}`, intake });
    const reading = erpIntake(vendor).read({ row: 'fulfillment-request', key: value.orderKey, value, position: { topic: 't', partition: 0, offset: '0' } });
    const keys = await keyring.prepare([]);
    if (!('intents' in reading) || !keys.ok) throw new Error('expected an intent');
    expect(await ledger.accept(reading.intents(keyring, keys.value))).toEqual(ok());
  }
  /** What the normalizer makes of everything that was written. */
  async function facts(): Promise<Outbound[]> {
    const sent: Outbound[] = [];
    const normalize = createNormalizer({ producer: { send: async (records) => (sent.push(...records), ok()), close: async () => undefined }, keyring, mapper, accounts: [account] });
    const outcomes = await normalize(raws.map((value, offset) => ({ row: `raw.${vendor}`, key: value.resourceId, value, position: { topic: 't', partition: 0, offset: String(offset) } })), new AbortController().signal);
    expect(new Set(outcomes)).toEqual(new Set([done]));
    return sent;
  }
  const close = async (): Promise<void> => {
    await redis.close();
    await database.destroy();
    await drop();
    await stopServing(server);
  };
  return { fake, raws, database, start, know, facts, close };
}

it('reads what Lingxing holds of our orders and its stock, over a restart, and an order that is ours only later', { timeout: 60_000 }, async () => {
  const { fake, raws, database, start, know, facts, close } = await setUp();
  const written = (topic: string, id: string): RawRecord[] => raws.filter((raw) => raw.topic === topic && raw.resourceId === id);
  try {
    await know('SH-5001-P1-R1', '5001');
    fake.warehouses.push({ wid: 50, type: 1 });
    fake.stock.push({ wid: 50, sku: 'LX-MUG-R', seller_id: '0', product_valid_num: 7 }, { wid: 50, sku: 'LX-OLD', seller_id: '0', product_valid_num: 1 });
    fake.orders.push({ number: 'SH-5001-P1-R1', storeId: store, global: '9001', items: [{ sku: 'LX-MUG-R', quantity: 2 }], deleted: false, updatedAt: second() - 10, more: { order_from_name: '手工订单' } });
    fake.orders.push({ number: '7001', storeId: store, global: '9007', items: [], deleted: false, updatedAt: second() - 10, more: { order_from_name: '线上订单' } });
    fake.outbounds.push({ wo: 'WO7', global: '9007', status: 3, cancelStatus: 0, updateAt: beijing(), row: { platform_order_no: ['7001'], tracking_no: '7Z' } });
    const stopFirst = start();
    await waitFor(() => written('order', '9001').length > 0 && written('inventory', 'stock').length > 0, { description: 'order and stock to be written' });
    expect(raws.some(({ resourceId }) => resourceId === '9007' || resourceId === 'WO7')).toBe(false);
    await stopFirst();

    fake.stock.pop();
    fake.outbounds.push({ wo: 'WO1', global: '9001', status: 3, cancelStatus: 0, updateAt: beijing(), row: { platform_order_no: ['SH-5001-P1-R1'], tracking_no: '1Z', product_info: [{ sku: 'LX-MUG-R', count: 2 }] } });
    await know('SH-7001-P1-R1', '7001', 'native');
    await database.raw('update ingest.fetch_tasks set due_at = now()');
    const stopSecond = start();
    await waitFor(() => written('outbound', 'WO1').length > 0 && written('order', '9007').length > 0 && written('outbound', 'WO7').length > 0 && written('inventory/vanished', 'stock').length > 0, { description: 'shipment, vanished SKU and late order to be written', timeoutMs: 30_000 });
    await stopSecond();

    const sent = await facts();
    const known = (row: string) => sent.filter((one) => one.row === row).map(({ key, value }) => [key, value] as const);
    expect(new Set(known('erp-order').map(([key]) => key))).toEqual(new Set(['acme/shopify/us-shop/5001', 'acme/shopify/us-shop/7001']));
    expect(known('shipment').map(([, value]) => value)).toEqual(expect.arrayContaining([expect.objectContaining({ shipmentId: 'WO1', status: 'shipped', externalNo: 'SH-5001-P1-R1', orderKey: 'acme/shopify/us-shop/5001', sourceLines: [{ erpSku: 'LX-MUG-R', qty: '2' }] }), expect.objectContaining({ shipmentId: 'WO7', orderKey: 'acme/shopify/us-shop/7001' })]));
    expect(known('inventory').map(([, value]) => value)).toEqual(expect.arrayContaining([expect.objectContaining({ sku: 'LX-MUG-R', available: '7', vanished: false }), expect.objectContaining({ sku: 'LX-OLD', available: '0', vanished: true })]));
  } finally {
    await close();
  }
});
