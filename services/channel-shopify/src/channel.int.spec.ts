import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalTopics, deadLetterTopic, rawTopic, type Order } from '@tributary/contracts';
import { createDatabase, createSalts, migrate } from '@tributary/postgres';
import { createKeyring, openPersonal, orderScope } from '@tributary/sealing';
import { createLogger } from '@tributary/service-host';
import { createStream, type Stream, type StreamOptions } from '@tributary/stream-kafka';
import { freePort, freshDatabase, freshNamespace, stackFromEnvironment, waitFor } from '@tributary/testing';

/* Both deployables as processes against real Kafka, registry and PostgreSQL. */

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
let port: number;

beforeAll(async () => {
  database = await freshDatabase('shopify');
  const connection = createDatabase(database.url);
  await migrate(connection);
  await connection.destroy();
  stream = createStream({ brokers: [servers.kafkaBrokers], schemaRegistryUrl: servers.schemaRegistryUrl, namespace, clientId: 'spec', log: createLogger('spec', 'silent'), metrics: nobodyLooks, clock: Date });
  const topics = [rawTopic('shopify'), ...canonicalTopics.filter(({ row }) => row === 'order'), deadLetterTopic('normalize-shopify')];
  expect(await stream.applyTopics(topics, { replicationFactor: 1 })).toMatchObject({ ok: true });
  writeFileSync(join(folder, 'accounts.yaml'), `
tenants: [{ id: acme, masterKey: "env:MASTER" }]
channels:
  - { tenant: acme, channel: shopify, account: us, timeZone: Europe/Berlin, options: { shop: quill-home.myshopify.com, webhookSecrets: { current: "env:SECRET" }, auth: { kind: static, accessToken: "env:TOKEN" } } }
`);
  port = await start('ingest', 'readyz');
  await start('normalize', 'readyz');
  void stream.consumer({ deployable: 'spec', rows: ['order'] }).run((records) => {
    orders.push(...records.map(({ value }) => value));
    return Promise.resolve(records.map(() => ({ kind: 'done' }) as const));
  });
});

afterAll(async () => {
  await Promise.all(processes.map(stop));
  await stream.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function start(part: string, check: 'livez' | 'readyz', kafkaBrokers = servers.kafkaBrokers): Promise<number> {
  const PORT = String(await freePort());
  const env = { PATH: process.env['PATH'], KAFKA_BROKERS: kafkaBrokers, SCHEMA_REGISTRY_URL: servers.schemaRegistryUrl, DATABASE_URL: database.url, TRIBUTARY_NAMESPACE: namespace, TRIBUTARY_CONFIG_DIR: folder, PORT, HOST: '127.0.0.1', MASTER: masterKey.toString('base64'), SECRET: 'shpss_current_example' };
  processes.push(spawn(process.execPath, [join(source, `${part}.main.ts`)], { env, stdio: ['ignore', 'ignore', 'inherit'] }));
  await waitFor(async () => (await fetch(`http://127.0.0.1:${PORT}/${check}`)).ok, { timeoutMs: 30_000, description: `${check} of ${part}` });
  return Number(PORT);
}

async function stop(child: ChildProcess): Promise<number | null> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGTERM');
  return (await exit)[0];
}

const genuine = createHmac('sha256', 'shpss_current_example').update(body).digest('base64');

function post(signature = genuine, to = port): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-shopify-topic': 'orders/create', 'x-shopify-shop-domain': 'quill-home.myshopify.com', 'x-shopify-webhook-id': randomUUID(), 'x-shopify-hmac-sha256': signature };
  return fetch(`http://127.0.0.1:${to}/webhooks/shopify`, { method: 'POST', headers, body });
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

it('answers 503 in time while Kafka is away, and is not ready', async () => {
  const lonely = await start('ingest', 'livez', `127.0.0.1:${await freePort()}`);
  const began = performance.now();
  const answers = await Promise.all([post(genuine, lonely), post(genuine, lonely), post(genuine, lonely)]);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(performance.now() - began).toBeLessThan(4_900);
  expect((await fetch(`http://127.0.0.1:${lonely}/readyz`)).status).toBe(503);
});

it('says in its metrics what it answered, and ends when asked', async () => {
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('tributary_webhooks_received_total{vendor="shopify",account="us",status="200"} 2');
  expect(await Promise.all(processes.splice(0).map(stop))).toEqual([0, 0, 0]);
});
