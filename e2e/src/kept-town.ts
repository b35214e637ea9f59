import { createHmac } from 'node:crypto';
import pg from 'pg';
import { expect } from 'vitest';
import { waitFor } from '@tributary/testing';
import { createSandbox } from './sandbox.ts';
import { environmentOf, startDemo, tributary } from './town.ts';

export const shop = 'acme-us.myshopify.com';
export const keyOf = (id: string): string => `acme/shopify/us/${id}`;

export type Tracked = { status: string; state: { exceptions: { code: string; text: string }[]; legs: { leg: string; state: string }[]; facets: Record<string, string>; flags: string[] } };

/** A demo that has placed its few orders and is left running. */
export async function keepTown(orders: number) {
  const demo = startDemo('--orders', String(orders), '--keep');
  const summary = await demo.summary;
  expect(summary, demo.output()).toMatchObject({ orders, lost: 0, doubled: 0, differing: 0, violations: 0 });
  const address = summary.addresses;
  const env = environmentOf(address.environment ?? '');
  const database = new pg.Pool({ connectionString: address.database, max: 2 });
  const rowsOf = async <Row extends pg.QueryResultRow>(statement: string, ...values: unknown[]): Promise<Row[]> => (await database.query<Row>(statement, values)).rows;
  const tracked = async (id: string): Promise<Tracked | undefined> => (await rowsOf<Tracked>('select status, state from tracker.orders where order_key = $1', keyOf(id)))[0];
  /** Waits for something about one order. */
  const until = (id: string, what: string, is: (order: Tracked) => boolean): Promise<Tracked> =>
    waitFor(async () => {
      const order = await tracked(id);
      return order !== undefined && is(order) && order;
    }, { timeoutMs: 60_000, description: `order ${id} to be ${what}` });
  return {
    address,
    env,
    namespace: env['TRIBUTARY_NAMESPACE'] ?? '',
    sandbox: createSandbox(address.sandbox ?? '', shop),
    rowsOf,
    tracked,
    until,
    /** The ERP holds it, wherever it is by now on the rest of its way. */
    pushed: (id: string) => until(id, 'pushed', ({ state }) => state.legs.some(({ leg, state: is }) => leg === 'erp.create' && is === 'succeeded')),
    inException: (id: string, code: string) => until(id, `in exception ${code}`, ({ state }) => state.exceptions.some((exception) => exception.code === code)),
    /** A command as a person gives it. */
    cli: (...args: string[]) => tributary(env, ...args),
    /** The JSON document that a command prints which did its work. */
    async json<T>(...args: string[]): Promise<T> {
      const { code, stdout, stderr } = await tributary(env, ...args, '--json');
      expect(code, `tributary ${args.join(' ')}: ${stdout}${stderr}`).toBe(0);
      return JSON.parse(stdout) as T;
    },
    /** A webhook as the shop signs it. */
    post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
      const signature = createHmac('sha256', 'demo-secret-acme').update(body).digest('base64');
      return fetch(`${address['ingest-shopify']}/webhooks/shopify`, {
        method: 'POST',
        body: new Uint8Array(Buffer.from(body)),
        headers: { 'content-type': 'application/json', 'x-shopify-topic': 'orders/create', 'x-shopify-shop-domain': shop, 'x-shopify-webhook-id': crypto.randomUUID(), 'x-shopify-hmac-sha256': signature, ...headers },
      });
    },
    async close(): Promise<void> {
      await database.end();
      demo.process.kill('SIGINT');
      await demo.exit;
    },
  };
}
export type KeptTown = Awaited<ReturnType<typeof keepTown>>;
