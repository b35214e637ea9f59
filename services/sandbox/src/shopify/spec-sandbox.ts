import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseConfig } from '../config.ts';
import { isObject, parseJson } from '../engine/json.ts';
import { startSandbox } from '../sandbox.ts';
import { createDocuments } from './graphql/document.ts';
import { createSchemaSource } from './graphql/schema.ts';

export type Fields = Record<string, unknown>;

/** Read before the first test's time runs: on a busy machine a schema takes seconds. */
createDocuments(createSchemaSource()).prepare({ query: '{ shop { id } }', variables: {}, operationName: undefined });

export interface Arrival {
  topic: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: Fields;
}

export const SHOP = 'demo.myshopify.com';
export const TOKEN = 'shpat_sandbox';

export interface Stage {
  base: string;
  arrivals: Arrival[];
  /** Waits until a webhook of the topic came. */
  arrived(topic: string, count?: number): Promise<Arrival[]>;
  control(method: string, path: string, body?: unknown): Promise<Fields>;
  /** The answer's body; `token` and further headers may be replaced. */
  graphql(query: string, variables?: Fields, headers?: Record<string, string>): Promise<Fields>;
  place(order?: Fields, more?: Fields): Promise<string>;
  act(id: string, action: string, body?: unknown): Promise<Fields>;
  close(): Promise<void>;
}

/** A sandbox with one shop and a receiver of webhooks, both on free ports. `shop` and `shopify` overlay the configuration. */
export async function openStage(shop: Fields = {}, shopify: Fields = {}, answer: (arrival: Arrival) => number = () => 200): Promise<Stage> {
  const arrivals: Arrival[] = [];
  const receiver = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const arrival: Arrival = { topic: String(req.headers['x-shopify-topic']), headers: req.headers, text, body: readBody(text) };
      arrivals.push(arrival);
      res.writeHead(answer(arrival)).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const own = {
    shop: SHOP, clientSecret: 'shpss_x', webhookUrl, currency: 'USD', auth: 'static', accessToken: TOKEN,
    skus: [{ sku: 'A', price: '12.50', title: '杯子' }, { sku: 'B', price: '9.99' }],
    locations: [{ id: '71', name: 'East' }, { id: '72', name: 'West' }],
    ...shop,
  };
  const quick = { fulfillmentOrderDelayMs: 0, echoDelayMs: 0, jobDelayMs: 0 };
  const sandbox = await startSandbox(parseConfig(JSON.stringify({ timeScale: 20_000, shopify: { ...quick, ...shopify, shops: [own] } })), 0);
  const base = `http://127.0.0.1:${sandbox.port}`;
  const control: Stage['control'] = async (method, path, body) => {
    const response = await fetch(`${base}/control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { httpStatus: response.status, ...((await response.json()) as Fields) };
  };
  return {
    base,
    arrivals,
    control,
    async arrived(topic, count = 1) {
      const found = (): Arrival[] => arrivals.filter((arrival) => arrival.topic === topic);
      for (let left = 1_000; found().length < count; left -= 1) {
        if (left === 0) throw new Error(`waiting for ${count} of ${topic}: came: ${arrivals.map((arrival) => arrival.topic).join(', ')}`);
        await wait(3);
      }
      return found();
    },
    async graphql(query, variables = {}, headers = {}) {
      const request = { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': TOKEN, ...headers }, body: JSON.stringify({ query, variables }) };
      const response = await fetch(`${base}/shops/${SHOP}/admin/api/2026-10/graphql.json`, request);
      return { httpStatus: response.status, ...((await response.json()) as Fields) };
    },
    async place(order = {}, more = {}) {
      const { ids } = await control('POST', '/shopify/orders', { shop: SHOP, ...more, orders: [{ lines: [{ sku: 'A', quantity: 3 }, { sku: 'B', quantity: 1 }], country: 'US', ...order }] });
      return String((ids as string[])[0]);
    },
    act: (id, action, body = {}) => control('POST', `/shopify/orders/${SHOP}/${id}/${action}`, body),
    async close() {
      await sandbox.close();
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    },
  };
}

/** What is no JSON is an empty body: the text beside it tells. */
function readBody(text: string): Fields {
  try {
    const parsed = parseJson(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** A value deep in an answer: `at(answer, 'data', 'order', 'lineItems', 'nodes', 0)`. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((held, key) => (held as Record<string | number, unknown> | null | undefined)?.[key], value);
}
