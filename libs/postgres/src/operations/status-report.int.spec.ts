import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCursors, createFetchTasks, readStatus } from '../index.ts';
import { account, intent, keyOf, openLedger } from './operations.suite.ts';

let opened: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  opened = await openLedger('status');
});
afterAll(() => opened.close());

async function status() {
  const read = await readStatus(opened.database);
  if (!read.ok) throw new Error('reading the status in a spec: the database is away');
  return read.value;
}

async function putOrder(id: string, orderStatus: string, codes: readonly string[], refusedText: string | null = null): Promise<void> {
  const state = { status: orderStatus, exceptions: codes.map((code, since) => ({ code, text: 'words', source: 'tributary', leg: 'route', since: since + Number(id) })) };
  await opened.database.raw(
    `insert into tracker.orders (order_key, tenant, channel, account, partition, status, state, desired, digest, trace_id, recorded_at, version, refused_version, refused_text)
     values (?, 'acme', 'shopify', 'us', 0, ?, ?, '{}', '', 'trace', 1, 4, ?, ?)`,
    [keyOf(id), orderStatus, JSON.stringify(state), refusedText === null ? 3 : 4, refusedText],
  );
}

const error = { class: 'unavailable', code: '503', text: 'no answer' };

it('tells of a platform without work that there is none', async () => {
  const report = await status();
  expect(report).toEqual({ at: report.at, halts: [], feeds: [], fetches: [], failedFetches: [], orders: { open: [], inException: 0, exceptions: [], refused: { count: 0, orders: [] } }, effects: [] });
  expect(Math.abs(report.at - Date.now())).toBeLessThan(5_000);
});

it('tells which account is halted, why, and when it is tried next', async () => {
  await opened.ledger.halt({ ...account, code: 'token_refused', text: 'not accepted', credentialVersion: 'v', probeInMs: 60_000 });
  const { at, halts } = await status();
  expect(halts).toEqual([{ ...account, code: 'token_refused', text: 'not accepted', haltedAt: expect.any(Number) as number, probeAt: expect.any(Number) as number }]);
  expect((halts[0]?.probeAt ?? 0) - at).toBeGreaterThan(50_000);
  await opened.ledger.resume(account);
});

it('tells where feeds are: read, failing, never read', async () => {
  const cursors = createCursors(opened.database, 'shopify');
  const read = async (name: string, failures: number, isRead: boolean): Promise<void> => {
    for (let turn = 0; turn <= failures; turn += 1) {
      const looked = await cursors.take({ tenant: 'acme', account: 'us', name }, { leaseMs: 20_000, isForced: true });
      if (!looked.ok || looked.value.lease === undefined) throw new Error('leasing a cursor in a spec: somebody has it');
      await cursors.end(looked.value.lease, { dueInMs: 60_000, isRead: isRead && turn === 0, error: turn === 0 ? null : error });
    }
  };
  await read('orders', 0, true);
  await read('parcels', 2, true);
  await read('stock', 1, false);
  const { at, feeds } = await status();
  expect(feeds.map(({ name, failures, error: last }) => [name, failures, last?.code])).toEqual([['orders', 0, undefined], ['parcels', 2, '503'], ['stock', 1, '503']]);
  expect(feeds.map(({ polledAt }) => polledAt !== null && at - polledAt < 5_000)).toEqual([true, true, false]);
  expect(feeds.every(({ dueAt }) => dueAt > at)).toBe(true);
});

it('counts what waits to be read, and names what failed, given up ones first', async () => {
  const tasks = createFetchTasks(opened.database, 'shopify');
  const wish = (resourceId: string) => ({ tenant: 'acme', account: 'us', resourceType: 'order', resourceId, revisionAt: null, count: 1, isOpen: true, traceId: 't' });
  await tasks.want(['1', '2', '3', '4'].map(wish), 0);
  const claimed = await tasks.claim([{ tenant: 'acme', account: 'us', slots: 3 }], 30_000);
  const endings = [['failing', 1_000, 4], ['dead', null, 8], ['done', null, 1]] as const;
  for (const [index, [state, dueInMs, attempts]] of endings.entries()) {
    const claim = claimed.ok ? claimed.value[index] : undefined;
    if (claim === undefined) throw new Error('claiming in a spec: nothing is due');
    await tasks.settle(claim.claim, { state, dueInMs, attempts, faults: 0, rereads: 0, read: null, error: state === 'done' ? null : error });
  }
  const { fetches, failedFetches } = await status();
  expect(fetches).toEqual([
    { vendor: 'shopify', state: 'dead', count: 1, attempts: 8, dueAt: null },
    { vendor: 'shopify', state: 'failing', count: 1, attempts: 4, dueAt: expect.any(Number) as number },
    { vendor: 'shopify', state: 'waiting', count: 1, attempts: 0, dueAt: expect.any(Number) as number },
  ]);
  expect(failedFetches).toMatchObject([{ state: 'dead', attempts: 8, resourceType: 'order', error: { code: '503', text: 'no answer' } }, { state: 'failing', attempts: 4 }]);
});

it('counts orders on their way, in exception by code, each once, and those that no topic takes', async () => {
  await putOrder('1', 'created', ['42', 'stuck', 'stuck']);
  await putOrder('2', 'shipped', ['stuck']);
  await putOrder('3', 'pending', []);
  await putOrder('4', 'completed', [], 'too large');
  expect((await status()).orders).toEqual({
    open: [{ status: 'created', count: 1 }, { status: 'pending', count: 1 }],
    inException: 2,
    exceptions: [{ code: 'stuck', count: 2, since: 2 }, { code: '42', count: 1, since: 1 }],
    refused: { count: 1, orders: [{ orderKey: keyOf('4'), text: 'too large' }] },
  });
});

it('counts unfinished effects, and of those that ended badly the ones that a person still has to see to', async () => {
  // Order 1 is in exception, order 3 is not: what was refused there does not matter any more. Of order 9 nothing is known.
  await opened.settled('1', 'rejected');
  await opened.settled('3', 'rejected');
  await opened.settled('9', 'dead');
  await opened.settled('4', 'succeeded', { error: null });
  await opened.ledger.accept([intent('5')]);
  const { at, effects } = await status();
  expect(effects.map(({ target, state, count, forPerson }) => [target, state, count, forPerson])).toEqual([['lingxing', 'dead', 1, 1], ['lingxing', 'pending', 1, 0], ['lingxing', 'rejected', 2, 1]]);
  expect(effects.every(({ since }) => at - since < 60_000)).toBe(true);
});

it('tells for how long an effect is tried already, not when it was tried last', async () => {
  await opened.database.raw(`update delivery.effects set state = 'retrying', created_at = now() - interval '2 days' where lane_key = ?`, [keyOf('5')]);
  const { at, effects } = await status();
  expect(at - (effects.find(({ state }) => state === 'retrying')?.since ?? at)).toBeGreaterThan(86_400_000);
});
