import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import { effect, failureOf, held, number, permit, setUp, store, succeeded } from './fixtures/sinks.suite.ts';
import { line, skuMap } from './fixtures/request.ts';
import { paths } from './requests/endpoints.ts';

describe('creating an order at Lingxing', () => {
  it('looks first, creates once, and looks again', async () => {
    const { sinks, called, fake } = setUp();
    expect(await sinks['erp.create'].execute(effect(), permit)).toEqual(succeeded('read_back', '103000000000010000'));
    expect(called()).toEqual(['list', 'shops', 'create', 'list']);
    expect(fake.orders).toMatchObject([{ number, items: [{ sku: 'LX-MUG-R', quantity: 2, unit_price: '12.50' }] }]);
  });

  it('sends a bundle as its parts and says in the allocation which line they are for', async () => {
    const { sinks, fake } = setUp();
    const result = await sinks['erp.create'].execute(effect({ lines: [line(), line({ channelLineId: '9002', channelSku: 'TEA-SET', qty: '1', unitPrice: '39.99' })] }), permit);
    expect(fake.orders[0]?.items.map(({ sku, quantity }) => [sku, quantity])).toEqual([['LX-MUG-R', 2], ['LX-CUP', 4], ['LX-POT', 1]]);
    expect(result.ok && result.value.state === 'succeeded' && result.value.allocation.map(({ channelLineId, erpSku }) => [channelLineId, erpSku])).toEqual([['9001', 'LX-MUG-R'], ['9002', 'LX-CUP'], ['9002', 'LX-POT']]);
  });

  it('does not look again where told so, and trusts the answer where the list lags', async () => {
    const plain = setUp({ more: { readBack: false } });
    expect(await plain.sinks['erp.create'].execute(effect(), permit)).toEqual(succeeded('answer', '103000000000010000'));
    expect(plain.called()).toEqual(['list', 'shops', 'create']);
    const lagging = setUp();
    lagging.fake.state.hidden.add(number);
    expect(await lagging.sinks['erp.create'].execute(effect(), permit)).toEqual(succeeded('answer', '103000000000010000'));
    const cut = setUp();
    cut.fake.next(paths.orderList, { answer: { code: 0, data: { total: '0', list: [] } } }, 'cut');
    expect(await cut.sinks['erp.create'].execute(effect(), permit)).toEqual(succeeded('answer', '103000000000010000'));
  });

  it('says so when Lingxing took the order with other lines', async () => {
    const { sinks, fake } = setUp();
    const short = { global_order_no: '9001', store_id: '120000000000000007', platform_info: [{ platform_order_no: number }], item_info: [{ local_sku: 'LX-MUG-R', quantity: 1 }] };
    fake.next(paths.orderList, { answer: { code: 0, data: { total: '0', list: [] } } }, { answer: { code: 0, data: { total: '1', list: [short] } } });
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'rejected', code: 'order_differs', text: expect.stringContaining('1 × LX-MUG-R instead of 2 × LX-MUG-R') });
  });

  it('counts an order that is there already as done if its lines agree', async () => {
    const { sinks, fake, called } = setUp();
    fake.orders.push(held());
    expect(await sinks['erp.create'].execute(effect(), permit)).toEqual(succeeded('read_back', '9001'));
    expect(called()).toEqual(['list']);
  });

  it('leaves an order with other lines and a deleted one to a person', async () => {
    const { sinks, fake, called } = setUp();
    fake.orders.push(held({ items: [{ sku: 'LX-MUG-R', quantity: 3 }] }));
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'rejected', code: 'order_differs', text: expect.stringContaining('3 × LX-MUG-R instead of 2 × LX-MUG-R') });
    fake.orders[0] = held({ deleted: true });
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'rejected', code: 'order_deleted' });
    expect(called()).toEqual(['list', 'list']);
  });

  it('refuses what our maps, the address or the store leave open, before any call', async () => {
    const unmapped = setUp({ map: ok(skuMap({})) });
    expect(failureOf(await unmapped.sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'invalid', code: 'unmapped_sku', text: expect.stringContaining('"MUG-RED" (line 9001)') });
    const { sinks, fake } = setUp();
    expect(failureOf(await sinks['erp.create'].execute(effect({ personal: null }), permit))).toMatchObject({ kind: 'invalid', code: 'incomplete_address' });
    expect(failureOf(await sinks['erp.create'].execute(effect({ platformCode: null }), permit))).toMatchObject({ kind: 'invalid', code: 'no_platform_code' });
    expect(failureOf(await sinks['erp.create'].execute(effect({ personal: randomBytes(60) }), permit))).toMatchObject({ kind: 'invalid', code: 'unreadable' });
    expect([...unmapped.fake.seen, ...fake.seen]).toEqual([]);
  });

  it('passes on that the SKU map is away', async () => {
    const { sinks, fake } = setUp({ map: failed(failure('unavailable', 'reading SKU map')) });
    expect([failureOf(await sinks['erp.create'].execute(effect(), permit)).kind, fake.seen.length]).toEqual(['unavailable', 0]);
  });

  it('creates nothing under a permit that ended during the look-up', async () => {
    const { sinks, called, fake } = setUp();
    const ended = failed(failure('unavailable', 'checking leave to send', { cause: { code: 'lease_ended', text: 'over' } }));
    expect(failureOf(await sinks['erp.create'].execute(effect(), { ...permit, check: () => (called().length === 0 ? ok() : ended) }))).toMatchObject({ kind: 'unavailable', code: 'lease_ended' });
    expect([called(), fake.orders]).toEqual([['list'], []]);
  });
});

describe('what Lingxing makes of a create', () => {
  it('gives its refusal in its words, without what it quotes from the order', async () => {
    const { sinks, fake } = setUp();
    fake.next(paths.orderCreate, { answer: { code: 0, data: { success_details: [], error_details: [{ platform_order_no: number, error_message: '手机号 +1 503 555 0142 格式错误' }] } } });
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'rejected', code: 'order_refused', text: '手机号 … 格式错误' });
  });

  it('treats a refusal of the whole call as one of its order', async () => {
    const { sinks, fake } = setUp();
    fake.next(paths.orderCreate, { answer: { code: 102, message: 'receiver Ada Example too long' } });
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'rejected', text: 'receiver … too long (Lingxing refuses a parameter)' });
  });

  it('looks an order up that it calls a duplicate', async () => {
    const { sinks, fake, called } = setUp();
    fake.orders.push(held());
    fake.next(paths.orderList, { answer: { code: 0, data: { total: '0', list: [] } } });
    expect(await sinks['erp.create'].execute(effect(), permit)).toEqual(succeeded('read_back', '9001'));
    expect(called()).toEqual(['list', 'shops', 'create', 'list']);
  });

  it('does not take a duplicate that the list does not show for a refusal', async () => {
    const { sinks, fake } = setUp();
    fake.orders.push(held());
    fake.state.hidden.add(number);
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'unexpected', code: 'duplicate_not_visible' });
  });

  it('leaves open what an answer without our order, without sense or without end means', async () => {
    const { sinks, fake } = setUp();
    fake.next(paths.orderCreate, { answer: { code: 0, data: [] } }, { answer: '<html>busy</html>' }, { answer: { code: 500, message: 'internal' } }, 'cut');
    const seen = [];
    for (let n = 0; n < 4; n++) seen.push(failureOf(await sinks['erp.create'].execute(effect(), permit)).kind);
    expect([seen, fake.orders]).toEqual([['unexpected', 'unexpected', 'unavailable', 'unavailable'], []]);
  });

  it('waits as told when throttled', async () => {
    const { sinks, fake, world } = setUp();
    fake.next(paths.orderCreate, { answer: { code: '3001008', msg: 'requests too frequently' } });
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'throttled', code: '3001008', retryAt: world.now + 2_000 });
  });

  it('renews a refused token once, and calls the credential refused when that does not help', async () => {
    const { sinks, fake, world } = setUp();
    fake.state.token = 'token-9';
    expect((await sinks['erp.create'].execute(effect(), permit)).ok).toBe(true);
    const refused = { answer: { code: '2001003', msg: 'access token expire' } };
    fake.next(paths.orderList, refused, refused);
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'unauthorized', code: '2001003' });
    expect(world.renewals).toBeGreaterThan(1);
  });
});

describe('verifying a create', () => {
  it('finds an order whose answer was lost', async () => {
    const { sinks, fake } = setUp();
    fake.next(paths.orderCreate, 'lose');
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'unavailable', code: 'ECONNRESET' });
    expect(await sinks['erp.create'].verify(effect(), permit)).toEqual({ ok: true, value: { state: 'found', reference: '103000000000010000', allocation: [expect.objectContaining({ erpSku: 'LX-MUG-R' })] } });
    expect(fake.orders).toHaveLength(1);
  });

  it('answers absent, and cannot tell from other lines, a deleted order or a list about others', async () => {
    const { sinks, fake } = setUp();
    expect(await sinks['erp.create'].verify(effect(), permit)).toEqual({ ok: true, value: { state: 'absent' } });
    fake.orders.push(held({ items: [{ sku: 'LX-MUG-R', quantity: 9 }] }));
    const differs = await sinks['erp.create'].verify(effect(), permit);
    fake.orders[0] = held({ deleted: true });
    const deleted = await sinks['erp.create'].verify(effect(), permit);
    fake.next(paths.orderList, { answer: { code: 0, data: { total: '500', list: [{ global_order_no: '1', platform_info: [{ platform_order_no: 'OTHER' }] }] } } });
    const others = await sinks['erp.create'].verify(effect(), permit);
    expect([differs, deleted, others].map((result) => result.ok && result.value.state)).toEqual(['cannot_tell', 'cannot_tell', 'cannot_tell']);
  });

  it('fails where it was throttled, not answered, or the SKUs are gone', async () => {
    const { sinks, fake } = setUp();
    fake.next(paths.orderList, { answer: { code: 103, message: '请求过于频繁' } }, 'cut');
    expect([failureOf(await sinks['erp.create'].verify(effect(), permit)).kind, failureOf(await sinks['erp.create'].verify(effect(), permit)).kind]).toEqual(['throttled', 'unavailable']);
    expect(failureOf(await setUp({ map: ok(skuMap({})) }).sinks['erp.create'].verify(effect(), permit)).kind).toBe('invalid');
  });

  it('has nothing to look after by a handle', async () => {
    expect(failureOf(await setUp().sinks['erp.create'].check(effect(), 'h', permit))).toMatchObject({ kind: 'invalid', code: 'nothing_submitted' });
  });
});

describe('stores that Lingxing fills by itself', () => {
  const synced = { store_id: store, platform_code: '10002', is_sync: 1 };

  it('are not filled a second time', async () => {
    const { sinks, fake, called } = setUp();
    fake.shops.push(synced);
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'invalid', code: 'store_synced', text: expect.stringContaining(`store ${store}`) });
    expect(called()).toEqual(['list', 'shops']);
  });

  it.each([
    ['nothing', { code: 0, data: null }], ['no list', { code: 0, data: { total: '1' } }], ['a list that breaks off', { code: 0, data: { total: '1', list: [] } }],
  ])('are not taken for others where Lingxing answers %s', async (_what, answer) => {
    const { sinks, fake } = setUp();
    fake.shops.push(synced);
    fake.next(paths.sellerList, { answer });
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit))).toMatchObject({ kind: 'unexpected', code: 'unclear_list' });
    expect(failureOf(await sinks['erp.create'].execute(effect(), permit)).code).toBe('store_synced');
    expect(fake.orders).toEqual([]);
  });

  it('are filled where that is allowed, without asking, and what is there already counts', async () => {
    const allowed = setUp({ more: { fillSyncedStores: true } });
    allowed.fake.shops.push(synced);
    expect(await allowed.sinks['erp.create'].execute(effect(), permit)).toEqual(succeeded('read_back', '103000000000010000'));
    expect(allowed.called()).toEqual(['list', 'create', 'list']);
    const there = setUp();
    there.fake.shops.push(synced);
    there.fake.orders.push(held());
    expect(await there.sinks['erp.create'].execute(effect(), permit)).toEqual(succeeded('read_back', '9001'));
  });

  it.each([['another one', { ...synced, store_id: '7' }], ['one of the custom platform', { ...synced, platform_code: 10009 }], ['one that is not synced', { ...synced, is_sync: 0 }]])('are not %s', async (_kind, shop) => {
    const { sinks, fake } = setUp();
    fake.shops.push(shop);
    expect((await sinks['erp.create'].execute(effect(), permit)).ok).toBe(true);
  });

  it('are read once in ten minutes, over all pages, and again after a failure', async () => {
    const { sinks, fake, called, world } = setUp();
    fake.shops.push(...Array.from({ length: 201 }, (_, n) => (n === 200 ? synced : { ...synced, store_id: `9${n}` })));
    const create = async (n: number) => failureOf(await sinks['erp.create'].execute(effect({ externalNo: `SH-${n}-P1-R1` }), permit)).code;
    fake.next(paths.sellerList, 'cut');
    expect([await create(1), await create(2), await create(3)]).toEqual(['ECONNRESET', 'store_synced', 'store_synced']);
    world.now += 600_000;
    await create(4);
    expect(called().filter((call) => call === 'shops')).toHaveLength(1 + 2 + 2);
  });
});

describe('creates of one store at the same time', () => {
  const orders = (count: number) => Array.from({ length: count }, (_, n) => effect({ externalNo: `SH-${n}-P1-R1` }));

  it('share their calls, and each gets what became of its own order', async () => {
    const { sinks, fake, called } = setUp();
    fake.orders.push(held({ number: 'SH-3-P1-R1' }));
    fake.next(paths.orderCreate, { answer: { code: 0, data: { success_details: [{ platform_order_no: 'SH-0-P1-R1', global_order_no: '1' }], error_details: [{ platform_order_no: 'SH-1-P1-R1', error_message: '店铺未授权' }] } } });
    const results = await Promise.all(orders(4).map((one) => sinks['erp.create'].execute(one, permit)));
    expect(results.map((result) => (result.ok ? result.value : failureOf(result)))).toMatchObject([
      { state: 'succeeded', reference: '1', confirmedBy: 'answer' }, { kind: 'rejected', code: 'order_refused', text: '店铺未授权' }, { kind: 'unexpected', code: 'no_result' }, { reference: '9001', confirmedBy: 'read_back' },
    ]);
    expect(called()).toEqual(['list', 'shops', 'create', 'list']);
    expect(JSON.parse(fake.seen[2]!.body).orders).toHaveLength(3);
  });

  it('hold no more than told', async () => {
    const { sinks, called, fake } = setUp({ more: { batch: { creates: 2, lookUps: 3, windowMs: 1 } } });
    expect((await Promise.all(orders(5).map((one) => sinks['erp.create'].execute(one, permit)))).every(({ ok }) => ok)).toBe(true);
    expect([called().filter((call) => call === 'create').length, fake.orders.length]).toEqual([3, 5]);
  });

  it('leave out whose permit ends after the look-up; nobody creates for it', async () => {
    const { sinks, fake, called } = setUp();
    const ended = failed(failure('unavailable', 'checking leave to send', { cause: { code: 'lease_ended', text: 'over' } }));
    const ending = { ...permit, check: () => (called().includes('shops') ? ended : ok()) };
    const results = await Promise.all(orders(3).map((one, n) => sinks['erp.create'].execute(one, n === 1 ? ending : permit)));
    expect(results.map((result) => (result.ok ? result.value.state : failureOf(result).code))).toEqual(['succeeded', 'lease_ended', 'succeeded']);
    expect(fake.orders.map(({ number }) => number)).toEqual(['SH-0-P1-R1', 'SH-2-P1-R1']);
  });

  it('leave all of them in doubt when their answer is lost, and each is found by itself', async () => {
    const { sinks, fake } = setUp();
    fake.next(paths.orderCreate, 'lose');
    const effects = orders(3);
    expect((await Promise.all(effects.map((one) => sinks['erp.create'].execute(one, permit)))).map((result) => failureOf(result).kind)).toEqual(Array(3).fill('unavailable'));
    expect((await Promise.all(effects.map((one) => sinks['erp.create'].verify(one, permit)))).map((result) => result.ok && result.value.state)).toEqual(Array(3).fill('found'));
    expect(fake.orders).toHaveLength(3);
  });

  it('do not suffer from one that makes Lingxing refuse the whole call', async () => {
    const { sinks, fake } = setUp();
    const refusal = { answer: { code: 102, message: '参数错误' } };
    fake.next(paths.orderCreate, refusal, refusal);
    const results = await Promise.all(orders(3).map((one) => sinks['erp.create'].execute(one, permit)));
    expect(results.map((result) => (result.ok ? result.value.state : failureOf(result).code))).toEqual(['order_refused', 'succeeded', 'succeeded']);
  });
});
