import { SourceError, type Fetched, type Fetcher, type SourceRecord } from '@tributary/ingest-kit';
import { failed, failure, ok } from '@tributary/kernel';
import { isSettled } from '../mapping/settled.ts';
import { pageOf, rowsOf as listOf, textOf, type Row } from '../mapping/rows.ts';
import { paths } from '../requests/endpoints.ts';
import { findOrdersBody } from '../requests/list-orders.ts';
import { outboundsOfOrdersBody } from '../requests/list-outbounds.ts';
import { createAsk, noList, type Ask, type AskOptions } from './ask.ts';
import type { SeenRow } from './moving-list.ts';
import { numberedOrder, orderRecord, outboundRecord, type AccountName, type OurOrders } from './our-orders.ts';

export type OrderFetcherOptions = AskOptions & AccountName & { readonly ours: OurOrders };

/** An order of no order of ours yet: a number, or a name where its platform is asked by name, is unique within its store only. */
type Wished = { readonly store: string; readonly platformCode: string; readonly number: string };

/** A channel that does not tell us of its order within a day is not going to. */
const giveUpMs = 86_400_000;

/** "120/10002/5001", every part percent-encoded. */
export function wishId({ store, platformCode, number }: Wished): string {
  return [store, platformCode, number].map(encodeURIComponent).join('/');
}

/**
 * Looks at an order again that a poll could not tell to be ours. Once the ledger knows its number, order and outbounds are
 * read together, for polls have left its outbounds aside until then.
 */
export function createOrderFetcher(parts: OrderFetcherOptions): Fetcher {
  return {
    async fetch({ resourceId, revisionAt }, signal) {
      const wished = parsed(resourceId);
      if (wished === undefined) return failed(failure('invalid', 'reading what to fetch', { cause: { code: 'bad_id', text: 'it is not store/platform/number' } }));
      try {
        return ok(await fetchOrder(wished, revisionAt, parts, createAsk(parts, signal)));
      } catch (error) {
        if (error instanceof SourceError) return failed(error.failure);
        throw error;
      }
    },
  };
}

async function fetchOrder({ store, platformCode, number }: Wished, revisionAt: number | null, parts: OrderFetcherOptions, ask: Ask): Promise<Fetched> {
  const listed = await rowsOf(ask, { path: paths.orderList, operation: 'order.fetch', body: findOrdersBody({ storeId: store, platformCode: Number(platformCode) }, [number]) }, 'orders');
  const orders = listed.filter(({ row }) => isNamed(row, number) && textOf(row['store_id']) === store);
  if (orders.length === 0) return { state: 'gone', reason: `Lingxing has no order ${number} in store ${store} any more` };
  const keys = await parts.ours.keysOf(orders.map(({ row }) => numberedOrder(row)));
  const known = orders.flatMap((seen, index) => (keys[index]?.length ? [{ seen, orderKeys: keys[index] ?? [] }] : []));
  if (known.length === 0) {
    const isOver = revisionAt === null || parts.clock.now() - revisionAt > giveUpMs;
    return isOver ? { state: 'gone', reason: `no order of ours has the number ${number}` } : { state: 'later', reason: `no order of ours has the number ${number} yet` };
  }
  const outbounds = await outboundsOf(new Map(known.map(({ seen, orderKeys }) => [textOf(seen.row['global_order_no']) ?? '', orderKeys])), parts, ask);
  const revisions = known.map(({ seen }) => ({ at: Number(textOf(seen.row['update_time']) ?? 0) * 1000, asOf: seen.asOf }));
  return {
    state: 'read',
    records: [...known.map(({ seen, orderKeys }) => orderRecord(parts, seen, orderKeys)), ...outbounds],
    revisionAt: Math.max(...revisions.map(({ at }) => at)),
    settled: revisions.every(({ at, asOf }) => isSettled(at, asOf)),
  };
}

function isNamed(row: Row, number: string): boolean {
  return numberedOrder(row).numbers.includes(number) || listOf(row['platform_info']).some((info) => textOf(info['platform_order_name']) === number);
}

/** An outbound is of the orders that its Lingxing order is of. */
async function outboundsOf(keysByOrder: ReadonlyMap<string, readonly string[]>, account: AccountName, ask: Ask): Promise<SourceRecord[]> {
  const rows = await rowsOf(ask, { path: paths.outboundList, operation: 'outbound.fetch', body: outboundsOfOrdersBody([...keysByOrder.keys()]) }, 'outbounds');
  return rows.flatMap((seen) => {
    const orderKeys = keysByOrder.get(textOf(seen.row['order_number']) ?? '');
    return orderKeys === undefined ? [] : [outboundRecord(account, seen, orderKeys)];
  });
}

async function rowsOf(ask: Ask, question: Parameters<Ask>[0], what: string): Promise<SeenRow[]> {
  const { data, total: beside, answeredAt } = await ask(question);
  const { rows, total } = pageOf(data, beside);
  if (total === undefined) throw noList(what);
  return rows.map((row) => ({ row, asOf: answeredAt }));
}

function parsed(resourceId: string): Wished | undefined {
  const [store, platformCode, number, ...more] = resourceId.split('/').map(decodeURIComponent);
  if (store === undefined || number === undefined || platformCode === undefined || more.length > 0) return undefined;
  return { store, platformCode, number };
}

