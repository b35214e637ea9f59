import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createSchemaSource } from './graphql/schema.ts';
import { at, openStage, SHOP, TOKEN, type Fields, type Stage } from './spec-sandbox.ts';

let stage: Stage;
afterEach(() => stage.close());

const SHOP_NAME = '{ shop { name } }';
const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${stage.base}${path}`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': TOKEN, ...headers } });
const byRule = async (): Promise<unknown> => (await stage.control('GET', '/violations'))['byRule'];

describe('the endpoint', () => {
  it('is found by path, by host and under the vendor’s name; another version, shop or method is not', async () => {
    stage = await openStage({ restoreRate: 0 });
    const body = JSON.stringify({ query: SHOP_NAME });
    for (const [prefix, currentlyAvailable] of [[`/shops/${SHOP}`, 1999], [`/shopify/shops/${SHOP}`, 1998]] as const) {
      const response = await post(`${prefix}/admin/api/2026-10/graphql.json`, body);
      expect(response.status).toBe(200);
      expect(response.headers.get('x-shopify-api-version')).toBe('2026-10');
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(await response.json()).toMatchObject({ data: { shop: { name: 'demo' } }, extensions: { cost: { requestedQueryCost: 1, actualQueryCost: 1, throttleStatus: { maximumAvailable: 2000, currentlyAvailable, restoreRate: 0 } } } });
    }
    for (const path of [`/shops/${SHOP}/admin/api/2026-04/graphql.json`, '/shops/other.myshopify.com/admin/api/2026-10/graphql.json', `/shops/${SHOP}/admin/api/2026-10/orders.json`, '/admin/api/2026-10/graphql.json']) {
      expect((await post(path, body)).status).toBe(404);
    }
    const status = await new Promise((resolve, reject) => {
      const headers = { Host: SHOP, 'Content-Type': 'application/json', 'X-Shopify-Access-Token': TOKEN };
      request(`${stage.base}/admin/api/2026-10/graphql.json`, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode)).on('error', reject).end(body);
    });
    expect(status).toBe(200);
    expect(await byRule()).toEqual({ 'shopify not-routed': 4 });
    expect(await stage.control('GET', '/requests')).toMatchObject({ requests: [{ operations: ['shop'], status: 200 }, {}, {}, {}, {}, {}, {}] });
  });

  it('wants the token, JSON and a query', async () => {
    stage = await openStage();
    expect(await stage.graphql(SHOP_NAME, {}, { 'X-Shopify-Access-Token': 'shpat_other' })).toMatchObject({ httpStatus: 401, errors: expect.stringContaining('Invalid API key') as string });
    const path = `/shops/${SHOP}/admin/api/2026-10/graphql.json`;
    expect((await post(path, '{"query":')).status).toBe(400);
    expect((await post(path, '{"variables":{}}')).status).toBe(400);
    expect((await post(path, SHOP_NAME, { 'Content-Type': 'application/graphql' })).status).toBe(400);
    expect(await byRule()).toEqual({ 'shopify token-unknown': 1, 'shopify graphql-request': 3 });
    expect(await stage.graphql('{ shop { name ')).toMatchObject({ httpStatus: 200, errors: [{ message: expect.stringContaining('Syntax Error') as string }] });
    expect(await stage.graphql('{ order(id: "17") { id } }')).toMatchObject({ data: null, errors: [{ message: 'Invalid global id' }] });
  });

  it('validates documents and variables by the vendor’s schema where it is at hand', async ({ skip }) => {
    stage = await openStage();
    const source = createSchemaSource();
    expect(await stage.control('GET', '/health')).toMatchObject({ graphqlSchema: source.state });
    if (source.state === 'absent') return skip(`skipped: no schema at ${source.path}; set CONTRACTS_DIR to the folder of the vendor contracts`);
    const codeOf = async (query: string, variables: Fields = {}): Promise<unknown> => at(await stage.graphql(query, variables), 'errors', 0, 'extensions', 'code');
    expect(await codeOf('{ order(id: "gid://shopify/Order/1") { colour } }')).toBe('undefinedField');
    expect(await codeOf('{ order { id } }')).toBe('missingRequiredArguments');
    expect(await codeOf('{ shop(id: 1) { id } }')).toBe('argumentNotAccepted');
    expect(await codeOf('query($id: ID!) { order(id: $id) { id } }')).toBe('INVALID_VARIABLE');
    const wrong = await stage.graphql('query($n: Int!) { orders(first: $n) { nodes { id } } }', { n: 'Jane Roe' });
    expect(wrong).toMatchObject({ errors: [{ message: 'Variable $n was provided invalid value', extensions: { code: 'INVALID_VARIABLE' } }] });
    expect(JSON.stringify(await stage.control('GET', '/violations'))).not.toContain('Jane');
    expect(await byRule()).toEqual({ 'shopify graphql-invalid': 5 });
  });
});

describe('limits', () => {
  it('throttle by HTTP 200 when the bucket is empty, and refund what was not used', async () => {
    stage = await openStage({ maximumAvailable: 100, restoreRate: 0 });
    await stage.place();
    const dear = '{ orders(first: 60) { nodes { id } } }';
    expect(await stage.graphql(dear)).toMatchObject({ extensions: { cost: { requestedQueryCost: 60, actualQueryCost: 1, throttleStatus: { currentlyAvailable: 99 } } } });
    await stage.graphql('mutation { fulfillmentCancel(id: "gid://shopify/Fulfillment/1") { userErrors { message } } }');
    for (let index = 0; index < 30; index += 1) await stage.graphql('{ shop { name } }');
    const throttled = await stage.graphql(dear);
    expect(throttled).toMatchObject({ httpStatus: 200, errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: { cost: { requestedQueryCost: 60, actualQueryCost: null, throttleStatus: { currentlyAvailable: 59 } } } });
    expect(throttled).not.toHaveProperty('data');
    expect(await byRule()).toEqual({});
  });

  it('refuse dear queries, long arrays and large pages', async () => {
    stage = await openStage();
    expect(await stage.graphql('{ orders(first: 250) { nodes { id lineItems(first: 10) { nodes { id } } } } }')).toMatchObject({ errors: [{ extensions: { code: 'MAX_COST_EXCEEDED', cost: 2750, maxCost: 1000 } }] });
    const ids = Array.from({ length: 251 }, (_, index) => `gid://shopify/Order/${index}`);
    expect(await stage.graphql('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).toMatchObject({ errors: [{ extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } }] });
    expect(await stage.graphql('{ orders(first: 251) { nodes { id } } }')).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(await stage.graphql('{ orders { nodes { id } } }')).toMatchObject({ errors: [{ message: expect.stringContaining('first or last') as string }] });
    expect(await byRule()).toEqual({ 'shopify max-cost-exceeded': 1, 'shopify input-array-too-long': 1 });
  });

  it('want @idempotent where it belongs and nowhere else, changeFromQuantity always, and remember keys', async () => {
    stage = await openStage();
    const found = await stage.graphql('{ productVariants(first: 1, query: "sku:A") { nodes { inventoryItem { id } } } }');
    const item = at(found, 'data', 'productVariants', 'nodes', 0, 'inventoryItem', 'id');
    const set = (directive: string): string => `mutation($i: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $i) ${directive} { inventoryAdjustmentGroup { id } userErrors { code } } }`;
    const input = (quantity: number, more: Fields): Fields => ({ i: { name: 'available', reason: 'correction', quantities: [{ inventoryItemId: item, locationId: 'gid://shopify/Location/71', quantity, ...more }] } });
    const run = async (directive: string, quantity: number, more: Fields): Promise<Fields> => stage.graphql(set(directive), input(quantity, more));
    expect(await run('', 5, { changeFromQuantity: null })).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(await run('@idempotent(key: "a")', 5, {})).toMatchObject({ errors: [{ extensions: { code: 'INVALID_FIELD_ARGUMENTS' } }] });
    const first = await run('@idempotent(key: "b")', 5, { changeFromQuantity: 0 });
    expect(at(first, 'data', 'inventorySetQuantities', 'userErrors')).toEqual([]);
    expect(at(await run('@idempotent(key: "b")', 5, { changeFromQuantity: 0 }), 'data')).toEqual(at(first, 'data'));
    const codes = async (key: string, quantity: number, from: number): Promise<unknown> => at(await run(`@idempotent(key: "${key}")`, quantity, { changeFromQuantity: from }), 'data', 'inventorySetQuantities', 'userErrors', 0, 'code');
    expect(await codes('b', 6, 5)).toBe('IDEMPOTENCY_KEY_PARAMETER_MISMATCH');
    expect(await codes('c', 6, 4)).toBe('CHANGE_FROM_QUANTITY_STALE');
    const level = await stage.graphql('query($i: ID!) { inventoryItem(id: $i) { inventoryLevel(locationId: "gid://shopify/Location/71") { quantities(names: ["available"]) { quantity } } } }', { i: item });
    expect(at(level, 'data', 'inventoryItem', 'inventoryLevel', 'quantities')).toEqual([{ quantity: 5 }]);
    expect(await stage.graphql('mutation { fulfillmentCancel(id: "gid://shopify/Fulfillment/1") @idempotent(key: "x") { userErrors { message } } }')).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(await byRule()).toEqual({ 'shopify idempotent-missing': 1, 'shopify idempotent-unsupported': 1, 'shopify change-from-quantity-missing': 1 });
  });
});
