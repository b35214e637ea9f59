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
  if (!first.ok) throw new Error('asking in a spec: refused');
  const asked = { id: first.value, orderKey: null, requestedBy: 'li', reason: 'mapper fixed', requestedAt: expect.any(Number) as number, total: null, progress: 0, changed: 0, unfoldable: 0, error: null, finishedAt: null };
  expect(await findRebuild(opened.database, first.value)).toEqual({ ok: true, value: asked });
  expect(await ask(null)).toEqual(first);
  await opened.database.raw(`update tracker.rebuilds set total = 1, error = 'e'`);
  const second = await ask(null);
  expect(second.ok && second.value).not.toBe(first.value);
  expect(await findRebuild(opened.database)).toMatchObject({ ok: true, value: { id: second.ok && second.value } });
  // While it goes on, what it leaves out is no end of it.
  expect(await findRebuild(opened.database, first.value)).toMatchObject({ ok: true, value: { total: 1, error: null } });
  await opened.database.raw('update tracker.rebuilds set finished_at = now() where total = 1');
  expect(await findRebuild(opened.database, first.value)).toMatchObject({ ok: true, value: { error: 'e', finishedAt: expect.any(Number) as number } });
  const { rows } = await opened.database.raw<{ rows: unknown[] }>(`select who, what, subject, reason from shared.actions`);
  expect(rows).toEqual([1, 2].map(() => ({ who: 'li', what: 'orders.rebuild', subject: '*', reason: 'mapper fixed' })));
});

it('refuses an order that nothing was ever heard of', async () => {
  const asked = await ask(keyOf('1'));
  expect(asked.ok && (await findRebuild(opened.database, asked.value))).toMatchObject({ ok: true, value: { orderKey: keyOf('1') } });
  expect(await ask(keyOf('2'))).toMatchObject({ ok: false, failure: { kind: 'rejected', cause: { code: 'not_found' } } });
  expect(await findRebuild(opened.database, '999')).toEqual({ ok: true, value: undefined });
});
