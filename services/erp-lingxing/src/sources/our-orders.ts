import { SourceError, type SourceRecord } from '@tributary/ingest-kit';
import { during, orderKey, type Result } from '@tributary/kernel';
import type { Options } from '../config.ts';
import { numbersOf } from '../mapping/our-numbers.ts';
import { rowsOf, textOf, type Row } from '../mapping/rows.ts';
import { vendor } from '../vendor.ts';

export type AccountName = { readonly tenant: string; readonly account: string };

/** Which orders were given to an account under our numbers; numbers of no order are missing from the answer. */
export type OrdersByReference = (account: AccountName & { readonly target: string }, numbers: readonly string[]) => Promise<Result<ReadonlyMap<string, readonly string[]>>>;

/** A row of a list with the numbers on it, and its store where the list names one. */
export type Numbered = { readonly numbers: readonly string[]; readonly store?: string | undefined };

/**
 * Which orders of ours rows are about, in the order of their numbers. The ledger knows every number that we gave and every
 * one that we look for; in a store that Lingxing fills by itself the number is the channel's own order id.
 */
export type OurOrders = { keysOf(rows: readonly Numbered[]): Promise<readonly (readonly string[])[]> };

export type OurOrdersOptions = AccountName & { readonly find: OrdersByReference; readonly nativeStores: Options['nativeStores'] };

export function createOurOrders({ tenant, account, find, nativeStores }: OurOrdersOptions): OurOrders {
  const nativeKey = (number: string, store: string | undefined): readonly string[] => {
    const native = nativeStores.find((one) => one.store === store);
    return native === undefined ? [] : [orderKey({ tenant, channel: native.channel, account: native.account, channelOrderId: number })];
  };
  return {
    async keysOf(rows) {
      const found = await find({ tenant, account, target: vendor }, [...new Set(rows.flatMap(({ numbers }) => numbers))]);
      if (!found.ok) throw new SourceError(during('looking up which orders are ours', found.failure));
      return rows.map(({ numbers, store }) => [...new Set(numbers.flatMap((number) => found.value.get(number) ?? nativeKey(number, store)))]);
    },
  };
}

/** Numbers and store of a row of the order list. */
export function numberedOrder(row: Row): Numbered {
  const numbers = (value: unknown) => rowsOf(value).map((one) => ({ platform_order_no: textOf(one['platform_order_no']) || null, platform_order_name: textOf(one['platform_order_name']) || null }));
  const items = numbers(row['item_info']).map((item) => ({ ...item, id: null, local_sku: null, quantity: null }));
  return { numbers: numbersOf({ platform_info: numbers(row['platform_info']), item_info: items }), store: textOf(row['store_id']) };
}

/** Numbers of a row of the outbound list, as the mapper reads them; it names its store by the warehouse part's id. */
export function numberedOutbound(row: Row, storeBySid: ReadonlyMap<string, string>): Numbered {
  const numbers = row['platform_order_no'];
  return { numbers: (Array.isArray(numbers) ? numbers : [numbers]).flatMap((number) => textOf(number) || []), store: storeBySid.get(textOf(row['sid']) || 'none') };
}

type RowRecord = { readonly topic: 'order' | 'outbound'; readonly id: string; readonly revision: string; readonly orderKeys: readonly string[]; readonly asOf: number | null; readonly row: Row };

/** A row as it goes to the raw topic: the row alone is its body, as Lingxing gave it. */
function rowRecord({ tenant, account }: AccountName, { topic, id, revision, orderKeys, asOf, row }: RowRecord): SourceRecord {
  return {
    draft: {
      tenant, account, kind: 'row', resourceType: topic, resourceId: id, vendorRevision: revision, topic, deliveryId: null, via: 'poll', verified: 'tls',
      contentType: 'application/json', orderKeys: [...orderKeys], asOf,
    },
    body: Buffer.from(JSON.stringify(row)),
  };
}

export function orderRecord(account: AccountName, { row, asOf }: { row: Row; asOf: number | null }, orderKeys: readonly string[]): SourceRecord {
  return rowRecord(account, { topic: 'order', id: textOf(row['global_order_no']) ?? '', revision: textOf(row['update_time']) ?? '', orderKeys, asOf, row });
}

export function outboundRecord(account: AccountName, { row, asOf }: { row: Row; asOf: number | null }, orderKeys: readonly string[]): SourceRecord {
  return rowRecord(account, { topic: 'outbound', id: textOf(row['wo_number']) ?? '', revision: textOf(row['update_at']) ?? '', orderKeys, asOf, row });
}
