import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '@tributary/testing';
import { keepTown, keyOf, type KeptTown } from './kept-town.ts';
import type { ErpOrder } from './sandbox.ts';
import { brokerPid, readTopics } from './town.ts';

let town: KeptTown;

beforeAll(async () => {
  town = await keepTown(6);
}, 240_000);
afterAll(() => town?.close());

describe('bad input', () => {
  it.each([
    ['a wrong signature', { 'x-shopify-hmac-sha256': createHmac('sha256', 'other').update('{}').digest('base64') }],
    ['an empty signature', { 'x-shopify-hmac-sha256': '' }],
    ['a shop that nobody knows', { 'x-shopify-shop-domain': 'stranger.myshopify.com' }],
  ])('%s is refused with 401 and no word about why', async (_what, headers) => {
    const response = await town.post('{}', headers);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toMatch(/secret|stack|at .*\.ts/i);
  });

  it('a body over the limit is refused with 413', async () => {
    expect((await town.post(`{"note":"${'x'.repeat(5 * 1024 * 1024)}"}`)).status).toBe(413);
  });

  it('signed rubbish is accepted raw, parked with its reason, and the orders behind it go on', async () => {
    expect((await town.post('{"id": 7, "name": "Planted Rubbish"')).status).toBe(200);
    expect((await town.post('{"id": 8}')).status).toBe(200);
    const id = await town.sandbox.place({ lines: [{ sku: 'MUG-11', quantity: 1 }] });
    await town.pushed(id);
    const topic = `${town.namespace}.dlt.normalize-shopify.v1`;
    const reasons = await waitFor(async () => {
      const parked = await readTopics(topic);
      return parked.length >= 2 && parked.map(({ headers }) => headers['__connect.errors.exception.message'] ?? '');
    }, { timeoutMs: 30_000, description: 'both records in the dead letters' });
    expect(reasons.join('\n')).toMatch(/not JSON/);
    expect(reasons.join('\n')).not.toContain('Planted Rubbish');
  });
});

const broker = brokerPid();
describe.runIf(broker !== undefined)('Kafka away', () => {
  afterAll(() => void process.kill(broker ?? 0, 'SIGCONT'));

  it('is answered with 503 within 4 s, and the vendor’s retry gets the order in', async () => {
    process.kill(broker ?? 0, 'SIGSTOP');
    const startedAt = performance.now();
    const response = await town.post('{"id": 9}');
    expect(response.status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    const id = await town.sandbox.place({ lines: [{ sku: 'MUG-11', quantity: 1 }] });
    await waitFor(async () => (await town.sandbox.attempts(id)) > 1, { timeoutMs: 30_000, description: 'the stand-in shop to try again' });
    process.kill(broker ?? 0, 'SIGCONT');
    await town.pushed(id);
  });
});

describe('a person is needed', () => {
  it('an unknown SKU puts the order in exception with the reason; it is pushed once the map has it', async () => {
    const id = await town.sandbox.place({ lines: [{ sku: 'MUG-11', quantity: 2, price: '3.00' }, { sku: 'NEW-LAMP', quantity: 1, price: '20.00' }] });
    await town.inException(id, 'unmapped_sku');
    expect((await town.tracked(id))?.state.exceptions[0]?.text).toContain('NEW-LAMP');
    const file = join(town.address.logs ?? '', 'new-lamp.csv');
    writeFileSync(file, 'tenant,channel,account,channel_sku,erp,erp_account,erp_sku,quantity_per\nacme,shopify,us,NEW-LAMP,lingxing,main,LX-LAMP,1\n');
    expect(await town.cli('maps', 'import', file, '--by', 'e2e')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 new') as string });
    await town.pushed(id);
    expect(await town.sandbox.erpOrders(id)).toHaveLength(1);
  });

  it('an unmapped store puts the order in exception with the reason; it is pushed once the map has it', async () => {
    await town.rowsOf(`delete from shared.store_map where tenant = 'acme'`);
    await town.rowsOf(`update shared.map_versions set version = version + 1 where tenant = 'acme'`);
    const id = await town.sandbox.place({ lines: [{ sku: 'MUG-11', quantity: 1 }] });
    await town.inException(id, 'unmapped_store');
    expect((await town.cli('maps', 'import', join(town.address.logs ?? '', '../stores.csv'))).code).toBe(0);
    await town.pushed(id);
  });

  it('a CSV with mistakes imports nothing and names every line', async () => {
    const file = join(town.address.logs ?? '', 'wrong.csv');
    writeFileSync(file, 'tenant,channel,account,channel_sku,erp,erp_account,erp_sku,quantity_per\nacme,shopify,us,A,lingxing,main,E,0\nacme,shopify,uk,B,lingxing,main,E,1\n');
    const { code, stderr } = await town.cli('maps', 'import', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/line 2, quantity_per.*\n.*line 3, account/);
  });
});

describe('personal data', () => {
  const address = { first_name: 'Zebulon', last_name: 'Quackenbush', name: 'Zebulon Quackenbush', address1: '4711 Periwinkle Court', phone: '+1 512 555 0147' };
  const planted = ['Zebulon', 'Quackenbush', 'Periwinkle', '555 0147', 'zebulon.q', 'Abernathy', 'Wigglesworth', 'Featherstone', 'Gooseberry'];
  let id = '';

  it('reaches the ERP', async () => {
    // The warehouse rests, so that the changes below come in time.
    await town.sandbox.autoship(false);
    id = await town.sandbox.place({
      lines: [{ sku: 'MUG-11', quantity: 3 }, { sku: 'SET-TEA', quantity: 1 }], email: 'zebulon.q@example.net', note: 'leave with Mrs Abernathy',
      note_attributes: [{ name: 'gift message', value: 'Love, Aunt Wigglesworth' }], shipping_address: address, billing_address: address,
    });
    await town.pushed(id);
    expect(await town.sandbox.erpOrders(id)).toMatchObject([{ address: { receiver_name: address.name, address_line1: address.address1 } }]);
  });

  it('follows when it is changed, refunded in part, edited and shipped', async () => {
    await town.sandbox.inShop(id, 'update', { changes: { shipping_address: { address1: '9 Gooseberry Lane' } } });
    await waitFor(async () => (await town.sandbox.erpOrders(id)).some(({ address: at }) => at['address_line1'] === '9 Gooseberry Lane'), { timeoutMs: 60_000, description: 'the new address at the ERP' });
    await town.sandbox.inShop(id, 'refund', { lines: [{ index: 0, quantity: 1, restock: 'cancel' }], note: 'Mr Featherstone called' });
    await town.sandbox.inShop(id, 'edit', { lines: [{ index: 1, quantity: 2 }] });
    await town.sandbox.inShop(id, 'pay');
    // The warehouse would ship at once what the ERP holds, so the last change has to be there first.
    await waitFor(async () => unitsStanding(await town.sandbox.erpOrders(id)) === 'LX-CUP×8 LX-MUG-11×2 LX-POT×2', { timeoutMs: 60_000, description: 'the new units at the ERP' });
    await town.sandbox.autoship(true);
    await town.until(id, 'shipped', ({ status }) => status === 'shipped');
    const cancelled = await town.sandbox.place({ lines: [{ sku: 'MUG-11', quantity: 1 }], shipping_address: address });
    await town.sandbox.inShop(cancelled, 'cancel', { reason: 'customer' });
    await town.until(cancelled, 'cancelled', ({ status }) => status === 'cancelled');
  });

  it('is readable in no topic, no table and no log, and everything else is readable by anybody’s Avro', async () => {
    const records = await readTopics(`${town.namespace}.`);
    const rows = ['raw.shopify', 'raw.lingxing', 'order', 'erp-order', 'shipment', 'cancellation', 'refund', 'inventory', 'fulfillment-request', 'shipment-notice', 'order-state', 'delivery', 'audit', 'dlt.normalize-shopify'];
    expect(new Set(records.map(({ topic }) => topic.split('.').slice(1, -1).join('.')))).toEqual(new Set(rows));
    expect(records.filter(({ topic, undecodable }) => undecodable !== undefined && !topic.includes('.dlt.'))).toEqual([]);
    expect(records.filter(({ topic, key }) => topic.includes('.order.') && key === keyOf(id)).at(-1)?.value).toMatchObject({ channelOrderId: id });

    const tables = await town.rowsOf<{ name: string }>(`select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema in ('tracker', 'delivery', 'shared', 'ingest')`);
    const stored = await Promise.all(tables.map(async ({ name }) => (await town.rowsOf<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)).map(({ row }) => row).join('\n')));
    const folder = town.address.logs ?? '';
    const logs = readdirSync(folder).filter((file) => file.endsWith('.log') && file !== 'sandbox.log').map((file) => readFileSync(join(folder, file), 'utf8'));
    const places = { topics: records.map(({ line }) => line).join('\n'), tables: stored.join('\n'), logs: logs.join('\n') };
    for (const form of planted.flatMap(formsOf)) {
      for (const [where, text] of Object.entries(places)) expect(text.includes(form), `"${form}" in ${where}`).toBe(false);
    }
  });
});

/** A word as it would stand in text, in hex, and in base64 wherever it begins. */
function formsOf(word: string): string[] {
  const bytes = Buffer.from(word);
  const base64 = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').slice(Math.ceil((before * 4) / 3)).replace(/.=+$/, ''));
  return [word, bytes.toString('hex'), ...base64];
}

/** Units by SKU that orders in review or to be shipped hold together. */
function unitsStanding(orders: readonly ErpOrder[]): string {
  const units = new Map<string, number>();
  for (const { sku, quantity } of orders.filter(({ status }) => status === 4 || status === 5).flatMap(({ items }) => items)) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return [...units].map(([sku, count]) => `${sku}×${count}`).sort().join(' ');
}
