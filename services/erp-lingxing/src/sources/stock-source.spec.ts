import { describe, expect, it } from 'vitest';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { readAll, readUntilError, setUp, start } from '../fixtures/reading.suite.ts';
import { paths } from '../requests/endpoints.ts';
import { createStockSource, type ScanKeys } from './stock-source.ts';

const key = (wid: string, sku: string, seller = '0'): string => JSON.stringify([wid, sku, seller]);

function scanning(options: object = {}) {
  const { reading, ...world } = setUp({ poll: options });
  const remembered = new Set<string>();
  const answers = { remember: undefined as Result<never> | undefined, forget: undefined as Result<never> | undefined };
  const keys: ScanKeys = {
    async remember(_account, shown) {
      if (answers.remember !== undefined) return answers.remember;
      const missing = [...remembered].filter((one) => !shown.includes(one)).sort();
      shown.forEach((one) => remembered.add(one));
      return ok(missing);
    },
    forget: async (_account, gone) => answers.forget ?? (gone.forEach((one) => remembered.delete(one)), ok()),
  };
  world.fake.warehouses.push({ wid: 50, type: 1 }, { wid: 51, type: 3 }, { wid: 52, type: 4 });
  const add = (sku: string, valid: number, more: object = {}): void => void world.fake.stock.push({ wid: 50, sku, seller_id: '0', product_valid_num: valid, ...more });
  const bodies = (path: string) => world.fake.seen.filter((seen) => seen.path === path).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  return { ...world, source: createStockSource({ ...reading, keys }), remembered, answers, add, bodies };
}

const bodyOf = ({ body }: { body: Buffer }) => JSON.parse(body.toString()) as { data?: { sku: string }[]; sku?: string };

describe('the stock', () => {
  it('of all warehouses of the types is read page by page and given as documents of one scan', async () => {
    const { source, add, bodies } = scanning();
    for (let n = 0; n < 1_700; n++) add(`SKU-${n}`, n);
    const { records, batches, cursor } = await readAll(source, 'before');
    expect(bodies(paths.warehouseList).map(({ type, is_delete }) => [type, is_delete])).toEqual([[1, '0'], [3, '0']]);
    expect(bodies(paths.stockList)).toEqual([0, 800, 1600].map((offset) => ({ wid: '50,51', offset, length: 800 })));
    expect(records.map(({ draft }) => draft)).toMatchObject(Array(4).fill({ kind: 'document', topic: 'inventory', resourceType: 'inventory', resourceId: 'stock', vendorRevision: '2026-01-01T08:00:00.000Z', asOf: start, orderKeys: [] }));
    expect(records.flatMap((record) => bodyOf(record).data ?? []).map(({ sku }) => sku)).toEqual(Array.from({ length: 1_700 }, (_, n) => `SKU-${n}`));
    expect([cursor, batches.at(-1)?.records, batches.slice(0, 5).map(({ nextCursor, records }) => [nextCursor, records.length])]).toEqual(['2026-01-01T08:00:00.000Z', [], Array(5).fill(['before', 0])]);
  });

  it('keeps all rows of a warehouse, SKU and owner in one document, wherever the pages cut', async () => {
    const { source, add } = scanning();
    add('A', 1);
    for (let n = 0; n < 900; n++) add(`SKU-${n}`, n);
    add('A', 2, { fnsku: 'X1' });
    add('A', 3, { seller_id: '104' });
    const documents = (await readAll(source)).records.map(bodyOf);
    expect(documents.map(({ data }) => data?.filter(({ sku }) => sku === 'A').length)).toEqual([2, 1]);
  });

  it('that nobody can read stands apart, and stops no other', async () => {
    const { source, add } = scanning();
    add('A', 1);
    add('BAD', 3, { product_valid_num: null });
    add('B', 2);
    const documents = (await readAll(source)).records.map(bodyOf);
    expect(documents.map(({ data }) => data?.map(({ sku }) => sku))).toEqual([['BAD'], ['A', 'B']]);
  });

  it('is cut into documents that Kafka takes', async () => {
    const { source, add } = scanning();
    for (let n = 0; n < 30; n++) add(`SKU-${n}`, n, { stock_age_list: 'x'.repeat(100_000) });
    const { records } = await readAll(source);
    expect([records.length, Math.max(...records.map(({ body }) => body.length)) < 600_000]).toEqual([8, true]);
  });

  it('is asked for the warehouses that are configured alone', async () => {
    const { source, add, bodies } = scanning({ warehouses: ['7', '8'] });
    add('A', 1);
    await readAll(source);
    expect([bodies(paths.warehouseList), bodies(paths.stockList).map(({ wid }) => wid)]).toEqual([[], ['7,8']]);
  });

  it('was measured no later than the earlier of the two clocks says', async () => {
    const { source, add, fake } = scanning();
    add('A', 1);
    fake.state.onCall = () => void (fake.state.date = new Date(start - 60_000).toUTCString());
    expect((await readAll(source)).records[0]?.draft.asOf).toBe(start - 60_000);
    fake.state.onCall = () => void (fake.state.date = new Date(start + 60_000).toUTCString());
    expect((await readAll(source)).records[0]?.draft.asOf).toBe(start);
  });
});

describe('a SKU that vanished', () => {
  it('is said once, after a complete scan, and forgotten when that is durable', async () => {
    const { source, add, fake, remembered } = scanning();
    add('A', 1);
    add('B', 2, { seller_id: '104' });
    expect((await readAll(source)).records).toHaveLength(1);
    fake.stock.pop();
    const { records } = await readAll(source);
    expect(records.map(({ draft, body }) => [draft.topic, draft.kind, JSON.parse(body.toString()) as unknown])).toEqual([
      ['inventory', 'document', { data: [expect.objectContaining({ sku: 'A' })] }], ['inventory/vanished', 'row', { wid: '50', sku: 'B', seller_id: '104' }],
    ]);
    expect([...remembered]).toEqual([key('50', 'A')]);
    expect((await readAll(source)).records.map(({ draft }) => draft.topic)).toEqual(['inventory']);
  });

  it('is said again where the process died before it was forgotten', async () => {
    const { source, add, fake, remembered } = scanning();
    add('A', 1);
    add('B', 2);
    await readAll(source);
    fake.stock.pop();
    for await (const { records } of source.read('', new AbortController().signal)) if (records.length > 0) break;
    expect(remembered.has(key('50', 'B'))).toBe(true);
    expect((await readAll(source)).records.map(({ draft }) => draft.topic)).toEqual(['inventory', 'inventory/vanished']);
  });
});

describe('a scan that breaks off', () => {
  function shown() {
    const world = scanning();
    for (let n = 0; n < 1_000; n++) world.add(`SKU-${n}`, n);
    world.remembered.add(key('50', 'OLD'));
    return world;
  }

  it('in the middle writes nothing, zeroes nothing and remembers nothing', async () => {
    const { source, fake, remembered } = shown();
    fake.next(paths.stockList, { answer: { code: 0, data: fake.stock.slice(0, 800), total: 1_000 } }, 'cut', 'cut');
    expect(await readUntilError(source, 'c')).toMatchObject({ kind: 'unavailable', records: [], cursors: ['c', 'c', 'c'] });
    expect([...remembered]).toEqual([key('50', 'OLD')]);
  });

  it('because the list changed its length is begun anew, at most twice', async () => {
    const page = (from: number, total: number) => ({ answer: { code: 0, data: Array.from({ length: 800 }, (_, n) => ({ wid: 50, sku: `SKU-${from + n}`, seller_id: '0', product_valid_num: 1 })), total } });
    const once = shown();
    once.fake.next(paths.stockList, page(0, 1_001));
    expect((await readAll(once.source)).records.filter(({ draft }) => draft.kind === 'document')).toHaveLength(2);
    const always = shown();
    always.fake.next(paths.stockList, ...[page(0, 1_600), page(800, 1_601)], ...[page(0, 1_600), page(800, 1_601)], ...[page(0, 1_600), page(800, 1_601)]);
    expect(await readUntilError(always.source, 'c')).toMatchObject({ code: 'list_moves', records: [] });
    const shrunk = shown();
    shrunk.fake.next(paths.stockList, page(0, 1_000), { answer: { code: 0, data: [], total: 1_000 } });
    expect((await readAll(shrunk.source)).records.length).toBeGreaterThan(0);
  });

  it('shows nothing at all, or not how much there is, is not believed', async () => {
    const { source, fake, remembered } = shown();
    fake.stock.length = 0;
    expect(await readUntilError(source, 'c')).toMatchObject({ kind: 'unexpected', code: 'empty_scan', records: [] });
    fake.next(paths.stockList, { answer: { code: 0, data: [{ wid: 50, sku: 'A', seller_id: '0' }] } });
    expect((await readUntilError(source, 'c')).code).toBe('no_list');
    fake.warehouses.length = 0;
    expect((await readUntilError(source, 'c')).code).toBe('empty_scan');
    fake.next(paths.warehouseList, { answer: { code: 0, data: null } });
    expect((await readUntilError(source, 'c')).code).toBe('no_list');
    expect([...remembered]).toEqual([key('50', 'OLD')]);
    expect((await readAll(scanning().source)).records).toEqual([]);
  });

  it('because our own store is away, or because it was told to, leaves everything to the next one', async () => {
    const { source, answers, remembered } = shown();
    answers.remember = failed(failure('unavailable', 'remembering'));
    expect(await readUntilError(source, 'c')).toMatchObject({ kind: 'unavailable', records: [] });
    answers.remember = undefined;
    answers.forget = failed(failure('unavailable', 'forgetting'));
    expect(await readUntilError(source, 'c')).toMatchObject({ kind: 'unavailable' });
    const stop = new AbortController();
    for await (const { records } of source.read('c', stop.signal)) if (records.length > 0) stop.abort();
    expect(remembered.has(key('50', 'OLD'))).toBe(true);
  });
});
