import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '@tributary/testing';
import { brokerPid, type Demo, environmentOf, readTopics, startDemo, tributary } from './town.ts';

let demo: Demo;
let address: Record<string, string>;
let env: Record<string, string>;
let database: pg.Pool;
const shop = 'acme-us.myshopify.com';

beforeAll(async () => {
  demo = startDemo('--orders', '6', '--keep');
  const summary = await demo.summary;
  expect(summary).toMatchObject({ orders: 6, lost: 0, doubled: 0, differing: 0, violations: 0 });
  address = summary.addresses;
  env = environmentOf(address.environment ?? '');
  database = new pg.Pool({ connectionString: address.database, max: 2 });
}, 180_000);

afterAll(async () => {
  await database?.end();
  demo.process.kill('SIGINT');
  await demo.exit;
});

async function place(...orders: Record<string, unknown>[]): Promise<string[]> {
  const response = await fetch(`${address.sandbox}/control/shopify/orders`, { method: 'POST', body: JSON.stringify({ shop, orders }), headers: { 'content-type': 'application/json' } });
  expect(response.status).toBe(201);
  return ((await response.json()) as { ids: string[] }).ids;
}

async function tracked(id: string): Promise<{ status: string; state: { exceptions: { code: string; text: string }[] } } | undefined> {
  const { rows } = await database.query<{ status: string; state: { exceptions: { code: string; text: string }[] } }>('select status, state from tracker.orders where order_key = $1', [`acme/shopify/us/${id}`]);
  return rows[0];
}

const synced = (id: string) => waitFor(async () => (await tracked(id))?.status === 'synced', { timeoutMs: 30_000, description: `order ${id} to be synced` });
const inException = (id: string, code: string) => waitFor(async () => (await tracked(id))?.state.exceptions.some((exception) => exception.code === code), { timeoutMs: 30_000, description: `order ${id} in exception ${code}` });

async function erpOrder(id: string): Promise<{ address: Record<string, string> } | undefined> {
  const { orders } = (await (await fetch(`${address.sandbox}/control/lingxing/orders`)).json()) as { orders: { platformOrderNo: string; address: Record<string, string> }[] };
  return orders.find((order) => order.platformOrderNo === `US-${id}-P1-R1`);
}

function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  const signature = createHmac('sha256', 'demo-secret-acme').update(body).digest('base64');
  return fetch(`${address['ingest-shopify']}/webhooks/shopify`, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: { 'content-type': 'application/json', 'x-shopify-topic': 'orders/create', 'x-shopify-shop-domain': shop, 'x-shopify-webhook-id': crypto.randomUUID(), 'x-shopify-hmac-sha256': signature, ...headers },
  });
}

describe('bad input', () => {
  it.each([
    ['a wrong signature', { 'x-shopify-hmac-sha256': createHmac('sha256', 'other').update('{}').digest('base64') }],
    ['an empty signature', { 'x-shopify-hmac-sha256': '' }],
    ['a shop that nobody knows', { 'x-shopify-shop-domain': 'stranger.myshopify.com' }],
  ])('%s is refused with 401 and no word about why', async (_what, headers) => {
    const response = await post('{}', headers);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toMatch(/secret|stack|at .*\.ts/i);
  });

  it('a body over the limit is refused with 413', async () => {
    expect((await post(`{"note":"${'x'.repeat(5 * 1024 * 1024)}"}`)).status).toBe(413);
  });

  it('signed rubbish is accepted raw, parked with its reason, and the orders behind it go on', async () => {
    expect((await post('{"id": 7, "name": "Planted Rubbish"')).status).toBe(200);
    expect((await post('{"id": 8}')).status).toBe(200);
    const [id = ''] = await place({ lines: [{ sku: 'MUG-11', quantity: 1 }] });
    await synced(id);
    const topic = `${env.TRIBUTARY_NAMESPACE}.dlt.normalize-shopify.v1`;
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
    const response = await post('{"id": 9}');
    expect(response.status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    const [id = ''] = await place({ lines: [{ sku: 'MUG-11', quantity: 1 }] });
    await waitFor(async () => (await attemptsOf(id)) > 1, { timeoutMs: 30_000, description: 'the stand-in shop to try again' });
    process.kill(broker ?? 0, 'SIGCONT');
    await synced(id);
  });

  async function attemptsOf(id: string): Promise<number> {
    const { deliveries } = (await (await fetch(`${address.sandbox}/control/shopify/deliveries`)).json()) as { deliveries: { orderId: string; attempts: number }[] };
    return deliveries.find(({ orderId }) => orderId === id)?.attempts ?? 0;
  }
});

describe('a person is needed', () => {
  it('an unknown SKU puts the order in exception with the reason; it is pushed once the map has it', async () => {
    const [id = ''] = await place({ lines: [{ sku: 'MUG-11', quantity: 2, price: '3.00' }, { sku: 'NEW-LAMP', quantity: 1, price: '20.00' }] });
    await inException(id, 'unmapped_sku');
    expect((await tracked(id))?.state.exceptions[0]?.text).toContain('NEW-LAMP');
    const file = join(address.logs ?? '', 'new-lamp.csv');
    writeFileSync(file, 'tenant,channel,account,channel_sku,erp,erp_account,erp_sku,quantity_per\nacme,shopify,us,NEW-LAMP,lingxing,main,LX-LAMP,1\n');
    expect(await tributary(env, 'maps', 'import', file, '--by', 'e2e')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 new') as string });
    await synced(id);
    expect(await erpOrder(id)).toBeDefined();
  });

  it('an unmapped store puts the order in exception with the reason; it is pushed once the map has it', async () => {
    await database.query(`delete from shared.store_map where tenant = 'acme'`);
    const [id = ''] = await place({ lines: [{ sku: 'MUG-11', quantity: 1 }] });
    await inException(id, 'unmapped_store');
    expect((await tributary(env, 'maps', 'import', join(address.logs ?? '', '../stores.csv'))).code).toBe(0);
    await synced(id);
  });

  it('a CSV with mistakes imports nothing and names every line', async () => {
    const file = join(address.logs ?? '', 'wrong.csv');
    writeFileSync(file, 'tenant,channel,account,channel_sku,erp,erp_account,erp_sku,quantity_per\nacme,shopify,us,A,lingxing,main,E,0\nacme,shopify,uk,B,lingxing,main,E,1\n');
    const { code, stderr } = await tributary(env, 'maps', 'import', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/line 2, quantity_per.*\n.*line 3, account/);
  });
});

it('personal data is readable in no topic, no table and no log, and everything else is readable by anybody’s Avro', async () => {
  const person = { first_name: 'Zebulon', last_name: 'Quackenbush', name: 'Zebulon Quackenbush', address1: '4711 Periwinkle Court', phone: '+1 512 555 0147' };
  const [id = ''] = await place({ lines: [{ sku: 'MUG-11', quantity: 1 }], email: 'zebulon.q@example.net', note: 'leave with Mrs Abernathy', shipping_address: person, billing_address: person });
  await synced(id);
  expect((await erpOrder(id))?.address).toMatchObject({ receiver_name: person.name, address_line1: person.address1 });

  const records = await readTopics(`${env.TRIBUTARY_NAMESPACE}.`);
  expect(new Set(records.map(({ topic }) => topic.split('.').slice(1, -1).join('.')))).toEqual(new Set(['raw.shopify', 'order', 'fulfillment-request', 'order-state', 'delivery', 'audit', 'dlt.normalize-shopify']));
  expect(records.filter(({ topic, undecodable }) => undecodable !== undefined && !topic.includes('.dlt.'))).toEqual([]);
  expect(records.some(({ topic, value }) => topic.includes('.order.v1') && value?.channelOrderId === id)).toBe(true);

  const { rows: tables } = await database.query<{ name: string }>(`select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema in ('tracker', 'delivery', 'shared', 'ingest')`);
  const stored = await Promise.all(tables.map(async ({ name }) => (await database.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)).rows.map(({ row }) => row).join('\n')));
  const logs = readdirSync(address.logs ?? '').filter((file) => file.endsWith('.log') && file !== 'sandbox.log').map((file) => readFileSync(join(address.logs ?? '', file), 'utf8'));
  const places = { topics: records.map(({ line }) => line).join('\n'), tables: stored.join('\n'), logs: logs.join('\n') };
  for (const planted of ['Zebulon', 'Quackenbush', 'Periwinkle', '555 0147', 'zebulon.q', 'Abernathy']) {
    for (const form of [planted, Buffer.from(planted).toString('hex'), Buffer.from(planted).toString('base64').replace(/.{2}=*$/, '')]) {
      for (const [where, text] of Object.entries(places)) expect(text.includes(form), `"${form}" in ${where}`).toBe(false);
    }
  }
});
