import { describe, expect, it } from 'vitest';
import { failed, failure, ok, reasonOf, type Result } from '@tributary/kernel';
import { createShopifyClient } from './client.ts';
import { createFakeHttp, context, costOf, type FakeAnswer } from './fixtures/fake-http.ts';

const now = 1_790_000_000_000;
const shop = { shop: 'quill-home.myshopify.com', apiVersion: '2026-10', timeoutMs: 5_000 };
const document = { operation: 'order.read', text: 'query Order($id: ID!) { order(id: $id) { id } }' };
const mutation = { operation: 'order.cancel', text: 'mutation Cancel { orderCancel { job { id } } }' };

function setUp(answers: FakeAnswer[], options: object = {}) {
  const world = { now, takesMs: 0, renewed: [] as string[], told: [] as unknown[], reports: [] as string[], renewal: ok('token-2') as Result<string>, entry: undefined as Result<never> | undefined };
  const { http, seen } = createFakeHttp(() => {
    world.now += world.takesMs;
    return answers.shift() ?? { body: { data: { order: null } } };
  });
  const client = createShopifyClient({
    options: { ...shop, ...options },
    http,
    tokens: { current: async () => ok('token-1'), renew: async (refused) => (world.renewed.push(refused), world.renewal) },
    gate: { enter: async () => world.entry ?? ok((told) => void world.told.push(told)) },
    clock: { now: () => world.now },
    report: { servedVersion: (asked, served) => void world.reports.push(`${asked} ${served}`), denied: (operation, places) => void world.reports.push(`${operation} ${places.join()}`) },
  });
  return { world, seen, send: (of = document) => client.send({ document: of, variables: { id: 'gid://shopify/Order/1' }, context }) };
}

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : `${result.failure.kind} ${reasonOf(result.failure).code}`);
const errors = (code: string, more: object = {}) => ({ body: { errors: [{ message: 'Words of the vendor', extensions: { code } }], ...more } });

describe('Shopify client', () => {
  it('posts a document with its variables to the shop, with the token in a header', async () => {
    const { seen, send } = setUp([{ body: { data: { order: { id: 1 } }, extensions: costOf(12, 1988) }, headers: { date: 'Wed, 16 Sep 2026 11:33:20 GMT', 'x-request-id': 'r-1' } }]);
    expect(await send()).toEqual(ok({ data: { order: { id: 1 } }, asOf: Date.parse('2026-09-16T11:33:20Z'), requestId: 'r-1' }));
    expect(seen).toMatchObject([{ url: 'https://quill-home.myshopify.com/admin/api/2026-10/graphql.json', token: 'token-1', variables: { id: 'gid://shopify/Order/1' } }]);
  });

  it('takes no later time for that of the data than when the call began: Shopify dates an answer when it is written', async () => {
    const { world, send } = setUp([{ body: { data: {} }, headers: { date: 'Wed, 16 Sep 2026 11:33:20 GMT' } }, { body: { data: {} } }]);
    world.takesMs = 700;
    expect(await send()).toMatchObject({ ok: true, value: { asOf: Date.parse('2026-09-16T11:33:20Z') - 700 } });
    expect(await send()).toMatchObject({ ok: true, value: { asOf: now + 700 } });
  });

  it('calls a stand-in only where one is configured', async () => {
    const { seen, send } = setUp([], { apiBaseUrl: 'http://127.0.0.1:9/shops/quill-home.myshopify.com/' });
    await send();
    expect(seen[0]?.url).toBe('http://127.0.0.1:9/shops/quill-home.myshopify.com/admin/api/2026-10/graphql.json');
  });

  it('tells the gate what every answer says of the bucket, also a refusal', async () => {
    const { world, send } = setUp([{ body: { data: {}, extensions: costOf(12, 500) } }, errors('THROTTLED', { extensions: costOf(700, 200) }), 'cut']);
    await send();
    expect(await send()).toMatchObject({ ok: false, failure: { kind: 'throttled', retryAt: now + 5_000 } });
    await send();
    expect(world.told).toEqual([{ requested: 12, available: 500, restoreRate: 100, maximum: 2000 }, { requested: 700, available: 200, restoreRate: 100, maximum: 2000 }, undefined]);
  });

  it('renews the token once when it is refused, and then gives up', async () => {
    const { world, seen, send } = setUp([{ status: 401, body: '' }, { body: { data: {} } }, { status: 401, body: '' }, { status: 401, body: '' }]);
    expect(codeOf(await send())).toBe('ok');
    expect([world.renewed, seen.map(({ token }) => token)]).toEqual([['token-1'], ['token-1', 'token-2']]);
    expect([codeOf(await send()), seen.length]).toEqual(['unauthorized http_401', 4]);
    world.renewal = failed(failure('unauthorized', 'renewing', { cause: { code: 'token_refused', text: 'no' } }));
    const refused = setUp([{ status: 401, body: '' }]);
    refused.world.renewal = world.renewal;
    expect([codeOf(await refused.send()), refused.seen.length]).toEqual(['unauthorized token_refused', 1]);
  });

  it.each([
    [402, 'unauthorized'], [403, 'unauthorized'], [404, 'unauthorized'], [423, 'unauthorized'], [400, 'invalid'], [430, 'throttled'], [302, 'unexpected'], [418, 'unexpected'],
  ])('reads status %i as %s', async (status, kind) => {
    expect(codeOf(await setUp([{ status, body: '<html>' }]).send())).toBe(`${kind} http_${status}`);
  });

  it.each([
    ['MAX_COST_EXCEEDED', 'invalid'], ['SHOP_INACTIVE', 'unauthorized'], ['INTERNAL_SERVER_ERROR', 'unavailable'], ['TIMEOUT', 'unavailable'], ['BAD_REQUEST', 'invalid'], ['INVALID_VARIABLE', 'invalid'],
    ['undefinedField', 'invalid'], ['WORD_OF_TOMORROW', 'unexpected'], ['constructor', 'invalid'],
  ])('reads error %s as %s, also beside data', async (code, kind) => {
    expect(codeOf(await setUp([errors(code)]).send())).toBe(`${kind} ${code}`);
    expect(codeOf(await setUp([errors(code, { data: { order: { id: 1 } } })]).send())).toBe(`${kind} ${code}`);
  });

  it('lets the error decide that stops every call', async () => {
    const both = { body: { errors: [{ message: 'a', extensions: { code: 'BAD_REQUEST' } }, { message: 'b', extensions: { code: 'SHOP_INACTIVE' } }] } };
    expect(codeOf(await setUp([both]).send())).toBe('unauthorized SHOP_INACTIVE');
  });

  it('takes the rest of a query where only fields are denied, and says which; a mutation is refused', async () => {
    const denied = { body: { data: { order: { customer: null } }, errors: [{ message: 'no', path: ['order', 'lines', 3, 'customer'], extensions: { code: 'ACCESS_DENIED' } }] } };
    const { world, send } = setUp([denied, denied]);
    expect([codeOf(await send()), world.reports]).toEqual(['ok', ['order.read order.lines.customer']]);
    expect(codeOf(await send(mutation))).toBe('unauthorized ACCESS_DENIED');
    expect(codeOf(await setUp([errors('ACCESS_DENIED', { data: null })]).send())).toBe('unauthorized ACCESS_DENIED');
  });

  it('does not take what is denied as a whole for something that is not there', async () => {
    const denied = { body: { data: { order: null }, errors: [{ message: 'no', path: ['order'], extensions: { code: 'ACCESS_DENIED' } }] } };
    const inside = { body: { data: { order: null }, errors: [{ message: 'no', path: ['order', 'fulfillmentOrders'], extensions: { code: 'ACCESS_DENIED' } }] } };
    for (const answer of [denied, inside]) expect(codeOf(await setUp([answer]).send())).toBe('unauthorized ACCESS_DENIED');
  });

  it('says when another version of the API answers than was asked', async () => {
    const { world, send } = setUp([{ body: { data: {} }, headers: { 'x-shopify-api-version': '2027-01' } }, { body: { data: {} }, headers: { 'x-shopify-api-version': '2026-10' } }]);
    expect([codeOf(await send()), codeOf(await send()), world.reports]).toEqual(['ok', 'ok', ['2026-10 2027-01']]);
  });

  it.each(['', '[]', '{}', '{"data":null}', 'null'])('does not take %j for an answer', async (body) => {
    expect(codeOf(await setUp([{ body }]).send())).toBe('unexpected not_graphql');
  });

  it('sends nothing while the gate is shut, and leaves a cut connection open', async () => {
    const { world, seen, send } = setUp(['cut']);
    expect(codeOf(await send())).toBe('unavailable ECONNRESET');
    world.entry = failed(failure('throttled', 'waiting', { retryAt: now + 9 }));
    expect([await send(), seen.length]).toMatchObject([{ ok: false, failure: { kind: 'throttled', retryAt: now + 9 } }, 1]);
  });
});
