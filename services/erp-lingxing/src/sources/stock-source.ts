import { SourceError, type Source, type SourceBatch, type SourceRecord } from '@tributary/ingest-kit';
import { during, failure, type Result } from '@tributary/kernel';
import type { Options } from '../config.ts';
import { stockPayload } from '../mapping/payload.ts';
import { pageOf, textOf, type Row } from '../mapping/rows.ts';
import { paths } from '../requests/endpoints.ts';
import { stockBody, warehousesBody } from '../requests/list-stock.ts';
import { createAsk, noList, type Ask, type AskOptions } from './ask.ts';
import { idle } from './idle.ts';
import type { AccountName } from './our-orders.ts';

/**
 * What the last complete scans of an account have shown.
 *
 * - `remember` adds the keys and answers those remembered before that are not among them
 * - `forget`   takes keys out
 */
export type ScanKeys = {
  remember(account: AccountName, keys: readonly string[]): Promise<Result<readonly string[]>>;
  forget(account: AccountName, keys: readonly string[]): Promise<Result<void>>;
};

export type StockSourceOptions = AskOptions & AccountName & { readonly options: Pick<Options['poll'], 'warehouses' | 'warehouseTypes'>; readonly keys: ScanKeys };

/** A document stays well under the megabyte of a Kafka record. */
const [documentRows, documentBytes] = [500, 500_000];
/** Records that go to Kafka in one batch. */
const batchSize = 10;
/** A scan during which the stock list grew or shrank is begun anew so often. */
const maxScans = 3;

/** A right that was taken away or a filter that broke shows nothing, too; it must not sell everything out. */
const emptyScan = 'Lingxing shows no stock at all where earlier scans showed some; check the warehouses and what the app may read';

type Scan = { readonly asOf: number; readonly groups: ReadonlyMap<string, readonly Row[]> };

/**
 * The whole stock of the account's warehouses, every time: Lingxing tells no changes. Nothing is written before the scan is
 * complete, so one that breaks off changes nothing; then come documents that hold all rows of each warehouse, SKU and owner,
 * and last the SKUs that earlier scans showed and this one does not. The cursor names the scan and is never read. All records
 * of an account have one resource id, so that a later scan is never overtaken by an earlier one.
 */
export function createStockSource(parts: StockSourceOptions): Source {
  const { keys } = parts;
  return {
    async *read(cursor, signal) {
      const ask = createAsk(parts, signal);
      const last = cursor ?? '';
      const wids = yield* warehousesOf(ask, parts, last);
      const scan = yield* completeScan({ ask, clock: parts.clock, wids }, last);
      const scanId = new Date(scan.asOf).toISOString();
      const vanished = await keys.remember(parts, [...scan.groups.keys()]);
      if (!vanished.ok) throw new SourceError(during('remembering what a scan showed', vanished.failure));
      if (scan.groups.size === 0 && vanished.value.length > 0) throw new SourceError(failure('unexpected', 'scanning the stock of Lingxing', { cause: { code: 'empty_scan', text: emptyScan } }));
      const stamp = { account: parts, scanId, asOf: scan.asOf };
      const records = [...documentsOf(scan).map((rows) => stockRecord(stamp, rows)), ...vanished.value.map((key) => vanishedRecord(stamp, key))];
      for (let from = 0; from < records.length && !signal.aborted; from += batchSize) yield { records: records.slice(from, from + batchSize), nextCursor: `${scanId}/${from}` };
      if (signal.aborted) return;
      // Only now that they are durable; a crash before writes them once more.
      const forgotten = await keys.forget(parts, vanished.value);
      if (!forgotten.ok) throw new SourceError(during('forgetting what vanished', forgotten.failure));
      yield idle(scanId);
    },
  };
}

type Alive<T> = AsyncGenerator<SourceBatch<SourceRecord>, T>;

async function* warehousesOf(ask: Ask, { options }: StockSourceOptions, cursor: string): Alive<readonly string[]> {
  if (options.warehouses.length > 0) return options.warehouses;
  const wids: string[] = [];
  for (const type of options.warehouseTypes) {
    const { data, total: beside } = await ask({ path: paths.warehouseList, operation: 'warehouse.list', body: warehousesBody(type) });
    const { rows, total } = pageOf(data, beside);
    if (total === undefined) throw noList('warehouses');
    wids.push(...rows.flatMap((row) => textOf(row['wid']) || []));
    yield idle(cursor);
  }
  return wids;
}

/** Pages are one moment each; a list whose length changes meanwhile may have shown a row twice and another one not at all. */
async function* completeScan(parts: { ask: Ask; clock: AskOptions['clock']; wids: readonly string[] }, cursor: string): Alive<Scan> {
  for (let attempt = 1; attempt <= maxScans; attempt++) {
    const scan = yield* oneScan(parts, cursor);
    if (scan !== undefined) return scan;
  }
  throw new SourceError(failure('unavailable', 'scanning the stock of Lingxing', { cause: { code: 'list_moves', text: `the list changed its length during ${maxScans} scans; it is read again later` } }));
}

/** Undefined where the list changed its length on the way. */
async function* oneScan({ ask, clock, wids }: { ask: Ask; clock: AskOptions['clock']; wids: readonly string[] }, cursor: string): Alive<Scan | undefined> {
  const groups = new Map<string, Row[]>();
  const startedAt = clock.now();
  if (wids.length === 0) return { asOf: startedAt, groups };
  const first = await stockPage(ask, wids, 0);
  let seen = 0;
  for (let page = first; ; page = await stockPage(ask, wids, seen)) {
    seen += page.rows.length;
    if (page.total !== first.total || (page.rows.length === 0 && seen < page.total)) return undefined;
    for (const row of page.rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
    yield idle(cursor);
    // What the first page shows was measured after it was asked for, whichever of the two clocks is early.
    if (seen >= page.total) return { asOf: Math.min(startedAt, first.answeredAt ?? startedAt), groups };
  }
}

async function stockPage(ask: Ask, wids: readonly string[], offset: number): Promise<{ rows: readonly Row[]; total: number; answeredAt: number | null }> {
  const { data, total: beside, answeredAt } = await ask({ path: paths.stockList, operation: 'stock.scan', body: stockBody(wids, offset) });
  const { rows, total, isTold } = pageOf(data, beside);
  // Without a total a page would look like the whole list, and all others like vanished.
  if (total === undefined || !isTold) throw noList('stock');
  return { rows, total, answeredAt };
}

/** Warehouse, SKU and owner as one text. */
function keyOf(row: Row): string {
  return JSON.stringify([row['wid'], row['sku'], row['seller_id']].map((value) => textOf(value) ?? ''));
}

/** All rows of one key stand in one document. What nobody can read stands in one of its own, so that it alone is parked. */
function documentsOf({ groups }: Scan): Row[][] {
  const documents: Row[][] = [];
  let [current, bytes]: [Row[], number] = [[], 0];
  for (const rows of groups.values()) {
    if (!stockPayload.safeParse({ data: rows }).success) {
      documents.push([...rows]);
      continue;
    }
    const size = JSON.stringify(rows).length;
    if (current.length > 0 && (current.length + rows.length > documentRows || bytes + size > documentBytes)) {
      documents.push(current);
      [current, bytes] = [[], 0];
    }
    current.push(...rows);
    bytes += size;
  }
  return current.length === 0 ? documents : [...documents, current];
}

type Stamp = { readonly account: AccountName; readonly scanId: string; readonly asOf: number };

function stockRecord(stamp: Stamp, rows: readonly Row[]): SourceRecord {
  return record(stamp, 'inventory', 'document', { data: rows });
}

function vanishedRecord(stamp: Stamp, key: string): SourceRecord {
  const [wid, sku, seller_id] = JSON.parse(key) as [string, string, string];
  return record(stamp, 'inventory/vanished', 'row', { wid, sku, seller_id });
}

function record({ account: { tenant, account }, scanId, asOf }: Stamp, topic: string, kind: 'document' | 'row', body: object): SourceRecord {
  return {
    draft: {
      tenant, account, kind, resourceType: 'inventory', resourceId: 'stock', vendorRevision: scanId, topic, deliveryId: null, via: 'poll', verified: 'tls',
      contentType: 'application/json', orderKeys: [], asOf,
    },
    body: Buffer.from(JSON.stringify(body)),
  };
}
