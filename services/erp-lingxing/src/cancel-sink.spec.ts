import { describe, expect, it } from 'vitest';
import type { FulfillmentRequest } from '@tributary/contracts';
import type { Submission } from '@tributary/delivery-kit';
import type { Result } from '@tributary/kernel';
import { effect, failureOf, held, number, permit, setUp } from './fixtures/sinks.suite.ts';
import { paths } from './requests/endpoints.ts';

const undo = (more: Partial<FulfillmentRequest> = {}) => effect({ state: 'cancelled', ...more }, { effect: 'erp.cancel' });
const outbound = (more: Partial<ReturnType<typeof setUp>['fake']['outbounds'][number]> = {}) => ({ wo: 'WO1', global: '9001', status: 2, cancelStatus: 0, ...more });
const done = (confirmedBy: string, reference = '9001') => ({ ok: true, value: { state: 'succeeded', reference, confirmedBy, allocation: [] } });

function cancelling(...orders: Parameters<typeof held>[0][]) {
  const world = setUp();
  world.fake.orders.push(...orders.map((order) => held(order)));
  const sink = world.sinks['erp.cancel'];
  return { ...world, execute: () => sink.execute(undo(), permit), check: (handle: string) => sink.check(undo(), handle, permit), verify: () => sink.verify(undo(), permit) };
}

function handleOf(result: Result<Submission>): string {
  if (!result.ok || result.value.state !== 'submitted') throw new Error(`expected work under way, got ${JSON.stringify(result)}`);
  return result.value.handle;
}

describe('cancelling an order at Lingxing', () => {
  it('believes that there is none only after the settle time: a create may not be listed yet', async () => {
    const { execute, check, called, world, fake } = cancelling();
    const first = await execute();
    expect(first).toEqual({ ok: true, value: { state: 'submitted', handle: `looked:${world.now}`, checkAt: world.now + 60_000 } });
    expect([await check(handleOf(first)), called()]).toEqual([done('read_back', number), ['list', 'list']]);
    fake.orders.push(held());
    expect(await check(handleOf(first))).toEqual(done('read_back'));
    expect(fake.orders[0]?.status).toBe(7);
  });

  it.each([['deleted', { deleted: true }], ['cancelled', { status: 7 }], ['deleted after shipping', { deleted: true, status: 6 }]])('has nothing to do where it is %s', async (_state, order) => {
    const { execute, called } = cancelling(order);
    expect([await execute(), called()]).toEqual([done('read_back'), ['list']]);
  });

  it('cancels an order in review without asking for outbounds, and reads it back', async () => {
    const { execute, called, fake } = cancelling({});
    expect([await execute(), called()]).toEqual([done('read_back'), ['list', 'cancel', 'list']]);
    expect(fake.orders[0]?.status).toBe(7);
  });

  it('cancels a released order without an outbound in work', async () => {
    const { execute, called, fake } = cancelling({ status: 5 });
    fake.outbounds.push(outbound({ status: 4, cancelStatus: 3 }), outbound({ wo: 'WO9', global: '9999' }));
    expect([await execute(), called()]).toEqual([done('read_back'), ['list', 'outbounds', 'cancel', 'list']]);
  });

  it('cancels all parts of a split order in one call, and leaves those that are cancelled and resent orders alone', async () => {
    const { execute, fake } = cancelling({}, { global: '9002', status: 5 }, { global: '9003', status: 7 }, { global: '9004', original: '9001' });
    expect(await execute()).toEqual(done('read_back', '9001,9002,9003'));
    expect(fake.seen.filter(({ path }) => path === paths.orderCancel).map(({ body }) => body)).toEqual(['{"order_list":["9001","9002"]}']);
    expect(fake.orders.map(({ status }) => status)).toEqual([7, 7, 7, undefined]);
  });

  it.each([[6], [9]])('is too late in status %i, and touches no other part', async (status) => {
    const { execute, called } = cancelling({}, { global: '9002', status });
    expect(failureOf(await execute())).toMatchObject({ kind: 'rejected', code: 'too_late', text: expect.stringContaining(`order ${number} was shipped (9002)`) });
    expect(called()).toEqual(['list']);
  });

  it('is too late where the outbound was shipped and the order list lags', async () => {
    const { execute, fake, called } = cancelling({ status: 5 });
    fake.outbounds.push(outbound({ status: 3 }));
    expect(failureOf(await execute())).toMatchObject({ kind: 'rejected', code: 'too_late', text: expect.stringContaining('WO1') });
    expect(called()).toEqual(['list', 'outbounds']);
  });

  it('trusts the answer where the list lags', async () => {
    const { execute, fake } = cancelling({});
    fake.next(paths.orderCancel, { answer: { code: 0, data: { success_num: 1, fail_num: 0, process_code: 10002, failure_info: [] } } });
    expect(await execute()).toEqual(done('answer'));
  });

  it('gives a refusal in Lingxing’s words unless the list knows better', async () => {
    const refusal = { answer: { code: 0, message: '操作成功', data: { success_num: 0, fail_num: 1, process_code: 10000, failure_info: [{ global_order_no: '9001', message: '订单已锁定' }] } } };
    const standing = cancelling({});
    standing.fake.next(paths.orderCancel, refusal);
    expect(failureOf(await standing.execute())).toMatchObject({ kind: 'rejected', code: 'cancel_refused', text: '订单已锁定' });
    const shippedMeanwhile = cancelling({});
    shippedMeanwhile.fake.next(paths.orderCancel, refusal);
    shippedMeanwhile.fake.state.onCall = (path) => void (path === paths.orderCancel && (shippedMeanwhile.fake.orders[0]!.status = 6));
    expect(failureOf(await shippedMeanwhile.execute()).code).toBe('too_late');
    const cancelledMeanwhile = cancelling({});
    cancelledMeanwhile.fake.next(paths.orderCancel, refusal);
    cancelledMeanwhile.fake.state.onCall = (path) => void (path === paths.orderCancel && (cancelledMeanwhile.fake.orders[0]!.status = 7));
    expect(await cancelledMeanwhile.execute()).toEqual(done('read_back'));
  });

  it('never cancels another order that staff merged with it', async () => {
    const merged = { more: { platform_info: [{ platform_order_no: number }, { platform_order_no: 'SH-6001-P1-R1' }] } };
    const review = cancelling(merged);
    expect(failureOf(await review.execute())).toMatchObject({ kind: 'rejected', code: 'merged_order', text: expect.stringContaining(`order ${number} (9001) was merged at Lingxing with SH-6001-P1-R1`) });
    const released = cancelling({ ...merged, status: 5 });
    released.fake.outbounds.push(outbound());
    expect(failureOf(await released.execute()).code).toBe('merged_order');
    expect([review.called(), released.called(), review.fake.orders[0]?.status]).toEqual([['list'], ['list'], undefined]);
  });

  it('does not act on a list that it cannot understand', async () => {
    const { execute, verify, fake, called } = cancelling({});
    const strange = { answer: { code: 0, data: { total: '1', list: [{ global_order_no: '1', platform_info: [{ platform_order_no: 'OTHER' }] }] } } };
    fake.next(paths.orderList, strange, strange);
    expect(failureOf(await execute())).toMatchObject({ kind: 'unexpected', code: 'unclear_list' });
    expect(await verify()).toMatchObject({ ok: true, value: { state: 'cannot_tell' } });
    const outbounds = cancelling({ status: 5 });
    outbounds.fake.next(paths.outboundList, { answer: { code: 0, data: 'none' } });
    expect(failureOf(await outbounds.execute())).toMatchObject({ kind: 'unexpected', code: 'unclear_list' });
    expect([called(), outbounds.called()]).toEqual([['list', 'list'], ['list', 'outbounds']]);
  });
});

describe('taking an outbound back', () => {
  function inWork(more: Partial<ReturnType<typeof outbound>> = {}) {
    const world = cancelling({ status: 5 });
    world.fake.outbounds.push(outbound(more));
    return world;
  }

  it('intercepts, waits until Lingxing has stopped it, and cancels the order that is back in review', async () => {
    const { execute, check, called, fake, world } = inWork();
    const first = await execute();
    expect(first).toEqual({ ok: true, value: { state: 'submitted', handle: `intercepted:${world.now}`, checkAt: world.now + 60_000 } });
    expect(fake.seen.at(-1)?.body).toContain('"tagType":"3-5"');
    world.now += 60_000;
    const second = await check(handleOf(first));
    expect(second).toEqual({ ok: true, value: { state: 'submitted', handle: handleOf(first), checkAt: world.now + 60_000 } });
    Object.assign(fake.outbounds[0]!, { status: 4, cancelStatus: 3 });
    fake.orders[0]!.status = 4;
    expect(await check(handleOf(second))).toEqual(done('read_back'));
    expect(called()).toEqual(['list', 'outbounds', 'intercept', 'list', 'outbounds', 'list', 'cancel', 'list']);
  });

  it('does not intercept twice while Lingxing has not begun yet, nor what somebody else is taking back', async () => {
    const { check, called, world } = inWork();
    expect(handleOf(await check(`intercepted:${world.now}`))).toBe(`intercepted:${world.now}`);
    expect(called()).toEqual(['list', 'outbounds']);
    const others = inWork({ cancelStatus: 1 });
    expect(handleOf(await others.execute())).toBe(`intercepted:${others.world.now}`);
    expect(others.called()).toEqual(['list', 'outbounds']);
  });

  it('takes "already being intercepted" for a yes, and every other refusal for a no', async () => {
    const racing = inWork();
    racing.fake.next(paths.outboundCancel, { answer: { code: 0, data: { successNum: 0, failedNum: 1, failedReason: [{ orderNumber: '9001', message: '该单号正在截单中' }] } } });
    expect(handleOf(await racing.execute())).toMatch(/^intercepted:/);
    const refusing = inWork();
    refusing.fake.next(paths.outboundCancel, { answer: { code: 0, data: { successNum: 0, failedNum: 1, failedReason: [{ orderNumber: '9001', message: '仓库不支持截单' }] } } });
    expect(failureOf(await refusing.execute())).toMatchObject({ kind: 'rejected', code: 'intercept_failed', text: '仓库不支持截单' });
  });

  it('ends in the warehouse’s words where the intercept went wrong, and a new cancel tries it again', async () => {
    const { check, execute, called, world } = inWork({ cancelStatus: 2, cancelMessage: '海外仓已打包' });
    expect(failureOf(await check(`intercepted:${world.now}`))).toMatchObject({ kind: 'rejected', code: 'intercept_failed', text: 'WO1: 海外仓已打包' });
    expect(handleOf(await execute())).toMatch(/^intercepted:/);
    expect(called()).toEqual(['list', 'outbounds', 'list', 'outbounds', 'intercept']);
  });

  it('says why without what the warehouse quotes of the receiver', async () => {
    const { check, world } = inWork({ cancelStatus: 2, cancelMessage: 'Ada Example 的包裹已打包', row: { consignee: 'Ada Example' } });
    expect(failureOf(await check(`intercepted:${world.now}`)).text).toBe('WO1: … 的包裹已打包');
  });

  it('is too late where the warehouse shipped all the same', async () => {
    const { check, world } = inWork({ status: 3, cancelStatus: 1 });
    expect(failureOf(await check(`intercepted:${world.now}`)).code).toBe('too_late');
  });

  it('does not wait for ever', async () => {
    const { check, world } = inWork({ cancelStatus: 1 });
    expect(handleOf(await check(`intercepted:${world.now - 86_400_000}`))).toMatch(/^intercepted:/);
    expect(failureOf(await check(`intercepted:${world.now - 86_400_001}`))).toMatchObject({ kind: 'rejected', code: 'intercept_failed', text: expect.stringContaining('WO1: not stopped a day after') });
  });
});

describe('a cancel whose answer was lost', () => {
  it('is found by reading, wherever it was lost', async () => {
    const lost = cancelling({});
    lost.fake.next(paths.orderCancel, 'lose');
    expect(failureOf(await lost.execute())).toMatchObject({ kind: 'unavailable' });
    expect(await lost.verify()).toEqual({ ok: true, value: { state: 'found', reference: '9001', allocation: [] } });
    const cut = cancelling({});
    cut.fake.next(paths.orderCancel, 'cut');
    expect(failureOf(await cut.execute())).toMatchObject({ kind: 'unavailable' });
    expect(await cut.verify()).toEqual({ ok: true, value: { state: 'absent' } });
    expect(await cut.execute()).toEqual(done('read_back'));
  });

  it('of an intercept goes on with waiting', async () => {
    const { execute, verify, fake, called } = cancelling({ status: 5 });
    fake.outbounds.push(outbound());
    fake.next(paths.outboundCancel, 'lose');
    expect(failureOf(await execute())).toMatchObject({ kind: 'unavailable' });
    expect(await verify()).toEqual({ ok: true, value: { state: 'absent' } });
    expect(handleOf(await execute())).toMatch(/^intercepted:/);
    expect(called().filter((call) => call === 'intercept')).toHaveLength(1);
  });

  it('does not take a list without the order for a cancel', async () => {
    expect(await cancelling().verify()).toEqual({ ok: true, value: { state: 'absent' } });
  });

  it('needs a store that can be asked', async () => {
    const { sinks, fake } = setUp();
    expect(failureOf(await sinks['erp.cancel'].execute(undo({ platformCode: null }), permit))).toMatchObject({ kind: 'invalid', code: 'no_platform_code' });
    expect(fake.seen).toEqual([]);
  });
});
