import { afterAll, beforeAll, expect, it } from 'vitest';
import { findRebuild, requestRebuild } from '../index.ts';
import { keyOf, openLedger } from './operations.suite.ts';

let opened: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  opened = await openLedger('rebuilds');
  await opened.database.raw(`insert into tracker.events (event_id, order_key, topic_row, value) values ('e1', ?, 'order', '{}')`, [keyOf('1')]);
});
afterAll(() => opened.close());

const ask = (orderKey: string | null) => requestRebuild(opened.database, { orderKey, by: 'li', reason: 'mapper fixed' });

it('asks once for what has not begun, and anew for what has', async () => {
  const first = await ask(null);
  expect(first).toMatchObject({ ok: true, value: { orderKey: null, requestedBy: 'li', reason: 'mapper fixed', total: null, progress: 0, changed: 0, unfoldable: 0, error: null, finishedAt: null } });
  expect(await ask(null)).toEqual(first);
  await opened.database.raw('update tracker.rebuilds set total = 1');
  const second = await ask(null);
  expect(second.ok && first.ok && second.value.id > first.value.id).toBe(true);
  expect(await findRebuild(opened.database)).toEqual(second);
  expect(first.ok && (await findRebuild(opened.database, first.value.id))).toMatchObject({ ok: true, value: { total: 1 } });
  const { rows } = await opened.database.raw<{ rows: unknown[] }>(`select who, what, subject, reason from shared.actions`);
  expect(rows).toEqual([1, 2].map(() => ({ who: 'li', what: 'orders.rebuild', subject: '*', reason: 'mapper fixed' })));
});

it('refuses an order that nothing was ever heard of', async () => {
  expect(await ask(keyOf('1'))).toMatchObject({ ok: true, value: { orderKey: keyOf('1') } });
  expect(await ask(keyOf('2'))).toMatchObject({ ok: false, failure: { kind: 'rejected', cause: { code: 'not_found' } } });
  expect(await findRebuild(opened.database, 999)).toEqual({ ok: true, value: undefined });
});
