import { describe, expect, it } from 'vitest';
import type { FulfillmentRequest } from '@tributary/contracts';
import { failed, failure, ok } from '@tributary/kernel';
import { effect, failureOf, held, permit, setUp, succeeded } from './fixtures/sinks.suite.ts';
import { skuMap } from './fixtures/request.ts';
import { paths } from './requests/endpoints.ts';

/** Its reference is the channel's own number: ours was given to nobody. */
const native = (more: Partial<FulfillmentRequest> = {}) => effect({ intake: 'native', platformCode: '10002', ...more }, { effect: 'erp.link', reference: '5001' });
const fetched = (more: Parameters<typeof held>[0] = {}) => held({ number: '5001', name: '#1001', ...more });

describe('linking an order that Lingxing fetches by itself', () => {
  it('waits until it is there, and looks by number and name', async () => {
    const { sinks, fake, world, called } = setUp({ more: { linkEveryMs: 90_000 } });
    const first = await sinks['erp.link'].execute(native(), permit);
    expect(first).toEqual({ ok: true, value: { state: 'submitted', handle: 'waiting for Lingxing to fetch it', checkAt: world.now + 90_000 } });
    expect(await sinks['erp.link'].verify(native(), permit)).toEqual({ ok: true, value: { state: 'absent' } });
    fake.orders.push(fetched());
    expect(await sinks['erp.link'].check(native(), 'waiting', permit)).toEqual(succeeded('read_back', '9001'));
    expect(await sinks['erp.link'].verify(native(), permit)).toMatchObject({ ok: true, value: { state: 'found', reference: '9001' } });
    expect(JSON.parse(fake.seen[0]!.body)).toMatchObject({ platform_order_names: ['5001', '#1001'] });
    expect(new Set(called())).toEqual(new Set(['list']));
  });

  it('links whatever its lines are, and gives an allocation only where our map explains them', async () => {
    const { sinks, fake } = setUp();
    fake.orders.push(fetched({ items: [{ sku: 'OTHER', quantity: 2 }] }));
    expect(await sinks['erp.link'].execute(native(), permit)).toEqual({ ok: true, value: { state: 'succeeded', reference: '9001', confirmedBy: 'read_back', allocation: [] } });
    const unmapped = setUp({ map: ok(skuMap({})) });
    unmapped.fake.orders.push(fetched());
    expect(await unmapped.sinks['erp.link'].execute(native(), permit)).toMatchObject({ ok: true, value: { reference: '9001', allocation: [] } });
    const repriced = setUp();
    repriced.fake.orders.push(fetched({ items: [{ sku: 'LX-MUG-R', quantity: 2, unit_price: '99' }] }));
    expect(await repriced.sinks['erp.link'].execute(native(), permit)).toEqual(succeeded('read_back', '9001'));
  });

  it('goes on waiting where the order is deleted, and fails where nothing can be told', async () => {
    const { sinks, fake } = setUp();
    fake.orders.push(fetched({ deleted: true }));
    expect(await sinks['erp.link'].execute(native(), permit)).toMatchObject({ ok: true, value: { state: 'submitted' } });
    fake.next(paths.orderList, { answer: { code: 0, data: null } });
    expect(failureOf(await sinks['erp.link'].execute(native(), permit))).toMatchObject({ kind: 'unexpected', code: 'unclear_list' });
    const away = setUp({ map: failed(failure('unavailable', 'reading SKU map')) });
    away.fake.orders.push(fetched());
    expect(failureOf(await away.sinks['erp.link'].execute(native(), permit)).kind).toBe('unavailable');
    expect(failureOf(await sinks['erp.link'].execute(native({ platformCode: null }), permit)).kind).toBe('invalid');
  });
});
