import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalTopics, deadLetterTopic, rawTopic, redriveTopic, type Order } from '@tributary/contracts';
import { createDatabase, createLedger, createSalts, migrate } from '@tributary/postgres';
import { createKeyring, openPersonal, orderScope } from '@tributary/sealing';
import { createLogger } from '@tributary/service-host';
import { createStream, type Stream, type StreamOptions } from '@tributary/stream-kafka';
import { freePort, freshDatabase, freshNamespace, stackFromEnvironment, waitFor } from '@tributary/testing';
import { sandboxShop, startSandbox, type Sandbox } from './fixtures/sandbox.suite.ts';

/* All three deployables as processes against real Kafka, registry and PostgreSQL, and the stand-in for Shopify. */

const source = import.meta.dirname;
const servers = stackFromEnvironment();
const namespace = freshNamespace('shopify');
const masterKey = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'shopify-channel-'));
const body = readFileSync(join(source, 'fixtures/orders-create-unicode.payload.json'));
/** The services count in registries of their own; what this reader counts is of no interest. */
const nobodyLooks = { registerMetric: () => undefined } as unknown as StreamOptions['metrics'];
const orders: Order[] = [];
const processes: ChildProcess[] = [];
let database: Awaited<ReturnType<typeof freshDatabase>>;
let stream: Stream;
let logged = '';
let port: number;
let sandbox: Sandbox;

beforeAll(async () => {
  database = await freshDatabase('shopify');
  const connection = createDatabase(database.url);
  await migrate(connection);
  await connection.destroy();
  stream = createStream({ brokers: [servers.kafkaBrokers], schemaRegistryUrl: servers.schemaRegistryUrl, namespace, clientId: 'spec', log: createLogger('spec', 'silent'), metrics: nobodyLooks, clock: Date });
  const rows = ['order', 'audit', 'shipment-notice', 'cancellation', 'delivery'];
  const topics = [rawTopic('shopify'), ...canonicalTopics.filter(({ row }) => rows.includes(row)), ...['ingest', 'normalize', 'writeback', 'spec'].flatMap((part) => [deadLetterTopic(`${part}-shopify`), redriveTopic(`${part}-shopify`)])];
  expect(await stream.applyTopics(topics, { replicationFactor: 1 })).toMatchObject({ ok: true });
  sandbox = await startSandbox({ auth: 'client_credentials', clientId: 'app' });
  writeFileSync(join(folder, 'accounts.yaml'), `
tenants: [{ id: acme, masterKey: "env:MASTER" }]
channels:
  - { tenant: acme, channel: shopify, account: us, timeZone: Europe/Berlin, options: { shop: quill-home.myshopify.com, webhookSecrets: { current: "env:SECRET" }, apiBaseUrl: "${sandbox.apiBaseUrl}", auth: { kind: client_credentials, clientId: app, clientSecret: "env:SECRET" }, pollEveryMs: 500 } }
`);
  port = await start('ingest', 'readyz');
  await start('normalize', 'readyz');
  await start('deliver', 'readyz');
  void stream.consumer({ deployable: 'spec-shopify', rows: ['order'] }).run((records) => {
    orders.push(...records.map(({ value }) => value));
    return Promise.resolve(records.map(() => ({ kind: 'done' }) as const));
  });
});

afterAll(async () => {
  await Promise.all(processes.map(stop));
  await sandbox.close();
  await stream.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function start(part: 'ingest' | 'normalize' | 'deliver', check: 'livez' | 'readyz', kafkaBrokers = servers.kafkaBrokers): Promise<number> {
  const PORT = String(await freePort());
  const env = { PATH: process.env['PATH'], KAFKA_BROKERS: kafkaBrokers, SCHEMA_REGISTRY_URL: servers.schemaRegistryUrl, DATABASE_URL: database.url, TRIBUTARY_NAMESPACE: namespace, TRIBUTARY_CONFIG_DIR: folder, PORT, HOST: '127.0.0.1', MASTER: masterKey.toString('base64'), SECRET: 'shpss_current_example' };
  const child = spawn(process.execPath, [join(source, `${part}.main.ts`)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.setEncoding('utf8').on('data', (text: string) => (logged += text));
  processes.push(child);
  await waitFor(async () => (await fetch(`http://127.0.0.1:${PORT}/${check}`)).ok, { timeoutMs: 30_000, description: `${check} of ${part}` });
  return Number(PORT);
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGTERM');
  return (await exit)[0];
}

const genuine = createHmac('sha256', 'shpss_current_example').update(body).digest('base64');

function post(signature = genuine, to = port, { topic = 'orders/create', sent = body } = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-shopify-topic': topic, 'x-shopify-shop-domain': 'quill-home.myshopify.com', 'x-shopify-webhook-id': randomUUID(), 'x-shopify-hmac-sha256': signature };
  return fetch(`http://127.0.0.1:${to}/webhooks/shopify`, { method: 'POST', headers, body: new Uint8Array(sent) });
}

it('makes a webhook an order that opens with its own key, and a second delivery the same fact', async () => {
  expect((await post('nonsense')).status).toBe(401);
  expect([(await post()).status, (await post()).status]).toEqual([200, 200]);
  await waitFor(() => orders.length >= 2, { timeoutMs: 30_000, description: 'both orders on the topic' });
  const [first, second] = orders as [Order, Order];
  expect(second.eventId).toBe(first.eventId);
  expect(second.rawRef).not.toBe(first.rawRef);
  expect(first).toMatchObject({ orderKey: 'acme/shopify/us/5501188330072', timeZone: 'Europe/Berlin', grandTotal: '24.8', shipTo: { city: 'Köln', postalPrefix: '506', fingerprint: second.shipTo.fingerprint } });

  const connection = createDatabase(database.url);
  const scope = orderScope('acme', first.orderKey);
  const keys = await createKeyring(new Map([['acme', masterKey]]), createSalts(connection)).prepare([scope]);
  await connection.destroy();
  expect(keys.ok && openPersonal(keys.value, scope, first.personal!)).toMatchObject({ ok: true, value: { buyerName: 'Zoë Straßer', buyerNote: '请放在门口 🙏' } });
});

it('reads an order whole that no webhook told of, settled and with its fulfillment orders', async () => {
  const { ids } = await sandbox.control('shopify/orders', { shop: sandboxShop, orders: [{ id: '820000000000000001', lines: [{ sku: 'MUG-1', quantity: 2 }, { sku: 'LAMP-1', quantity: 1 }], announce: false }] });
  const isThat = ({ channelOrderId, settled }: Order): boolean => channelOrderId === String((ids as unknown[])[0]) && settled;
  await waitFor(() => orders.some(isThat), { timeoutMs: 30_000, description: 'the order as it was read' });
  expect(orders.find(isThat)).toMatchObject({ origin: 'shopify', paidAt: expect.any(Number) as number, groups: [{ location: '80022330011', status: 'open', lines: [{ openQty: '2' }, { openQty: '1' }] }], lines: [{ channelSku: 'MUG-1' }, { channelSku: 'LAMP-1' }] });
  expect((await sandbox.control('violations'))['byRule']).toEqual({});
});

it('halts the account whose app was uninstalled', async () => {
  const sent = Buffer.from('{"id":1,"domain":"quill-home.myshopify.com"}');
  expect((await post(createHmac('sha256', 'shpss_current_example').update(sent).digest('base64'), port, { topic: 'app/uninstalled', sent })).status).toBe(200);
  const connection = createDatabase(database.url);
  const ledger = createLedger(connection);
  await waitFor(async () => ((halts) => halts.ok && halts.value.length === 1)(await ledger.halts('shopify')), { timeoutMs: 30_000, description: 'the account to be halted' });
  await connection.destroy();
});

it('answers 503 in time while Kafka is away, and is not ready', async () => {
  const lonely = await start('ingest', 'livez', `127.0.0.1:${await freePort()}`);
  const began = performance.now();
  const answers = await Promise.all([post(genuine, lonely), post(genuine, lonely), post(genuine, lonely)]);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(performance.now() - began).toBeLessThan(4_900);
  expect((await fetch(`http://127.0.0.1:${lonely}/readyz`)).status).toBe(503);
  // The consumer that reads hints beside gives Kafka up after some 40 s; webhooks are answered all the same.
  await waitFor(() => logged.includes('trying anew, webhooks are answered meanwhile'), { timeoutMs: 90_000, description: 'a consumer to give Kafka up' });
  expect((await post(genuine, lonely)).status).toBe(503);
  expect((await fetch(`http://127.0.0.1:${lonely}/livez`)).status).toBe(200);
  expect(await (await fetch(`http://127.0.0.1:${lonely}/nothing`)).json()).toMatchObject({ error: 'not_found' });
}, 120_000);

it('says in its metrics what it answered, and ends when asked', async () => {
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('tributary_webhooks_received_total{vendor="shopify",account="us",status="200"} 3');
  expect(await Promise.all(processes.splice(0).map(stop))).toEqual([0, 0, 0, 0]);
});
