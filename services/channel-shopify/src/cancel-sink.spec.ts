import { expect, it } from 'vitest';
import type { Cancellation } from '@tributary/contracts';
import type { Finding, Submission } from '@tributary/delivery-kit';
import { reasonOf, type Result } from '@tributary/kernel';
import { createCancelSink } from './cancel-sink.ts';
import { cancellation, effectOf, permit } from './fixtures/effects.suite.ts';
import { createFakeShop } from './fixtures/fake-shop.suite.ts';

function setUp() {
  const shop = createFakeShop('5001');
  const sink = createCancelSink({ client: shop.client, clock: { now: () => 1_000 } });
  return { ...shop, sink };
}

const effect = (more: Partial<Cancellation> = {}) => effectOf(cancellation(more), { effect: 'cancel.channel' });
const shown = (result: Result<Submission | Finding>) => (result.ok ? result.value : `${result.failure.kind} ${reasonOf(result.failure).code}`);
const done = { state: 'succeeded', reference: 'gid://shopify/Order/5001', confirmedBy: 'read_back', allocation: [] };

it('asks for a cancellation and is done once the order is cancelled', async () => {
  const { sink, seen, endJob } = setUp();
  const submitted = { state: 'submitted', handle: 'gid://shopify/Job/1', checkAt: 3_000 };
  expect(shown(await sink.execute(effect(), permit))).toEqual(submitted);
  expect(seen[1]).toEqual({ operation: 'order.cancel', variables: { id: 'gid://shopify/Order/5001', reason: 'INVENTORY', restock: true } });
  expect(shown(await sink.check(effect(), 'gid://shopify/Job/1', permit))).toEqual(submitted);
  endJob();
  expect(shown(await sink.check(effect(), 'gid://shopify/Job/1', permit))).toEqual(done);
});

it('asks for nothing where the order is cancelled already', async () => {
  const { sink, state, operations } = setUp();
  state.cancelledAt = '2026-03-03T00:00:00Z';
  expect([shown(await sink.execute(effect(), permit)), operations()]).toEqual([done, ['cancelled.read']]);
});

it('finds what became of a lost answer', async () => {
  const { sink, next, endJob } = setUp();
  next('order.cancel', 'lose');
  expect(shown(await sink.execute(effect(), permit))).toBe('unavailable ECONNRESET');
  expect(shown(await sink.verify(effect(), permit))).toEqual({ state: 'absent' });
  endJob();
  expect(shown(await sink.verify(effect(), permit))).toEqual({ state: 'found', reference: done.reference, allocation: [] });
});

it('is rejected where the job ends without it, in words where Shopify gives any', async () => {
  const failedJob = setUp();
  await failedJob.sink.execute(effect(), permit);
  failedJob.state.job = { done: true, cancels: false };
  expect(shown(await failedJob.sink.check(effect(), 'gid://shopify/Job/1', permit))).toBe('rejected cancel_failed');
  const refused = setUp();
  refused.next('order.cancel', { refuse: 'Cannot cancel an order that has been fulfilled' });
  const result = await refused.sink.execute(effect(), permit);
  expect(result.ok ? '' : reasonOf(result.failure)).toEqual({ code: 'cancel_refused', text: 'Cannot cancel an order that has been fulfilled' });
});

it('is done where the order was cancelled between the look and the refusal', async () => {
  const { sink, next, client, state } = setUp();
  next('order.cancel', { refuse: 'Order has already been cancelled' });
  const send = client.send;
  client.send = async (call) => {
    const answer = await send(call);
    if (call.document.operation === 'order.cancel') state.cancelledAt = '2026-03-03T00:00:00Z';
    return answer;
  };
  expect(shown(await sink.execute(effect(), permit))).toEqual(done);
});

it('does not look for ever after a job that Shopify does not know any more', async () => {
  const { sink, state, endJob } = setUp();
  await sink.execute(effect(), permit);
  endJob();
  state.job = undefined;
  expect(shown(await sink.check(effect(), 'gid://shopify/Job/1', permit))).toEqual(done);
  state.cancelledAt = null;
  expect(shown(await sink.check(effect(), 'gid://shopify/Job/1', permit))).toBe('unexpected job_unknown');
});

it('cancels whole orders only, and none that is out of sight', async () => {
  const { sink, state, operations } = setUp();
  expect([shown(await sink.execute(effect({ lines: [{ channelLineId: '11', qty: '1' }] }), permit)), operations()]).toEqual(['rejected lines_only', []]);
  state.exists = false;
  expect([shown(await sink.execute(effect(), permit)), shown(await sink.verify(effect(), permit))]).toMatchObject(['rejected order_not_found', { state: 'cannot_tell' }]);
});

it.each([['changed_mind', 'CUSTOMER'], ['out_of_stock', 'INVENTORY'], ['fraud', 'FRAUD'], ['payment', 'DECLINED'], ['price_error', 'STAFF'], ['duplicate', 'STAFF'], ['other', 'OTHER'], ['UNKNOWN', 'OTHER']] as const)('says %s as %s', async (reason, word) => {
  const { sink, seen } = setUp();
  await sink.execute(effect({ reason }), permit);
  expect(seen[1]?.variables).toMatchObject({ reason: word });
});
