import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FulfillmentRequest } from '@tributary/contracts';
import type { Effect, Permit } from '@tributary/delivery-kit';
import { explain, failed, failure, ok, reasonOf, type Result } from '@tributary/kernel';
import { createKeyring, orderScope, sealPersonal } from '@tributary/sealing';
import { createLingxingClient } from './client.ts';
import { options as optionsSchema } from './config.ts';
import { createFakeLingxing, httpClientOf } from './fixtures/fake-lingxing.ts';
import { line, personal, request, skuMap } from './fixtures/request.ts';
import type { SkuLinks } from './mapping/lines.ts';
import { paths } from './requests/endpoints.ts';
import { createLingxingSink } from './sink.ts';

const appId = 'tributaryapp0001';
const keyring = createKeyring(new Map([['acme', randomBytes(32)]]), { obtain: async (scopes) => ok(scopes.map(() => Buffer.alloc(32, 7))) });
const scope = orderScope('acme', 'acme/shopify/us-shop/5001');
const keys = await keyring.prepare([scope]);
if (!keys.ok) throw new Error('preparing keys');
const sealed = sealPersonal(keys.value, scope, personal);
const secrets = /token-\d|SECRET|Ada|Example|Sample Road|555 0142|Ring twice/;

const mapped = skuMap({ 'MUG-RED': { 'LX-MUG-R': '1' }, 'TEA-SET': { 'LX-CUP': '4', 'LX-POT': '1' } });

function setUp({ map = ok(mapped), more = {} }: { map?: Result<SkuLinks>; more?: object } = {}) {
  const fake = createFakeLingxing(appId);
  fake.state.token = 'token-0';
  const world = { now: 1_767_300_000_000, renewals: 0 };
  const clock = { now: () => world.now };
  const options = optionsSchema.parse({ appId, appSecret: 'env:SECRET', ...more });
  const tokens = { current: async () => ok('token-0'), renew: async () => (world.renewals++, ok(fake.state.token)) };
  const limiter = { acquire: async () => ok({ release: async () => undefined }) };
  const client = createLingxingClient({ options, http: httpClientOf(fake), tokens, limiter, clock, namespace: 'test' });
  const sink = createLingxingSink({ options, client, keyring, skuMap: { resolve: async () => map } });
  const called = () => fake.seen.map(({ path }) => (path === paths.orderCreate ? 'create' : 'list'));
  return { fake, world, sink, called };
}

function effect(more: Partial<FulfillmentRequest> = {}): Effect<FulfillmentRequest> {
  const desired = request({ personal: sealed, ...more });
  return {
    idempotencyKey: 'key-1', effect: 'erp.create', tenant: 'acme', target: 'lingxing', targetAccount: 'main', subject: { kind: 'order_part', id: '1' },
    orderKeys: [desired.orderKey], reference: desired.externalNo, attempt: 1, traceId: desired.traceId, held: null, desired,
  };
}

const permit: Permit = { deadline: Number.MAX_SAFE_INTEGER, signal: new AbortController().signal, check: () => ok() };

function failureOf(result: Result<unknown>) {
  if (result.ok) throw new Error(`expected a failure, got ${JSON.stringify(result.value)}`);
  expect(explain(result.failure)).not.toMatch(secrets);
  return { kind: result.failure.kind, code: reasonOf(result.failure).code, text: reasonOf(result.failure).text, retryAt: result.failure.retryAt };
}

const number = 'SH-5001-P1-R1';
const held = (items = [{ sku: 'LX-MUG-R', quantity: 2 }], more = {}) => ({ number, storeId: '120000000000000007', global: '9001', items, deleted: false, ...more });
const succeeded = (confirmedBy: string, reference: string) => ({ ok: true, value: { state: 'succeeded', confirmedBy, reference, allocation: [expect.objectContaining({ channelLineId: '9001', erpSku: 'LX-MUG-R', qtyPer: '1', mapVersion: 4 })] } });

describe('creating an order at Lingxing', () => {
  it('looks first, creates once, and looks again', async () => {
    const { sink, called, fake } = setUp();
    expect(await sink.execute(effect(), permit)).toEqual(succeeded('read_back', '103000000000010000'));
    expect(called()).toEqual(['list', 'create', 'list']);
    expect(fake.orders).toMatchObject([{ number, items: [{ sku: 'LX-MUG-R', quantity: 2, unit_price: '12.50' }] }]);
  });

  it('sends a bundle as its parts and says in the allocation which line they are for', async () => {
    const { sink, fake } = setUp();
    const result = await sink.execute(effect({ lines: [line(), line({ channelLineId: '9002', channelSku: 'TEA-SET', qty: '1', unitPrice: '39.99' })] }), permit);
    expect(fake.orders[0]?.items.map(({ sku, quantity }) => [sku, quantity])).toEqual([['LX-MUG-R', 2], ['LX-CUP', 4], ['LX-POT', 1]]);
    expect(result.ok && result.value.state === 'succeeded' && result.value.allocation.map(({ channelLineId, erpSku }) => [channelLineId, erpSku])).toEqual([['9001', 'LX-MUG-R'], ['9002', 'LX-CUP'], ['9002', 'LX-POT']]);
  });

  it('does not look again where told so, and trusts the answer where the list lags', async () => {
    const plain = setUp({ more: { readBack: false } });
    expect(await plain.sink.execute(effect(), permit)).toEqual(succeeded('answer', '103000000000010000'));
    expect(plain.called()).toEqual(['list', 'create']);
    const lagging = setUp();
    lagging.fake.state.hidden.add(number);
    expect(await lagging.sink.execute(effect(), permit)).toEqual(succeeded('answer', '103000000000010000'));
    const cut = setUp();
    cut.fake.next(paths.orderList, { answer: { code: 0, data: { total: '0', list: [] } } }, 'cut');
    expect(await cut.sink.execute(effect(), permit)).toEqual(succeeded('answer', '103000000000010000'));
  });

  it('says so when Lingxing took the order with other lines', async () => {
    const { sink, fake } = setUp();
    const short = { global_order_no: '9001', store_id: '120000000000000007', platform_info: [{ platform_order_no: number }], item_info: [{ local_sku: 'LX-MUG-R', quantity: 1 }] };
    fake.next(paths.orderList, { answer: { code: 0, data: { total: '0', list: [] } } }, { answer: { code: 0, data: { total: '1', list: [short] } } });
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'rejected', code: 'order_differs', text: expect.stringContaining('1 × LX-MUG-R instead of 2 × LX-MUG-R') });
  });

  it('counts an order that is there already as done if its lines agree', async () => {
    const { sink, fake, called } = setUp();
    fake.orders.push(held());
    expect(await sink.execute(effect(), permit)).toEqual(succeeded('read_back', '9001'));
    expect(called()).toEqual(['list']);
  });

  it('leaves an order with other lines and a deleted one to a person', async () => {
    const { sink, fake, called } = setUp();
    fake.orders.push(held([{ sku: 'LX-MUG-R', quantity: 3 }]));
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'rejected', code: 'order_differs', text: expect.stringContaining('3 × LX-MUG-R instead of 2 × LX-MUG-R') });
    fake.orders[0] = held(undefined, { deleted: true });
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'rejected', code: 'order_deleted' });
    expect(called()).toEqual(['list', 'list']);
  });

  it('refuses what our maps, the address or the store leave open, before any call', async () => {
    const unmapped = setUp({ map: ok(skuMap({})) });
    expect(failureOf(await unmapped.sink.execute(effect(), permit))).toMatchObject({ kind: 'invalid', code: 'unmapped_sku', text: expect.stringContaining('"MUG-RED" (line 9001)') });
    const { sink, fake } = setUp();
    expect(failureOf(await sink.execute(effect({ personal: null }), permit))).toMatchObject({ kind: 'invalid', code: 'incomplete_address' });
    expect(failureOf(await sink.execute(effect({ platformCode: null }), permit))).toMatchObject({ kind: 'invalid', code: 'no_platform_code' });
    expect(failureOf(await sink.execute(effect({ personal: randomBytes(60) }), permit))).toMatchObject({ kind: 'invalid', code: 'unreadable' });
    expect([...unmapped.fake.seen, ...fake.seen]).toEqual([]);
  });

  it('passes on that the SKU map is away', async () => {
    const { sink, fake } = setUp({ map: failed(failure('unavailable', 'reading SKU map')) });
    expect([failureOf(await sink.execute(effect(), permit)).kind, fake.seen.length]).toEqual(['unavailable', 0]);
  });

  it('creates nothing under a permit that ended during the look-up', async () => {
    const { sink, called, fake } = setUp();
    const ended = failed(failure('unavailable', 'checking leave to send', { cause: { code: 'lease_ended', text: 'over' } }));
    expect(failureOf(await sink.execute(effect(), { ...permit, check: () => (called().length === 0 ? ok() : ended) }))).toMatchObject({ kind: 'unavailable', code: 'lease_ended' });
    expect([called(), fake.orders]).toEqual([['list'], []]);
  });
});

describe('what Lingxing makes of a create', () => {
  it('gives its refusal in its words, without what it quotes from the order', async () => {
    const { sink, fake } = setUp();
    fake.next(paths.orderCreate, { answer: { code: 0, data: { success_details: [], error_details: [{ platform_order_no: number, error_message: '手机号 +1 503 555 0142 格式错误' }] } } });
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'rejected', code: 'order_refused', text: '手机号 … 格式错误' });
  });

  it('treats a refusal of the whole call as one of its order', async () => {
    const { sink, fake } = setUp();
    fake.next(paths.orderCreate, { answer: { code: 102, message: 'receiver Ada Example too long' } });
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'rejected', text: 'receiver … too long (Lingxing refuses a parameter)' });
  });

  it('looks an order up that it calls a duplicate', async () => {
    const { sink, fake, called } = setUp();
    fake.orders.push(held());
    fake.next(paths.orderList, { answer: { code: 0, data: { total: '0', list: [] } } });
    expect(await sink.execute(effect(), permit)).toEqual(succeeded('read_back', '9001'));
    expect(called()).toEqual(['list', 'create', 'list']);
  });

  it('does not take a duplicate that the list does not show for a refusal', async () => {
    const { sink, fake } = setUp();
    fake.orders.push(held());
    fake.state.hidden.add(number);
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'unexpected', code: 'duplicate_not_visible' });
  });

  it('leaves open what an answer without our order, without sense or without end means', async () => {
    const { sink, fake } = setUp();
    fake.next(paths.orderCreate, { answer: { code: 0, data: [] } }, { answer: '<html>busy</html>' }, { answer: { code: 500, message: 'internal' } }, 'cut');
    const seen = [];
    for (let n = 0; n < 4; n++) seen.push(failureOf(await sink.execute(effect(), permit)).kind);
    expect([seen, fake.orders]).toEqual([['unexpected', 'unexpected', 'unavailable', 'unavailable'], []]);
  });

  it('waits as told when throttled', async () => {
    const { sink, fake, world } = setUp();
    fake.next(paths.orderCreate, { answer: { code: '3001008', msg: 'requests too frequently' } });
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'throttled', code: '3001008', retryAt: world.now + 2_000 });
  });

  it('renews a refused token once, and calls the credential refused when that does not help', async () => {
    const { sink, fake, world } = setUp();
    fake.state.token = 'token-9';
    expect((await sink.execute(effect(), permit)).ok).toBe(true);
    const refused = { answer: { code: '2001003', msg: 'access token expire' } };
    fake.next(paths.orderList, refused, refused);
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'unauthorized', code: '2001003' });
    expect(world.renewals).toBeGreaterThan(1);
  });
});

describe('verifying a create', () => {
  it('finds an order whose answer was lost', async () => {
    const { sink, fake } = setUp();
    fake.next(paths.orderCreate, 'lose');
    expect(failureOf(await sink.execute(effect(), permit))).toMatchObject({ kind: 'unavailable', code: 'ECONNRESET' });
    expect(await sink.verify(effect(), permit)).toEqual({ ok: true, value: { state: 'found', reference: '103000000000010000', allocation: [expect.objectContaining({ erpSku: 'LX-MUG-R' })] } });
    expect(fake.orders).toHaveLength(1);
  });

  it('answers absent, and cannot tell from other lines, a deleted order or a list about others', async () => {
    const { sink, fake } = setUp();
    expect(await sink.verify(effect(), permit)).toEqual({ ok: true, value: { state: 'absent' } });
    fake.orders.push(held([{ sku: 'LX-MUG-R', quantity: 9 }]));
    const differs = await sink.verify(effect(), permit);
    fake.orders[0] = held(undefined, { deleted: true });
    const deleted = await sink.verify(effect(), permit);
    fake.next(paths.orderList, { answer: { code: 0, data: { total: '500', list: [{ global_order_no: '1', platform_info: [{ platform_order_no: 'OTHER' }] }] } } });
    const others = await sink.verify(effect(), permit);
    expect([differs, deleted, others].map((result) => result.ok && result.value.state)).toEqual(['cannot_tell', 'cannot_tell', 'cannot_tell']);
  });

  it('fails where it was throttled, not answered, or the SKUs are gone', async () => {
    const { sink, fake } = setUp();
    fake.next(paths.orderList, { answer: { code: 103, message: '请求过于频繁' } }, 'cut');
    expect([failureOf(await sink.verify(effect(), permit)).kind, failureOf(await sink.verify(effect(), permit)).kind]).toEqual(['throttled', 'unavailable']);
    expect(failureOf(await setUp({ map: ok(skuMap({})) }).sink.verify(effect(), permit)).kind).toBe('invalid');
  });

  it('has nothing to look after by a handle', async () => {
    expect(failureOf(await setUp().sink.check(effect(), 'h', permit))).toMatchObject({ kind: 'invalid', code: 'nothing_submitted' });
  });
});
