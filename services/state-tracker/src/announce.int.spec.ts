import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ok } from '@tributary/kernel';
import { createDatabase } from '@tributary/postgres';
import type { Outbound } from '@tributary/stream';
import { countOrders } from './store/counts.ts';
import type { Tracker } from './track.ts';
import { keyOf, line, orderRecord, wholeWay } from './tracked-records.suite.ts';
import { openTracker, refusing, trackInBatches } from './tracker.suite.ts';

let opened: Awaited<ReturnType<typeof openTracker>>;
let tracker: Tracker;

beforeAll(async () => {
  opened = await openTracker('announcing');
});
beforeEach(async () => {
  await opened.reset();
  tracker = opened.make();
});
afterAll(() => opened.close());

const idsOf = (records: readonly Outbound[]) => records.map(({ value }) => value.eventId);

it('announces again, with the same ids, what it could not note as announced', async () => {
  await trackInBatches(tracker, wholeWay('1'));
  const lost = await opened.announcements(() => refusing('unavailable'));
  expect(lost.result).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });

  // The process dies between a send and its note: its connection goes, and with it the transaction.
  const witness = createDatabase(opened.url, { poolSize: 1 });
  const dying: Outbound[] = [];
  const died = await opened.announcements(async (records) => {
    dying.push(...records);
    await witness.raw(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`);
    return ok();
  });
  await witness.destroy();
  expect(died.result).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
  expect(await opened.rowsOf('select announced_version from tracker.orders')).toEqual([{ announced_version: '0' }]);

  const again = await opened.announcements();
  expect(idsOf(again.sent)).toEqual(idsOf(dying));
  expect(again.sent.map(({ row }) => row)).toEqual(['fulfillment-request', 'shipment-notice', 'order-state']);
  expect((await opened.announcements()).sent).toEqual([]);
});

it('says again what changed and changed back while it is not known whether the change went out', async () => {
  const wanting = (currentQty: string, at: number) => orderRecord('1', { revision: { at, seq: 0, digest: `d${at}` }, lines: [line({ orderedQty: '2', currentQty })] });
  await trackInBatches(tracker, [wanting('2', 1_000)]);
  await opened.announcements();
  await trackInBatches(tracker, [wanting('1', 2_000)]);
  // The topics have it, and the answer is lost.
  await opened.announcements(() => refusing('unavailable'));
  await trackInBatches(tracker, [wanting('2', 3_000)]);
  const again = await opened.announcements();
  expect(again.of('fulfillment-request')).toMatchObject([{ version: 3, lines: [{ qty: '2' }] }]);
  expect(again.of('order-state')).toMatchObject([{ version: 3, lines: [{ current: '2' }] }]);
  expect((await opened.announcements()).sent).toEqual([]);
});

it('publishes of an order only what says something new', async () => {
  const way = wholeWay('1');
  await trackInBatches(tracker, way.slice(0, 1));
  expect((await opened.announcements()).sent.map(({ row }) => row)).toEqual(['fulfillment-request', 'order-state']);
  await trackInBatches(tracker, way.slice(1));
  expect((await opened.announcements()).sent.map(({ row }) => row)).toEqual(['shipment-notice', 'order-state']);
});

it('keeps sends small, and the records of an order together', async () => {
  await trackInBatches(tracker, Array.from({ length: 9 }, (_, index) => orderRecord(String(index))));
  // A partition with an order of 700 records among eight of 200.
  await opened.database.raw(`update tracker.orders set partition = 0, desired = jsonb_set(desired, '{requests}',
    to_jsonb(array_fill(desired->'requests'->0, array[case when order_key = ? then 699 else 199 end])))`, [keyOf('4')]);
  const sends: Outbound[][] = [];
  await opened.announcements((records) => {
    sends.push([...records]);
    return ok();
  });
  expect(sends.filter(({ length }) => length > 500).map((send) => [...new Set(send.map(({ key }) => key))])).toEqual([[keyOf('4')]]);
  expect(sends.flat()).toHaveLength(8 * 200 + 700);
  // Every order is in one send.
  expect(sends.flatMap((send) => [...new Set(send.map(({ key }) => key))])).toHaveLength(9);
});

it('publishes every order once, however many instances announce', async () => {
  await trackInBatches(tracker, Array.from({ length: 60 }, (_, index) => orderRecord(String(index))));
  const rounds = await Promise.all([opened.announcements(), opened.announcements(), opened.announcements()]);
  const last = await opened.announcements();
  const states = [...rounds, last].flatMap(({ of }) => of('order-state')).map((value) => value.eventId);
  expect(states).toHaveLength(60);
  expect(new Set(states).size).toBe(60);
});

it('sets aside the one order that no topic takes, until it changes', async () => {
  const tooLarge = (records: readonly Outbound[]) => (records.some(({ key }) => key === keyOf('3')) ? refusing('invalid') : ok());
  // Equal partitions are not needed: every partition's round is tried on its own.
  await trackInBatches(tracker, Array.from({ length: 30 }, (_, index) => orderRecord(String(index))));
  const first = await opened.announcements(tooLarge);
  expect(first.result.ok).toBe(true);
  expect(first.of('order-state')).toHaveLength(29);
  expect(opened.told.refused).toEqual([keyOf('3')]);
  expect((await opened.announcements(tooLarge)).sent).toEqual([]);
  expect(opened.told.refused).toEqual([keyOf('3')]);
  expect(await countOrders(opened.database)).toMatchObject({ refused: [{ tenant: 'acme', orders: 1 }] });
  expect(await opened.rowsOf('select order_key, refused_text from tracker.orders where refused_version = version')).toMatchObject([{ order_key: keyOf('3'), refused_text: expect.stringContaining('producing') as string }]);

  await trackInBatches(tracker, [orderRecord('3', { revision: { at: 2_000, seq: 0, digest: 'd2000' }, grandTotal: '11' })]);
  expect((await opened.announcements()).of('order-state')).toMatchObject([{ orderKey: keyOf('3'), version: 2 }]);
});

it('goes on with the other partitions while one comes to nothing', async () => {
  await trackInBatches(tracker, Array.from({ length: 30 }, (_, index) => orderRecord(String(index))));
  const blocked = await opened.rowsOf<{ order_key: string }>('select order_key from tracker.orders where partition = (select min(partition) from tracker.orders)');
  const keys = new Set(blocked.map((row) => row.order_key));
  const round = await opened.announcements((records) => (records.some(({ key }) => keys.has(key)) ? refusing('unavailable') : ok()));
  expect(round.result).toMatchObject({ ok: false });
  expect(round.of('order-state')).toHaveLength(30 - keys.size);
  expect((await opened.announcements()).of('order-state')).toHaveLength(keys.size);
});
