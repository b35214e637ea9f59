import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from './config.ts';
import { signOf } from './lingxing/sign.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

const APP = 'app-of-16-bytes.';
const STORE = '110200000000000001';
const SHOP = 'demo.myshopify.com';

let receiver: Server;
let sandbox: Sandbox;
let base = '';
interface Arrival {
  headers: IncomingHttpHeaders;
  body: Buffer;
}
const arrivals: Arrival[] = [];
const arrivalAt = (index: number): Arrival => arrivals[index] ?? { headers: {}, body: Buffer.alloc(0) };

beforeAll(async () => {
  receiver = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      arrivals.push({ headers: req.headers, body: Buffer.concat(chunks) });
      res.writeHead(arrivals.length === 1 ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/shopify`;
  const config = {
    timeScale: 10_000,
    shopify: { fulfillmentOrderDelayMs: 60_000, shops: [{ shop: SHOP, clientSecret: 'shpss_x', webhookUrl, currency: 'USD', skus: [{ sku: 'A', price: '12.50', title: '杯子' }] }] },
    lingxing: { apps: [{ appId: APP, appSecret: 'secret', stores: [{ storeId: STORE, platformCode: '10009', name: 'hub', currency: 'USD' }] }] },
  };
  sandbox = await startSandbox(parseConfig(JSON.stringify(config)), 0);
  base = `http://127.0.0.1:${sandbox.port}`;
});

afterAll(async () => {
  await sandbox.close();
  await sandbox.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

afterEach(() => control('PUT', '/faults', { shopify: {}, lingxing: {} }));

type Fields = Record<string, unknown>;

async function control(method: string, path: string, body?: unknown): Promise<Fields> {
  const response = await fetch(`${base}/control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { httpStatus: response.status, ...((await response.json()) as Fields) };
}

async function fetchToken(prefix = ''): Promise<string> {
  const form = new FormData();
  form.set('appId', APP);
  form.set('appSecret', 'secret');
  const response = await fetch(`${base}${prefix}/api/auth-server/oauth/access-token`, { method: 'POST', body: form });
  return ((await response.json()) as { data: { access_token: string } }).data.access_token;
}

function signedUrl(token: string, path: string, body: Fields): string {
  const credentials = { access_token: token, app_key: APP, timestamp: String(Math.floor(Date.now() / 1000)) };
  return `${base}${path}?${new URLSearchParams({ ...credentials, sign: signOf({ ...body, ...credentials }, APP) }).toString()}`;
}

async function call(token: string, path: string, body: Fields): Promise<Fields> {
  const request = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  return (await (await fetch(signedUrl(token, path, body), request)).json()) as Fields;
}

const newOrder = (number: string): Fields => ({
  orders: [{
    address_line1: '1 Road', city: 'Austin', items: [{ msku: 'A', quantity: 1, unit_price: '12.50' }],
    platform_order_no: number, receiver_country_code: 'US', receiver_name: 'Maya',
  }],
  platform_code: 10009,
  store_id: STORE,
});

describe('Shopify over HTTP', () => {
  it('delivers placed and changed orders, signed, retried with the same id, and shows them by the control API', async () => {
    const placed = await control('POST', '/shopify/orders', { shop: SHOP, orders: [{ country: 'DE', note: 'first' }] });
    const [id] = placed['ids'] as string[];
    expect(placed).toMatchObject({ httpStatus: 201, names: ['#1001'] });
    await vi.waitFor(() => expect(arrivals).toHaveLength(2), { interval: 5 });
    const [first, second] = [arrivalAt(0), arrivalAt(1)];
    expect(second.body.equals(first.body)).toBe(true);
    expect(second.headers['x-shopify-webhook-id']).toBe(first.headers['x-shopify-webhook-id']);
    expect(second.headers['x-shopify-hmac-sha256']).toBe(createHmac('sha256', 'shpss_x').update(second.body).digest('base64'));

    const changed = await control('POST', `/shopify/orders/${SHOP}/${id}/update`, { changes: { note: 'second' } });
    await vi.waitFor(() => expect(arrivals).toHaveLength(3), { interval: 5 });
    const third = arrivalAt(2);
    expect(third.headers['x-shopify-topic']).toBe('orders/updated');
    expect(JSON.parse(third.body.toString())).toMatchObject({ note: 'second', updated_at: changed['updated_at'] });

    expect(await control('GET', '/shopify/orders?fields=id,note')).toMatchObject({ total: 1, orders: [{ shop: SHOP, id, note: 'second' }] });
    expect(await control('GET', '/shopify/deliveries')).toMatchObject({
      summary: { total: 2, delivered: 2, waiting: 0, attempts: 3 },
      deliveries: [{ orderId: id, topic: 'orders/create', attempts: 2, lastStatus: 200 }, { topic: 'orders/updated', attempts: 1 }],
    });
  });

  it('refuses wrong control requests with a reason', async () => {
    expect(await control('POST', '/shopify/orders', { shop: 'x', count: 1 })).toMatchObject({ httpStatus: 404 });
    expect(await control('POST', '/shopify/orders', { shop: SHOP })).toMatchObject({ httpStatus: 400, error: expect.stringContaining('count') as string });
    expect(await control('POST', '/shopify/orders', { shop: SHOP, orders: [{ country: 'XX' }] })).toMatchObject({ httpStatus: 400 });
    expect(await control('POST', '/shopify/orders', { shop: SHOP, orders: [{ lines: [{ sku: 'A', quantity: 0 }] }] })).toMatchObject({ httpStatus: 400 });
    expect(await control('PUT', '/faults', { ebay: {} })).toMatchObject({ httpStatus: 400 });
    expect(await control('GET', '/nowhere')).toMatchObject({ httpStatus: 404 });
  });
});

describe('Lingxing over HTTP', () => {
  it('answers at its own paths and under its name; revoking a token is noticed', async () => {
    const token = await fetchToken('/lingxing');
    expect(await call(token, '/pb/mp/order/v2/create', newOrder('A-1'))).toMatchObject({ code: 0, data: { error_details: [] } });
    expect(await call(token, '/lingxing/pb/mp/shop/v2/getSellerList', { length: 20, offset: 0 })).toMatchObject({ data: { total: '1' } });
    expect(await control('GET', '/lingxing/orders')).toMatchObject({
      total: 1,
      orders: [{ storeId: STORE, platformOrderNo: 'A-1', currency: 'USD', totals: { total: '12.50' }, items: [{ msku: 'A', quantity: 1, unitPrice: '12.50' }] }],
    });
    expect(await control('POST', '/lingxing/tokens/revoke')).toMatchObject({ how: 'revoke', appIds: [APP] });
    expect(await call(token, '/pb/mp/shop/v2/getSellerList', { length: 20, offset: 0 })).toMatchObject({ code: '2001005' });
    expect(await control('GET', '/violations')).toMatchObject({ total: 0 });
  });

  it('kills our token when somebody else fetches a newer one, which works until we fetch ours', async () => {
    const ours = await fetchToken();
    const { stolen } = (await control('POST', '/lingxing/tokens/revoke', { appId: APP, how: 'steal' })) as { stolen: { accessToken: string }[] };
    const theirs = stolen[0]?.accessToken ?? '';
    const body = { length: 20, offset: 0 };
    expect(await call(ours, '/pb/mp/shop/v2/getSellerList', body)).toMatchObject({ code: '2001005' });
    expect(await call(theirs, '/pb/mp/shop/v2/getSellerList', body)).toMatchObject({ code: 0 });
    const again = await fetchToken();
    expect(await call(theirs, '/pb/mp/shop/v2/getSellerList', body)).toMatchObject({ code: '2001005' });
    expect(await call(again, '/pb/mp/shop/v2/getSellerList', body)).toMatchObject({ code: 0 });
    expect(await control('POST', '/lingxing/tokens/revoke', { how: 'borrow' })).toMatchObject({ httpStatus: 400 });
  });

  it('does the effect and then cuts the connection when answers are lost', async () => {
    const token = await fetchToken();
    await control('PUT', '/faults', { lingxing: { loseAnswerRate: 1 } });
    await expect(call(token, '/pb/mp/order/v2/create', newOrder('LOST-1'))).rejects.toThrow('fetch failed');
    await control('PUT', '/faults', { lingxing: {} });
    const again = await call(token, '/pb/mp/order/v2/create', newOrder('LOST-1'));
    expect(again).toMatchObject({ data: { error_details: [{ platform_order_no: 'LOST-1' }] } });
    const { byAnswer } = await control('GET', '/requests');
    expect(byAnswer).toMatchObject({ 'lingxing POST /pb/mp/order/v2/create lost': 1 });
  });

  it('does nothing on a server error or when throttled', async () => {
    const token = await fetchToken();
    await control('PUT', '/faults', { lingxing: { serverErrorRate: 1 } });
    const url = signedUrl(token, '/pb/mp/order/v2/create', newOrder('NOT-1'));
    const answers = await Promise.all(Array.from({ length: 12 }, () => fetch(url, { method: 'POST', body: JSON.stringify(newOrder('NOT-1')) })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 502]));
    await control('PUT', '/faults', { lingxing: { throttleRate: 1 } });
    expect(['3001008', '103']).toContain(String((await call(token, '/pb/mp/order/v2/create', newOrder('NOT-1')))['code']));
    expect(JSON.stringify(await control('GET', '/lingxing/orders'))).not.toContain('NOT-1');
  });

  it('counts slow requests as in flight: the eleventh is turned away', async () => {
    const token = await fetchToken();
    await control('PUT', '/faults', { lingxing: { latencyMs: 250 } });
    const answers = await Promise.all(Array.from({ length: 11 }, () => call(token, '/pb/mp/shop/v2/getSellerList', { length: 20, offset: 0 })));
    expect(answers.filter(({ code }) => code === '3001008')).toHaveLength(1);
  });

  it('records what belongs to nobody', async () => {
    expect((await fetch(`${base}/pb/mp/order/v1/create`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${base}/somewhere`)).status).toBe(405);
    expect(await control('GET', '/violations')).toMatchObject({ byRule: { 'lingxing not-routed': 1, 'none not-routed': 1 } });
  });
});

it('keeps the place of a Lingxing request whose caller hung up', async () => {
  const lingxing = { apps: [{ appId: APP, appSecret: 'secret', stores: [{ storeId: STORE, platformCode: '10009', name: 'hub', currency: 'USD' }] }] };
  const slow = await startSandbox(parseConfig(JSON.stringify({ timeScale: 1, lingxing })), 0);
  const shared = base;
  base = `http://127.0.0.1:${slow.port}`;
  try {
    const token = await fetchToken();
    const path = '/erp/sc/data/local_inventory/warehouse';
    await control('PUT', '/faults', { lingxing: { latencyMs: 100 } });
    const request = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' }, signal: AbortSignal.timeout(30) };
    await expect(fetch(signedUrl(token, path, {}), request)).rejects.toThrow('timeout');
    await control('PUT', '/faults', { lingxing: {} });
    await vi.waitFor(async () => expect(await control('GET', '/requests')).toMatchObject({ byAnswer: { [`lingxing POST ${path} 0`]: 1 } }), { interval: 5 });
    expect(await call(token, path, {})).toMatchObject({ code: '3001008' });
  } finally {
    base = shared;
    await slow.close();
  }
});
