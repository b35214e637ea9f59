import { afterEach, describe, expect, it } from 'vitest';
import { createSerial } from '../../engine/serial.ts';
import { createDocuments } from '../graphql/document.ts';
import { executeOperation } from '../graphql/execute.ts';
import { createSchemaSource } from '../graphql/schema.ts';
import { served } from '../graphql/served.ts';
import { orderNode } from '../served/order-node.ts';
import { at, openStage, type Fields, type Stage } from '../spec-sandbox.ts';
import { shopOf } from '../spec-shop.ts';
import { createShopStore } from '../store.ts';
import { searchOrders } from './orders.ts';

let stage: Stage;

const PAGE = 'query($n: Int!, $after: String, $q: String, $key: OrderSortKeys, $r: Boolean) { orders(first: $n, after: $after, query: $q, sortKey: $key, reverse: $r) { nodes { id name note updatedAt } pageInfo { hasNextPage endCursor } } }';
const search = async (variables: Fields): Promise<{ names: unknown[]; page: Fields; nodes: Fields[] }> => {
  const orders = at(await stage.graphql(PAGE, { n: 10, ...variables }), 'data', 'orders') as Fields;
  const nodes = orders['nodes'] as Fields[];
  return { names: nodes.map(({ name }) => name), page: orders['pageInfo'] as Fields, nodes };
};

describe('orders(query:)', () => {
  afterEach(() => stage.close());

  it('filters, sorts and pages; a row that is updated meanwhile moves to the end', async () => {
    stage = await openStage();
    const old = { created_at: '2026-01-05T00:00:00-05:00', processed_at: '2026-01-05T00:00:00-05:00' };
    const first = await stage.place({ ...old, updated_at: '2026-01-05T00:00:00-05:00', tags: 'vip, spec-only' });
    await stage.place({ ...old, updated_at: '2026-01-06T00:00:00-05:00', financial_status: 'pending' });
    const third = await stage.place({ ...old, updated_at: '2026-01-07T00:00:00-05:00' });
    expect((await search({ key: 'UPDATED_AT' })).names).toEqual(['#1001', '#1002', '#1003']);
    expect((await search({ key: 'UPDATED_AT', r: true })).names).toEqual(['#1003', '#1002', '#1001']);
    expect((await search({ q: "updated_at:>='2026-01-06T05:00:00Z' updated_at:<2026-01-07" })).names).toEqual(['#1002']);
    expect((await search({ q: 'financial_status:pending' })).names).toEqual(['#1002']);
    expect((await search({ q: `id:${third} OR name:'#1001'` })).names).toEqual(['#1001', '#1003']);
    expect((await search({ q: 'tag:spec-only AND status:open' })).names).toEqual(['#1001']);
    const page = await search({ n: 1, key: 'UPDATED_AT' });
    expect(page).toMatchObject({ names: ['#1001'], page: { hasNextPage: true } });
    await stage.act(first, 'update', { changes: { note: 'moved' } });
    const rest = await search({ n: 10, key: 'UPDATED_AT', after: page.page['endCursor'] });
    expect(rest.names).toEqual(['#1002', '#1003', '#1001']);
    expect(rest.page).toMatchObject({ hasNextPage: false });
  });

  it('finds orders that no webhook told of', async () => {
    stage = await openStage();
    const told = await stage.place();
    await stage.arrived('fulfillment_orders/order_routing_complete');
    const silent = await stage.place({}, { announce: false });
    await stage.act(silent, 'fulfill', { tracking: { number: 'S-1' } });
    await stage.act(told, 'update', { changes: { note: 'x' } });
    await stage.arrived('orders/updated');
    expect(stage.arrivals.filter(({ text }) => text.includes(silent))).toEqual([]);
    expect((await search({})).names).toEqual(['#1001', '#1002']);
    expect(await stage.control('GET', '/shopify/orders?fields=id,announced')).toMatchObject({ orders: [{ announced: true }, { announced: false }] });
  });

  it('sees only 60 days without read_all_orders, nothing without read_orders, and says which filter is unknown', async () => {
    stage = await openStage({ scopes: ['read_orders'] });
    await stage.place({ created_at: '2025-01-05T00:00:00-05:00' });
    await stage.place();
    expect((await search({ q: 'colour:red' })).names).toEqual(['#1002']);
    expect(await stage.control('GET', '/violations')).toMatchObject({ byRule: { 'shopify search-unknown-field': 1 } });
    await stage.close();
    stage = await openStage({ scopes: ['read_products'] });
    expect(await stage.graphql(PAGE, { n: 1 })).toMatchObject({ data: null, errors: [{ extensions: { code: 'ACCESS_DENIED' } }] });
  });
});

it('the index learns of an order and of each change only after the lag', () => {
  let now = Date.UTC(2026, 10, 23, 10);
  const [shop, searchLagMs] = [shopOf(), 3_000];
  const store = createShopStore(() => now, createSerial(now), searchLagMs);
  const find = (query: string): unknown => {
    const operation = createDocuments(createSchemaSource('/nowhere')).prepare({ query: '{ orders { nodes { name note } } }', variables: {}, operationName: undefined });
    if (!operation.ok) throw new Error('no operation');
    const found = searchOrders({ store, shop, now: () => now, searchLagMs, readsAll: true, onUnknownField: () => undefined }, { first: 9, query }, orderNode);
    return at(executeOperation(operation.operation, served('QueryRoot', { orders: () => found })).data, 'orders', 'nodes');
  };
  const id = String(store.place(shop, { seed: 1, fields: { note: 'a' } })?.id);
  now += searchLagMs - 1;
  expect(find('')).toEqual([]);
  now += 1;
  expect(find('')).toEqual([{ name: '#1001', note: 'a' }]);
  store.change(shop, id, { note: 'b', tags: 'seen' });
  now += searchLagMs - 1;
  store.change(shop, id, { note: 'c' });
  // Found by what the index knew, shown as it is now.
  expect([find('tag:seen'), find('')]).toEqual([[], [{ name: '#1001', note: 'c' }]]);
  now += 1;
  expect(find('tag:seen')).toEqual([{ name: '#1001', note: 'c' }]);
});
