import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../database.suite.ts';
import { createScanKeys, createErpStores, importMap, type Database } from '../index.ts';

let database: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ database, close } = await openDatabase('scan-keys'));
});
afterAll(() => close());

const account = { tenant: 'acme', account: 'main' };
const valueOf = async <T>(result: Promise<{ ok: true; value: T } | { ok: false }>): Promise<T> => {
  const found = await result;
  if (!found.ok) throw new Error('expected a value');
  return found.value;
};

it('answers what earlier scans showed and this one does not, until it is forgotten, for each account alone', async () => {
  const keys = createScanKeys(database, 'lingxing');
  expect(await valueOf(keys.remember(account, ['a', 'b', 'c', 'a']))).toEqual([]);
  expect(await valueOf(createScanKeys(database, 'yicang').remember(account, ['x']))).toEqual([]);
  expect(await valueOf(keys.remember({ ...account, account: 'second' }, ['y']))).toEqual([]);
  // A crash between the two leaves it as it was: the next scan finds it once more.
  expect(await valueOf(keys.remember(account, ['b', 'd']))).toEqual(['a', 'c']);
  expect(await valueOf(keys.remember(account, ['b', 'd']))).toEqual(['a', 'c']);
  await keys.forget(account, ['a', 'c', 'never there']);
  expect(await valueOf(keys.remember(account, ['d']))).toEqual(['b']);
  expect(await valueOf(keys.remember(account, []))).toEqual(['b', 'd']);
  await keys.forget(account, []);
});

it('takes a large scan', async () => {
  const keys = Array.from({ length: 30_000 }, (_, n) => JSON.stringify(['50', `SKU-${n}`, '0']));
  const many = createScanKeys(database, 'many');
  expect(await valueOf(many.remember(account, keys))).toEqual([]);
  expect(await valueOf(many.remember(account, keys.slice(1)))).toEqual([keys[0]]);
});

it('knows the stores of an ERP account in the store map', async () => {
  const row = { tenant: 'acme', channel: 'shopify', marketplace: '', salesPartner: '', erp: 'lingxing', erpAccount: 'main', platformCode: '10009' };
  await importMap(database, { map: 'store', rows: [{ ...row, account: 'us', store: '120', numberPrefix: 'US-' }, { ...row, account: 'uk', store: '120', numberPrefix: 'UK-' }, { ...row, account: 'de', store: '121', numberPrefix: 'DE-' }, { ...row, account: 'jp', store: '122', numberPrefix: 'JP-', erpAccount: 'other' }] }, 'spec');
  expect(await valueOf(createErpStores(database, 'lingxing').stores(account))).toEqual(['120', '121']);
});
