import { Client } from 'pg';

/** What one round of bare transactions took. */
export type BareResult = { readonly orders: number; readonly seconds: number; readonly cpuSeconds: number; readonly rssMb: number };
type Row = { readonly order_key: string };

/** As many as the tracker takes into one transaction. */
const ordersPerTransaction = 500;
const tables = ['events', 'facts', 'orders', 'history'] as const;

/*
 * The rows that the tracker wrote, written again into tables of the same shape and with the same indexes: no reading
 * from Kafka, no locks, no look-ups, no folding, nothing announced.
 */
const client = new Client({ connectionString: process.env['DATABASE_URL'] });
await client.connect();
await client.query('drop schema if exists bare cascade');
await client.query('create schema bare');
for (const table of tables) await client.query(`create table bare.${table} (like tracker.${table} including all)`);
const orders = await read('select *, 0 as announced_version from tracker.orders order by updated_at');
const rowsByOrder = {
  events: byOrder(await read('select * from tracker.events')),
  facts: byOrder(await read('select * from tracker.facts')),
  history: byOrder(await read('select * from tracker.history')),
};

const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
for (let start = 0; start < orders.length; start += ordersPerTransaction) await write(orders.slice(start, start + ordersPerTransaction));
const seconds = (performance.now() - startedAt) / 1_000;
const { user, system } = process.cpuUsage(cpuBefore);
await client.query('drop schema bare cascade');
await client.end();
process.stdout.write(JSON.stringify({ orders: orders.length, seconds, cpuSeconds: (user + system) / 1e6, rssMb: process.memoryUsage.rss() / 2 ** 20 } satisfies BareResult));

async function write(chunk: readonly Row[]): Promise<void> {
  await client.query('begin');
  await insert('events', chunk.flatMap(({ order_key }) => rowsByOrder.events.get(order_key) ?? []));
  await insert('facts', chunk.flatMap(({ order_key }) => rowsByOrder.facts.get(order_key) ?? []));
  await insert('orders', chunk);
  await insert('history', chunk.flatMap(({ order_key }) => rowsByOrder.history.get(order_key) ?? []));
  await client.query('commit');
}

async function insert(table: (typeof tables)[number], rows: readonly Row[]): Promise<void> {
  await client.query(`insert into bare.${table} select * from jsonb_populate_recordset(null::bare.${table}, $1::jsonb)`, [JSON.stringify(rows)]);
}

async function read(query: string): Promise<Row[]> {
  return (await client.query<Row>(query)).rows;
}

function byOrder(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ order_key }) => order_key);
}
