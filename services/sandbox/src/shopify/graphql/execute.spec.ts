import { describe, expect, it } from 'vitest';
import { createBucket } from './bucket.ts';
import { connectionOf } from './connection.ts';
import { requestedCost } from './cost.ts';
import { createDocuments, rootFieldsOf } from './document.ts';
import { FieldRefusal } from './errors.ts';
import { executeOperation, type Operation } from './execute.ts';
import { createSchemaSource } from './schema.ts';
import { served, type Served } from './served.ts';

const documents = createDocuments(createSchemaSource('/nowhere'));

function operation(query: string, variables: Record<string, unknown> = {}, operationName?: string): Operation {
  const prepared = documents.prepare({ query, variables, operationName });
  if (!prepared.ok) throw new Error(prepared.errors.map(({ message }) => message).join('; '));
  return prepared.operation;
}

const line = (id: string): Served => served('LineItem', { id, sku: `SKU-${id}`, quantity: 2 });
const root = served('QueryRoot', {
  order: ({ id }) => (id === 'gone' ? null : served('Order', { id: String(id), legacyResourceId: '7', name: '#7', tags: ['a', 'b'], lineItems: (args) => connectionOf('LineItem', args, ['1', '2', '3'].map((key) => ({ key, node: line(key) }))) })),
  refused: () => {
    throw new FieldRefusal('not for you', 'ACCESS_DENIED');
  },
  echo: (args) => JSON.stringify(args),
});
const run = (query: string, variables?: Record<string, unknown>): ReturnType<typeof executeOperation> => executeOperation(operation(query, variables), root);

describe('execution', () => {
  it('answers aliases, fragments, type conditions and __typename, and joins equal keys', () => {
    const { data, errors } = run(`query($id: ID!) { mine: order(id: $id) { __typename id ...Named ... on Order { tags } ... on Refund { note } ... on LegacyInteroperability { legacyResourceId } } mine: order(id: $id) { name } none: order(id: "gone") { id } }
      fragment Named on Order { name }`, { id: 'x' });
    expect(errors).toEqual([]);
    expect(data).toEqual({ mine: { __typename: 'Order', id: 'x', name: '#7', tags: ['a', 'b'], legacyResourceId: '7' }, none: null });
  });

  it('obeys @include and @skip by variables', () => {
    const query = 'query($yes: Boolean!, $no: Boolean!) { order(id: "1") { id @include(if: $no) name @include(if: $yes) tags @skip(if: $yes) legacyResourceId @skip(if: $no) } }';
    expect(run(query, { yes: true, no: false }).data).toEqual({ order: { name: '#7', legacyResourceId: '7' } });
  });

  it('puts variables, their defaults and nested literals into arguments', () => {
    const query = 'query($a: Int = 3, $b: [String!]) { echo(x: { a: $a, b: $b, kind: OPEN, deep: [{ c: 1.5 }] }, left: null) }';
    expect(run(query, { b: ['q'] }).data).toEqual({ echo: '{"x":{"a":3,"b":["q"],"kind":"OPEN","deep":[{"c":1.5}]},"left":null}' });
  });

  it('answers what it can when one field refuses, and says where and why', () => {
    const { data, errors } = run('{ refused order(id: "1") { id missing } }');
    expect(data).toEqual({ refused: null, order: { id: '1', missing: null } });
    expect(errors.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([[['refused'], 'ACCESS_DENIED'], [['order', 'missing'], 'SANDBOX_NOT_SERVED']]);
    expect(run('{ refused }').data).toBeNull();
  });

  it('pages forwards and backwards by cursor', () => {
    const page = (args: string): unknown => run(`{ order(id: "1") { lineItems(${args}) { nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`).data?.['order'];
    const first = page('first: 2') as { lineItems: { pageInfo: { endCursor: string } } };
    expect(first).toMatchObject({ lineItems: { nodes: [{ id: '1' }, { id: '2' }], pageInfo: { hasNextPage: true, hasPreviousPage: false } } });
    expect(page(`first: 2, after: "${first.lineItems.pageInfo.endCursor}"`)).toMatchObject({ lineItems: { nodes: [{ id: '3' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } } });
    expect(page('last: 1')).toMatchObject({ lineItems: { nodes: [{ id: '3' }] } });
    for (const args of ['reverse: true', 'first: 251', 'first: 0', 'first: 1, after: "nonsense"']) {
      expect(run(`{ order(id: "1") { lineItems(${args}) { nodes { id } } } }`).errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    }
  });

  it('refuses what could not end or is nothing', () => {
    expect(() => operation('{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }')).toThrow('within itself');
    expect(() => operation('{ order(id: 1) { id ')).toThrow('Syntax Error');
    expect(() => operation('query A { a } query B { b }')).toThrow('operation name');
    expect(operation('query A { a } query B { b }', {}, 'B').definition.name?.value).toBe('B');
    expect(rootFieldsOf('mutation { x: fulfillmentCreate(a: 1) { id } orderCancel { id } }')).toEqual(['fulfillmentCreate', 'orderCancel']);
    expect(rootFieldsOf('{{{')).toEqual([]);
  });
});

describe('cost', () => {
  it.each([
    ['{ shop { id name } }', 1],
    ['{ order(id: "1") { id totalPriceSet { shopMoney { amount } } } }', 3],
    ['{ orders(first: 10) { nodes { id } } }', 10],
    ['{ orders(first: 10) { edges { cursor node { id customer { id } } } pageInfo { hasNextPage } } }', 21],
    ['query($n: Int!) { orders(first: $n) { nodes { lineItems(first: 5) { nodes { id } } } } }', 24],
    ['{ order(id: "1") { fulfillments(first: 3) { id location { id } } } }', 7],
    ['{ nodes(ids: ["1", "2"]) { ... on Order { customer { id } } ... on Refund { id } } }', 4],
    ['mutation { fulfillmentCreate(a: 1) { fulfillment { id order { id } } } }', 10],
  ])('of %s is %i', (query, cost) => {
    expect(requestedCost(operation(query, { n: 4 }))).toBe(cost);
  });

  it('is taken from a bucket that fills again', () => {
    let now = 0;
    const access = { maximumAvailable: 100, restoreRate: 50, isRestoreScaled: false } as Parameters<typeof createBucket>[0];
    const clock = { now: () => now, scaled: (ms: number) => ms / 10 };
    const bucket = createBucket(access, clock);
    expect([bucket.reserve(80), bucket.reserve(30), bucket.status().currentlyAvailable]).toEqual([true, false, 20]);
    bucket.refund(50);
    now = 200;
    expect(bucket.status()).toEqual({ maximumAvailable: 100, currentlyAvailable: 80, restoreRate: 50 });
    const quick = createBucket({ ...access, isRestoreScaled: true }, clock);
    quick.reserve(100);
    now = 300;
    expect(quick.status().currentlyAvailable).toBe(50);
  });
});
