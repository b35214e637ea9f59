import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@tributary/testing';
import { createDatabase, createMapVersions, createSkuMap, createStoreMap, importMap, migrate, pendingMigrations, type Database, type SkuRow, type StoreRow } from './index.ts';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const fresh = await freshDatabase('maps');
  drop = fresh.drop;
  database = createDatabase(fresh.url);
});
afterAll(async () => {
  await database.destroy();
  await drop();
});

const us = { tenant: 'acme', channel: 'shopify', account: 'us' };
const sku = (channelSku: string, erpSku: string, quantityPer = '1'): SkuRow => ({ ...us, channelSku, erp: 'lingxing', erpAccount: 'main', erpSku, quantityPer });
const store = (more: Partial<StoreRow> = {}): StoreRow => ({ ...us, marketplace: '', salesPartner: '', erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', numberPrefix: 'US-', ...more });

it('migrates once, however many start at the same time', async () => {
  const pending = await pendingMigrations(database);
  const applied = await Promise.all([migrate(database), migrate(database), migrate(database)]);
  // Each applies its share in order; the shares together are every file, once.
  expect(applied.flat().toSorted()).toEqual(pending.toSorted());
  for (const share of applied) expect(share).toEqual(pending.filter((file) => share.includes(file)));
  expect(pending[0]).toMatch(/^shared\//);
  expect(await pendingMigrations(database)).toEqual([]);
  expect(await migrate(database)).toEqual([]);
});

it('imports SKU rows, bundles as a whole, and keeps the history', async () => {
  const skus = createSkuMap(database, 'lingxing', 'main');
  const versions = createMapVersions(database);
  expect(await versions.version('acme')).toEqual({ ok: true, value: 0 });

  expect(await importMap(database, { map: 'sku', rows: [sku('A', 'E-A'), sku('B', 'E-1', '2'), sku('B', 'E-2')] }, 'li')).toEqual({ ok: true, value: { inserted: 3, changed: 0, unchanged: 0, removed: 0 } });
  expect(await versions.version('acme')).toEqual({ ok: true, value: 1 });
  expect(await skus.resolve(us, ['A', 'B', 'C'])).toEqual({
    ok: true,
    value: new Map([
      ['A', { links: [{ erpSku: 'E-A', qtyPer: '1.0000' }], version: 1 }],
      ['B', { links: [{ erpSku: 'E-1', qtyPer: '2.0000' }, { erpSku: 'E-2', qtyPer: '1.0000' }], version: 1 }],
    ]),
  });

  expect(await importMap(database, { map: 'sku', rows: [sku('A', 'E-A'), sku('B', 'E-1', '3')] }, 'wang')).toEqual({ ok: true, value: { inserted: 0, changed: 1, unchanged: 1, removed: 1 } });
  const after = await skus.resolve(us, ['A', 'B']);
  expect(after.ok && [...after.value.values()]).toEqual([{ links: [{ erpSku: 'E-A', qtyPer: '1.0000' }], version: 1 }, { links: [{ erpSku: 'E-1', qtyPer: '3.0000' }], version: 2 }]);
  const { rows } = await database.raw<{ rows: { sku: string; by: string }[] }>(`select row->>'erp_sku' as sku, changed_by as by from shared.map_history order by sku`);
  expect(rows).toEqual([{ sku: 'E-1', by: 'li' }, { sku: 'E-2', by: 'li' }]);
});

it('finds the store that is named most closely', async () => {
  const stores = createStoreMap(database);
  await importMap(database, { map: 'store', rows: [store(), store({ salesPartner: 'r9', store: '119', numberPrefix: 'R9-' })] }, 'li');
  const found = async (salesPartner: string) => {
    const result = await stores.find({ ...us, marketplace: 'm', salesPartner });
    return result.ok ? result.value?.store : 'failed';
  };
  expect(await found('r9')).toBe('119');
  expect(await found('r8')).toBe('110');
  expect(await stores.find({ ...us, account: 'eu', marketplace: '', salesPartner: '' })).toEqual({ ok: true, value: undefined });
});

it('refuses two accounts that would write equal numbers into one store, and imports nothing of it', async () => {
  const before = await createMapVersions(database).version('acme');
  const result = await importMap(database, { map: 'store', rows: [store({ account: 'eu' })] }, 'li');
  expect(!result.ok && result.failure.cause).toMatchObject({ code: 'prefix_clash', text: expect.stringContaining('shopify/eu and shopify/us') as string });
  expect(await createMapVersions(database).version('acme')).toEqual(before);
});

it('says that the database is away instead of throwing', async () => {
  const away = createDatabase('postgres://nobody@127.0.0.1:1/none');
  const result = await createMapVersions(away).version('acme');
  expect(!result.ok && result.failure.kind).toBe('unavailable');
  await away.destroy();
});
