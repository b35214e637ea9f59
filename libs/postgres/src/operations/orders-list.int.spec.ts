import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listOrders, type OrderFilter } from '../index.ts';
import { keyOf, openLedger } from './operations.suite.ts';

let opened: Awaited<ReturnType<typeof openLedger>>;

const exception = (code: string) => ({ code, text: `${code} in words`, source: 'tributary', leg: 'route', since: 5 });
type Given = { readonly id: string; readonly account?: string; readonly status: string; readonly flags?: readonly string[]; readonly exceptions?: readonly string[]; readonly changedAt: number };
/** In the order in which they changed. */
const given: readonly Given[] = [
  { id: '1', status: 'created', flags: ['exception'], exceptions: ['unmapped_store'], changedAt: 1_000 },
  { id: '2', status: 'completed', flags: ['on_hold', 'test'], changedAt: 2_000 },
  { id: '3', status: 'shipped', flags: ['exception', 'over_shipped'], exceptions: ['over_shipped', 'stuck'], changedAt: 3_000 },
  { id: '4', status: 'completed', changedAt: 4_000 },
  { id: '1', account: 'eu', status: 'created', changedAt: 4_000 },
];

beforeAll(async () => {
  opened = await openLedger('orders-list');
  for (const { id, account = 'us', status, flags = [], exceptions = [], changedAt } of given) {
    const state = { status, since: 7, mode: 'live', flags, exceptions: exceptions.map(exception), lines: [{ title: 'for Ann' }] };
    await opened.database.raw(
      `insert into tracker.orders (order_key, tenant, channel, account, partition, status, state, desired, digest, trace_id, recorded_at, version, updated_at)
       values (?, 'acme', 'shopify', ?, 0, ?, ?, '{"requests": [{"personal": "Ann"}]}', '', 'trace', 1, 4, to_timestamp(?::float8 / 1000))`,
      [keyOf(id, account), account, status, JSON.stringify(state), changedAt],
    );
  }
});
afterAll(() => opened.close());

const listed = async (filter: Partial<OrderFilter>) => {
  const orders = await listOrders(opened.database, { limit: 50, ...filter });
  return orders.ok ? orders.value : [];
};
const keys = async (filter: Partial<OrderFilter>) => (await listed(filter)).map(({ orderKey }) => orderKey);

it('tells of an order what a line needs, and nothing personal', async () => {
  const orders = await listed({ exception: 'unmapped_store' });
  expect(orders).toEqual([{ orderKey: keyOf('1'), status: 'created', since: 7, flags: ['exception'], exceptions: [exception('unmapped_store')], changedAt: 1_000 }]);
  expect(JSON.stringify(await listed({}))).not.toContain('Ann');
});

describe('lists what changed last first', () => {
  it.each<[string, Partial<OrderFilter>, readonly string[]]>([
    ['all', {}, [keyOf('1', 'eu'), keyOf('4'), keyOf('3'), keyOf('2'), keyOf('1')]],
    ['no more than wanted', { limit: 3 }, [keyOf('1', 'eu'), keyOf('4'), keyOf('3')]],
    ['those that wait for a person, also without a row in the ledger', { flag: 'exception' }, [keyOf('3'), keyOf('1')]],
    ['of few the newest', { flag: 'exception', limit: 1 }, [keyOf('3')]],
    ['any other flag', { flag: 'on_hold' }, [keyOf('2')]],
    ['any exception of an order', { exception: 'stuck' }, [keyOf('3')]],
    ['an open status', { status: 'created' }, [keyOf('1', 'eu'), keyOf('1')]],
    ['another status', { status: 'completed' }, [keyOf('4'), keyOf('2')]],
    ['an account', { tenant: 'acme', channel: 'shopify', account: 'eu' }, [keyOf('1', 'eu')]],
    ['several at once', { status: 'created', flag: 'exception', exception: 'unmapped_store', account: 'us' }, [keyOf('1')]],
    ['none of another tenant', { tenant: 'birch' }, []],
    ['none of an unknown code, whatever is in it', { exception: '"\'}]; --' }, []],
  ])('%s', async (_name, filter, expected) => expect(await keys(filter)).toEqual(expected));
});

describe('reads no more of a filled table than it has to', () => {
  beforeAll(async () => {
    await opened.database.raw(
      `insert into tracker.orders (order_key, tenant, channel, account, partition, status, state, desired, digest, trace_id, recorded_at, version, updated_at)
       select 'many/' || n, 'birch', 'shopify', 'many', 0, 'completed', jsonb_build_object('since', 7, 'flags', '[]'::jsonb, 'exceptions', '[]'::jsonb, 'pad', repeat(md5(n::text), 20)), '{}', '', 'trace', 1, 1, to_timestamp(100 + n)
       from generate_series(1, 20000) as n`,
    );
    await opened.database.raw('analyze tracker.orders');
  });

  /** How the database carries out what the list asks it. */
  const planFor = async (filter: Partial<OrderFilter>): Promise<string> => {
    const asked: { sql: string; bindings: string[] }[] = [];
    const note = (query: { sql: string; bindings: string[] }) => void asked.push(query);
    opened.database.on('query', note);
    await listed(filter);
    opened.database.off('query', note);
    const [query] = asked;
    const { rows } = await opened.database.raw<{ rows: { 'QUERY PLAN': string }[] }>(`explain ${query?.sql.replace(/\$\d+/g, '?')}`, query?.bindings ?? []);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };

  it.each<[Partial<OrderFilter>, string]>([
    [{ flag: 'exception' }, 'orders_in_exception'],
    [{ exception: 'stuck' }, 'orders_in_exception'],
    [{ flag: 'on_hold' }, 'orders_flagged'],
    [{ status: 'created' }, 'orders_open'],
    [{ status: 'completed' }, 'orders_by_change'],
    [{}, 'orders_by_change'],
  ])('%j by %s', async (filter, index) => {
    const plan = await planFor(filter);
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });
});
