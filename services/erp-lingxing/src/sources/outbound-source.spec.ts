import { describe, expect, it } from 'vitest';
import { idsOf, readAll, readUntilError, setUp, start } from '../fixtures/reading.suite.ts';
import { paths } from '../requests/endpoints.ts';
import { createShops } from '../shops.ts';
import { createOutboundSource } from './outbound-source.ts';

/** What a poll at `start` (16:00 in Beijing) reads up to. */
const end = start - 5_000;

function polling(more: object = {}) {
  const { reading: asking, ...world } = setUp(more);
  const reading = { ...asking, shops: createShops(asking.client, asking.clock), nativeStores: asking.nativeStores };
  world.world.ours.set('SH-1-P1-R1', [world.keyOf(1)]);
  const add = (wo: string, updateAt: string, row: object = { platform_order_no: ['SH-1-P1-R1'] }): void => void world.fake.outbounds.push({ wo, global: '901', status: 2, cancelStatus: 0, updateAt, row });
  const asked = () => world.fake.seen.map(({ body }) => JSON.parse(body) as { page: number; start_date: string; end_date: string });
  return { ...world, source: createOutboundSource(reading), restarted: () => createOutboundSource(reading), add, asked };
}

describe('outbounds that changed', () => {
  it('are read by days of Beijing, and written with our keys', async () => {
    const { source, add, asked, keyOf } = polling();
    add('WO1', '2026-01-01 15:58:00');
    const { records, batches, cursor } = await readAll(source, String(start - 300_000));
    expect(asked()).toEqual([{ page: 1, page_size: 200, time_type: 'update_at', start_date: '2026-01-01', end_date: '2026-01-02' }]);
    expect(records.map(({ draft }) => draft)).toMatchObject([{ kind: 'row', topic: 'outbound', resourceType: 'outbound', resourceId: 'WO1', vendorRevision: '2026-01-01 15:58:00', orderKeys: [keyOf(1)], asOf: start }]);
    expect([cursor, batches.at(-1)?.records]).toEqual([String(end), []]);
  });

  it('older than the cursor, less the overlap, are left aside', async () => {
    const { source, add } = polling();
    [['WO1', '15:44:59'], ['WO2', '15:45:00'], ['WO3', '15:59:59']].forEach(([wo, time]) => add(wo!, `2026-01-01 ${time}`));
    expect(idsOf((await readAll(source, String(start - 300_000))).records)).toEqual(['WO2', 'WO3']);
  });

  it('are written once, again when they change, and once more by a new process', async () => {
    const { source, restarted, add, fake, world } = polling();
    add('WO1', '2026-01-01 15:58:00');
    const first = await readAll(source, String(start - 300_000));
    world.now += 120_000;
    expect(idsOf((await readAll(source, first.cursor)).records)).toEqual([]);
    Object.assign(fake.outbounds[0]!, { status: 3, updateAt: '2026-01-01 16:01:00' });
    expect(idsOf((await readAll(source, first.cursor)).records)).toEqual(['WO1']);
    expect(idsOf((await readAll(source, first.cursor)).records)).toEqual([]);
    expect(idsOf((await readAll(restarted(), first.cursor)).records)).toEqual(['WO1']);
  });

  it('are all found after a pause, though newer ones push them to pages that were read already', async () => {
    const { source, add, fake } = polling();
    for (let n = 0; n < 401; n++) add(`WO${n}`, '2026-01-01 12:00:00');
    const date = fake.state.onCall;
    // One more goes to the head of the list once its last page was read.
    fake.state.onCall = (path) => (date?.(path), void (fake.seen.length === 2 && (add('NEW', '2026-01-01 15:59:00'), fake.outbounds.unshift(fake.outbounds.pop()!))));
    const { records, cursor } = await readAll(source, String(start - 5 * 3_600_000));
    expect(new Set([...idsOf(records), ...idsOf((await readAll(source, cursor)).records)]).size).toBe(402);
  });

  it('do not keep a reading after a pause from its end, however many new ones come', async () => {
    const { source, add, fake } = polling();
    for (let n = 0; n < 401; n++) add(`WO${n}`, '2026-01-01 12:00:00');
    fake.state.onCall = () => add(`NEW${fake.seen.length}`, '2026-01-01 15:59:00');
    const { records, cursor } = await readAll(source, String(start - 5 * 3_600_000));
    expect([idsOf(records).filter((id) => id.startsWith('WO')).length, cursor]).toEqual([401, String(end)]);
  });

  it('of the day before are read until the overlap has passed midnight', async () => {
    const midnight = Date.parse('2026-01-01T16:00:00Z');
    const { source, add, asked, world } = polling();
    add('WO1', '2026-01-01 23:59:50');
    add('WO2', '2026-01-02 00:00:10');
    world.now = midnight + 60_000;
    const { records, batches, cursor } = await readAll(source, String(midnight - 30_000));
    expect([asked().map(({ start_date }) => start_date), idsOf(records), cursor]).toEqual([['2026-01-01', '2026-01-02'], ['WO1', 'WO2'], String(midnight + 55_000)]);
    expect(batches[0]?.nextCursor).toBe(String(midnight));
    world.now = midnight + 700_000;
    await readAll(source, String(midnight + 640_000));
    expect(asked().slice(2).map(({ start_date }) => start_date)).toEqual(['2026-01-02']);
  });

  it('begin as long ago as told, oldest day first, and the cursor follows day by day', async () => {
    const { source, asked } = polling({ poll: { firstReadMs: 3 * 86_400_000 } });
    const { batches } = await readAll(source);
    expect(asked().map(({ start_date }) => start_date)).toEqual(['2025-12-29', '2025-12-30', '2025-12-31', '2026-01-01']);
    expect(batches.map(({ nextCursor }) => Number(nextCursor))).toEqual([...['2025-12-29', '2025-12-30', '2025-12-31'].map((day) => Date.parse(`${day}T16:00:00Z`)), end, end]);
  });

  it('of many pages are read last page first, with a sign of life for each', async () => {
    const { source, add, asked } = polling();
    for (let n = 0; n < 450; n++) add(`WO${n}`, '2026-01-01 15:58:00');
    const { records, batches } = await readAll(source, String(start - 300_000));
    expect([asked().map(({ page }) => page), new Set(idsOf(records)).size, batches.map(({ records }) => records.length)]).toEqual([[1, 3, 2, 1], 450, [0, 0, 0, 450, 0]]);
  });

  it('of no order of ours are left aside, and one without a readable time is not', async () => {
    const { source, add } = polling();
    add('WO1', '2026-01-01 15:58:00', { platform_order_no: ['STAFF-1'] });
    add('WO2', '2026-01-01 15:58:00', { update_at: 'soon', platform_order_no: 'SH-1-P1-R1' });
    expect(idsOf((await readAll(source, String(start - 300_000))).records)).toEqual(['WO2']);
  });
});

describe('outbounds of a store that Lingxing fills by itself', () => {
  const native = { nativeStores: [{ store: '120', channel: 'shopify', account: 'eu' }] };

  it('are known by the channel’s order id, as soon as they are there', async () => {
    const { source, add, fake } = polling(native);
    fake.shops.push({ store_id: '120', sid: '104' }, { store_id: '121', sid: '' });
    add('WO1', '2026-01-01 15:58:00', { sid: 104, platform_order_no: ['7001'] });
    add('WO2', '2026-01-01 15:58:00', { sid: 105, platform_order_no: ['7002'] });
    add('WO3', '2026-01-01 15:58:00', { sid: '', platform_order_no: ['7003'] });
    expect((await readAll(source, String(start - 300_000))).records.map(({ draft }) => [draft.resourceId, draft.orderKeys])).toEqual([['WO1', ['acme/shopify/eu/7001']]]);
  });

  it('wait where the stores cannot be read', async () => {
    const { source, fake } = polling(native);
    fake.next(paths.sellerList, 'cut');
    expect(await readUntilError(source, String(start - 300_000))).toMatchObject({ kind: 'unavailable', cursors: [] });
  });
});

describe('a reading of outbounds that goes wrong', () => {
  it('ends with what went wrong and gives nothing of the day', async () => {
    const { source, fake, add } = polling();
    for (let n = 0; n < 250; n++) add(`WO${n}`, '2026-01-01 15:58:00');
    fake.next(paths.outboundList, { answer: { code: 0, data: [], total: 250 } }, 'cut', 'cut');
    expect(await readUntilError(source, String(start - 300_000))).toMatchObject({ kind: 'unavailable', records: [], cursors: [] });
    fake.next(paths.outboundList, { answer: { code: 0, data: 'none' } });
    expect((await readUntilError(source, String(start - 300_000))).code).toBe('no_list');
    expect((await readAll(source, String(start - 300_000), AbortSignal.abort())).records).toEqual([]);
  });
});
