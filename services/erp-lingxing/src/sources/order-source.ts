import { SourceError, type Source, type SourceBatch, type SourceRecord, type WantedFetch } from '@tributary/ingest-kit';
import { during, ok, type Result } from '@tributary/kernel';
import type { Options } from '../config.ts';
import { pageOf, rowsOf as listOf, textOf, type Row } from '../mapping/rows.ts';
import { paths } from '../requests/endpoints.ts';
import { changedOrdersBody, isAskedByName, ordersPageLength, type UpdateWindow } from '../requests/list-orders.ts';
import { createAsk, noList, type Ask, type AskOptions } from './ask.ts';
import { idle } from './idle.ts';
import { readMovingList, type AskPage, type SeenRow } from './moving-list.ts';
import { numberedOrder, orderRecord, type AccountName, type OurOrders } from './our-orders.ts';
import { wishId } from './order-fetcher.ts';
import { createWrittenRows, type Stamped } from './written-rows.ts';

export type OrderSourceOptions = AskOptions & AccountName & {
  readonly options: Pick<Options['poll'], 'lagMs' | 'overlapMs' | 'firstReadMs'>;
  /** Stores (store_id) that hold orders of ours; asked for with every poll, because maps change. */
  readonly stores: () => Promise<Result<readonly string[]>>;
  readonly ours: OurOrders;
  /** Writes wishes down before the cursor moves over their rows. */
  readonly wish: (wishes: readonly WantedFetch[], debounceMs: number) => Promise<Result<void>>;
};

/** Documents say 31 and, in a footnote, 30 days. */
const longestWindowS = 30 * 86_400;
/** Rows of one window that are held in memory, about 25 MB; a window with more is halved. */
const maxRows = 5_000;
/** A row of no order of ours is looked at again after a minute, and given up after a day. */
const [wishAfterMs, wishForMs] = [60_000, 86_400_000];

/**
 * The account's orders in our stores by `update_time`, deleted ones too, oldest window first. The cursor is the unix second up to
 * which everything was read; every reading begins earlier, by the overlap. Rows of no order of ours are not written: those
 * that Lingxing fetched by itself may be ours before we know it, so a wish looks at them again.
 */
export function createOrderSource(parts: OrderSourceOptions): Source {
  const { options, clock, stores } = parts;
  const written = createWrittenRows();
  const wished = new Map<string, number>();
  return {
    async *read(cursor, signal) {
      const storeIds = await stores();
      if (!storeIds.ok) throw new SourceError(during('reading which stores are ours', storeIds.failure));
      const end = Math.floor((clock.now() - options.lagMs) / 1000);
      const readTo = cursor ? Number(cursor) : end - Math.floor(options.firstReadMs / 1000);
      const from = readTo - Math.floor(options.overlapMs / 1000);
      // Nothing is read and the cursor stays: a store that is added tomorrow has orders of today.
      if (storeIds.value.length === 0 || end < from) return yield idle(cursor ?? '');
      const ask = createAsk(parts, signal);
      const open = windowsOf({ from, to: end });
      let at = String(readTo);
      for (let window = open.shift(); window !== undefined && !signal.aborted; window = open.shift()) {
        const rows = yield* rowsOf(window, pagesOf(ask, window, storeIds.value), at);
        if (rows === undefined) {
          open.unshift(...halvesOf(window));
          continue;
        }
        const ready = written.fresh(await recordsOf(rows, wished, parts));
        at = String(Math.max(Number(at), window.to));
        yield { records: ready.map(({ record }) => record), nextCursor: at };
        written.remember(ready, from * 1000);
      }
      yield idle(at);
    },
  };
}

/** Undefined where the window holds too many rows for one. */
async function* rowsOf(window: UpdateWindow, askPage: AskPage, cursor: string): AsyncGenerator<SourceBatch<SourceRecord>, readonly SeenRow[] | undefined> {
  const first = await askPage(0);
  if (first.total > maxRows && window.to > window.from) {
    yield idle(cursor);
    return undefined;
  }
  const reading = readMovingList(first, askPage, { pageLength: ordersPageLength, idOf: (row) => textOf(row['global_order_no']) ?? '', untilPassesAgreeOn: () => true });
  let step = await reading.next();
  for (; step.done !== true; step = await reading.next()) yield idle(cursor);
  return step.value;
}

/** Windows that a call may ask for, oldest first; both ends belong to them. */
export function windowsOf({ from, to }: UpdateWindow): UpdateWindow[] {
  const windows: UpdateWindow[] = [];
  for (let start = from; start <= to; start += longestWindowS - 2) windows.push({ from: start, to: Math.min(to, start + longestWindowS - 3) });
  return windows;
}

function halvesOf({ from, to }: UpdateWindow): UpdateWindow[] {
  const middle = Math.floor((from + to) / 2);
  return [{ from, to: middle }, { from: middle + 1, to }];
}

function pagesOf(ask: Ask, window: UpdateWindow, storeIds: readonly string[]): AskPage {
  return async (index) => {
    const { data, total: beside, answeredAt } = await ask({ path: paths.orderList, operation: 'order.poll', body: changedOrdersBody(window, storeIds, index * ordersPageLength) });
    const { rows, total } = pageOf(data, beside);
    if (total === undefined) throw noList('orders');
    return { rows: rows.map((row) => ({ row, asOf: answeredAt })), total };
  };
}

async function recordsOf(rows: readonly SeenRow[], wished: Map<string, number>, parts: OrderSourceOptions): Promise<Stamped[]> {
  const keys = await parts.ours.keysOf(rows.map(({ row }) => numberedOrder(row)));
  await wishFor(rows.filter((_, index) => keys[index]?.length === 0), wished, parts);
  return rows.flatMap((seen, index) => {
    const orderKeys = keys[index] ?? [];
    return orderKeys.length === 0 ? [] : [{ record: orderRecord(parts, seen, orderKeys), at: updatedAt(seen.row) }];
  });
}

/** Manual orders under numbers that we never gave are staff's own, and will never be ours. `wished`: revision by resource, so that overlapping polls wish once. */
async function wishFor(unknown: readonly SeenRow[], wished: Map<string, number>, { tenant, account, clock, newTraceId, wish }: OrderSourceOptions): Promise<void> {
  const [traceId, since] = [newTraceId(), clock.now() - wishForMs];
  for (const [id, at] of wished) if (at < since) wished.delete(id);
  const wishes = unknown
    .filter(({ row }) => textOf(row['order_from_name']) !== '手工订单' && updatedAt(row) >= since)
    .flatMap(({ row }) => idsOf(row).map((resourceId) => ({ tenant, account, resourceType: 'order', resourceId, revisionAt: updatedAt(row), count: 1, isOpen: false, traceId })));
  const fresh = [...new Map(wishes.map((one) => [one.resourceId, one])).values()].filter(({ resourceId, revisionAt }) => wished.get(resourceId) !== revisionAt);
  const written = fresh.length === 0 ? ok() : await wish(fresh, wishAfterMs);
  if (!written.ok) throw new SourceError(during('wishing to look at orders again', written.failure));
  for (const { resourceId, revisionAt } of fresh) wished.set(resourceId, revisionAt);
}

/** Named by what a look-up on its platform is answered to. */
function idsOf(row: Row): string[] {
  const [info] = listOf(row['platform_info']);
  const platformCode = textOf(info?.['platform_code']) ?? '';
  const [known] = numberedOrder(row).numbers;
  const number = (isAskedByName(Number(platformCode)) && textOf(info?.['platform_order_name'])) || known;
  return number === undefined ? [] : [wishId({ store: textOf(row['store_id']) ?? '', platformCode, number })];
}

function updatedAt(row: Row): number {
  return Number(textOf(row['update_time']) ?? 0) * 1000;
}
