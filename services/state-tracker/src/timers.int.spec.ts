import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ok } from '@tributary/kernel';
import { requestRebuild } from '@tributary/postgres';
import { countOrders } from './store/counts.ts';
import { keyOf, orderRecord } from './tracked-records.suite.ts';
import { openTracker, settings, trackInBatches, untilDone } from './tracker.suite.ts';

let opened: Awaited<ReturnType<typeof openTracker>>;

beforeAll(async () => {
  opened = await openTracker('timers');
});
beforeEach(() => opened.reset());
afterAll(() => opened.close());

const impatient = () => opened.make({ settingsOf: () => ({ ...settings, thresholds: { pendingMs: 1_000, createdMs: 1_000, syncedMs: 1_000 } }) });

it('folds in that an order’s time has come: once, as an event, by whichever instance', async () => {
  const [tracker, other] = [impatient(), impatient()];
  await trackInBatches(tracker, [orderRecord('1')]);
  expect((await opened.announcements()).of('order-state')).toMatchObject([{ status: 'created', exceptions: [] }]);
  await Promise.all([tracker.fireTimers(), other.fireTimers()]);
  expect(await tracker.fireTimers()).toEqual(ok(0));
  expect((await opened.announcements()).of('order-state')).toMatchObject([{ version: 2, flags: ['exception'], traceId: 'trace' }]);
  expect(await opened.rowsOf(`select event_id, value from tracker.events where topic_row = 'timer'`)).toHaveLength(1);
  expect((await countOrders(opened.database)).stuck).toEqual([{ tenant: 'acme', status: 'created', orders: 1 }]);

  // It is an event like any other: a rebuild knows of it without looking at a clock.
  const before = [await opened.orders(), await opened.facts()];
  await requestRebuild(opened.database, { orderKey: null, by: 'li', reason: 'spec' });
  await untilDone(tracker.rebuild);
  expect([await opened.orders(), await opened.facts()]).toEqual(before);
});

it('waits until the moment has come, by the clock of the database', async () => {
  const tracker = opened.make();
  await trackInBatches(tracker, [orderRecord('1')]);
  expect(await opened.rowsOf('select timer_at > now() as later from tracker.orders')).toEqual([{ later: true }]);
  expect(await tracker.fireTimers()).toEqual(ok(0));
  await opened.database.raw(`update tracker.orders set timer_at = now() - interval '1 second'`);
  expect(await tracker.fireTimers()).toEqual(ok(1));
});

it('does not go round in circles with an order that cannot be folded', async () => {
  const tracker = impatient();
  await trackInBatches(tracker, [orderRecord('1')]);
  await opened.database.raw(`update tracker.facts set body = jsonb_set(body, '{lines,0,currentQty}', '"many"') where kind = 'order'`);
  expect(await tracker.fireTimers()).toEqual(ok(1));
  expect(opened.told.setAside).toEqual([keyOf('1')]);
  expect(await tracker.fireTimers()).toEqual(ok(0));
  expect(await opened.rowsOf(`select timer_at between now() + interval '50 minutes' and now() + interval '70 minutes' as later from tracker.orders`)).toEqual([{ later: true }]);
});
