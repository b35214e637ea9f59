import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findRebuild, importMap, requestRebuild } from '@tributary/postgres';
import { foldVersion } from './fold-again.ts';
import { countOrders } from './store/counts.ts';
import type { Tracker } from './track.ts';
import { commandRecord, keyOf, orderRecord, shippedRecord, storeRow, wholeWay, withdrawnRecords } from './tracked-records.suite.ts';
import { openTracker, trackInBatches, untilDone } from './tracker.suite.ts';

let opened: Awaited<ReturnType<typeof openTracker>>;
let tracker: Tracker;

beforeAll(async () => {
  opened = await openTracker('rebuild');
});
beforeEach(async () => {
  await opened.reset();
  tracker = opened.make();
});
afterAll(() => opened.close());

async function ask(orderKey: string | null): Promise<string> {
  const asked = await requestRebuild(opened.database, { orderKey, by: 'li', reason: 'rules mended' });
  if (!asked.ok) throw new Error('asking for a rebuild in a spec', { cause: asked.failure });
  return asked.value;
}
const found = async (id: string) => {
  const rebuild = await findRebuild(opened.database, id);
  return rebuild.ok ? rebuild.value : undefined;
};

it('gives the same facts, states and versions, and publishes nothing', async () => {
  await trackInBatches(tracker, ['1', '2', '3'].flatMap(wholeWay), [orderRecord('4', { revision: { at: 2_000, seq: 0, digest: 'x' } }), orderRecord('4')]);
  await opened.announcements();
  const before = [await opened.orders(), await opened.facts()];
  const id = await ask(null);
  await untilDone(tracker.rebuild);
  expect([await opened.orders(), await opened.facts()]).toEqual(before);
  expect((await opened.announcements()).sent).toEqual([]);
  expect(await found(id)).toMatchObject({ total: 4, progress: 4, changed: 0, unfoldable: 0, error: null, finishedAt: expect.any(Number) as number });
});

it('makes good what older rules left, raises the version and says so in the timeline', async () => {
  await trackInBatches(tracker, ['1', '2'].flatMap(wholeWay));
  await opened.announcements();
  const facts = await opened.facts();
  const right = await opened.rowsOf<{ state: unknown; desired: unknown }>('select state, desired from tracker.orders order by order_key');
  await opened.database.raw(`delete from tracker.facts where order_key = ? and kind = 'shipment'`, [keyOf('1')]);
  await opened.database.raw(`insert into tracker.facts (order_key, kind, subject, rank, at, body) values (?, 'timer', 'stale', '[1]', 1, '{"code":"stale","at":1}')`, [keyOf('1')]);
  await opened.database.raw(`update tracker.facts set body = jsonb_set(body, '{grandTotal}', '"1"') where order_key = ? and kind = 'order'`, [keyOf('1')]);
  await opened.database.raw(`update tracker.orders set digest = 'old', announced = '{"order-state ":"old"}', status = 'synced', state = jsonb_set(state, '{status}', '"synced"') where order_key = ?`, [keyOf('1')]);

  const id = await ask(keyOf('1'));
  await untilDone(tracker.rebuild);
  expect(await opened.facts()).toEqual(facts);
  expect(await opened.rowsOf('select state, desired from tracker.orders order by order_key')).toEqual(right);
  expect(await opened.rowsOf('select version from tracker.orders order by order_key')).toEqual([{ version: '2' }, { version: '1' }]);
  expect((await opened.announcements()).of('order-state')).toMatchObject([{ orderKey: keyOf('1'), version: 2, status: 'shipped' }]);
  expect(await opened.rowsOf(`select cause, status_before, status from tracker.history where version = 2`)).toEqual([{ cause: 'rebuild', status_before: 'synced', status: 'shipped' }]);
  expect(await found(id)).toMatchObject({ total: 1, progress: 1, changed: 1 });
});

it('never changes where an order goes', async () => {
  await trackInBatches(tracker, wholeWay('1'), [orderRecord('2'), orderRecord('3')], [commandRecord('2', 'reroute', { erp: 'lingxing', erpAccount: 'west', store: '7' })], withdrawnRecords('2'));
  const before = await opened.orders();
  expect(before[1]).toMatchObject({ desired: { requests: [{ state: 'cancelled', erpAccount: 'main' }, { state: 'active', erpAccount: 'west' }] } });
  await importMap(opened.database, { map: 'store', rows: [{ ...storeRow, erpAccount: 'other', store: '999' }] }, 'spec');
  await ask(null);
  await untilDone(opened.make().rebuild);
  expect(await opened.orders()).toEqual(before);
});

it('goes on behind the last order after a crash, whoever goes on, and takes news in meanwhile', async () => {
  const ids = Array.from({ length: 130 }, (_, index) => String(1_000 + index));
  await trackInBatches(tracker, ids.flatMap(wholeWay));
  const id = await ask(null);
  await tracker.rebuild();
  await tracker.rebuild();
  expect(await found(id)).toMatchObject({ total: 130, progress: 100, finishedAt: null });
  expect(await countOrders(opened.database)).toMatchObject({ toRebuild: 30 });
  const other = opened.make();
  await Promise.all([untilDone(other.rebuild), trackInBatches(tracker, ids.map((one) => orderRecord(one, { revision: { at: 9_000, seq: 0, digest: 'n' }, tags: ['new'] })))]);
  await untilDone(tracker.rebuild);
  expect(await found(id)).toMatchObject({ progress: 130, unfoldable: 0, finishedAt: expect.any(Number) as number });
  expect(await opened.rowsOf(`select count(*)::int as orders from tracker.facts where kind = 'order' and body->'tags' = '["new"]'`)).toEqual([{ orders: 130 }]);
});

it('leaves an order whole of which an event cannot be folded any more, and says why', async () => {
  await trackInBatches(tracker, ['1', '2'].flatMap(wholeWay));
  const before = [await opened.orders(), await opened.facts()];
  await opened.database.raw(`update tracker.events set value = jsonb_set(value, '{lines,0,currentQty}', '"many"') where order_key = ? and topic_row = 'order'`, [keyOf('1')]);
  const id = await ask(null);
  await untilDone(tracker.rebuild);
  expect([await opened.orders(), await opened.facts()]).toEqual(before);
  expect(await found(id)).toMatchObject({ progress: 2, changed: 0, unfoldable: 1, error: expect.stringContaining(`order ${keyOf('1')} cannot be folded`) as string });
});

it('happens by itself, before anything is added, to an order whose facts are of an older version', async () => {
  await trackInBatches(tracker, ['1', '2'].flatMap(wholeWay), [shippedRecord('3')]);
  const right = await opened.facts();
  // Facts that today's rules would not write, and ranks that do not compare with today's.
  await opened.database.raw(`update tracker.facts set rank = '["z"]', body = jsonb_set(body, '{trackingNumber}', '"old"') where kind = 'shipment'`);
  await opened.database.raw('update tracker.orders set fold_version = 1');
  await trackInBatches(tracker, [shippedRecord('1'), shippedRecord('3')]);
  const mended = await opened.facts();
  const of = (rows: typeof right, id: string) => rows.filter((fact) => fact.order_key === keyOf(id));
  expect([of(mended, '1'), of(mended, '3')]).toEqual([of(right, '1'), of(right, '3')]);
  expect(of(mended, '2')).not.toEqual(of(right, '2'));
  expect(await opened.rowsOf('select order_key, fold_version, version from tracker.orders order by order_key')).toEqual([
    { order_key: keyOf('1'), fold_version: foldVersion, version: '1' },
    { order_key: keyOf('2'), fold_version: 1, version: '1' },
  ]);
  await ask(null);
  await untilDone(tracker.rebuild);
  expect(await opened.facts()).toEqual(right);
});
