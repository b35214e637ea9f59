import type { Shop } from '../requests/create-order.ts';
import { isYes, pageOf, rowsOf, textOf, type Row } from './rows.ts';

/** One line of ours in a listed order. `unitPrice` is undefined where the list shows none. */
export type HeldLine = { readonly sku: string; readonly quantity: number; readonly unitPrice: string | undefined };

/** One order of ours as the list shows it. `address` and `note` are undefined where Lingxing does not show personal data to the app. */
export type HeldOrder = {
  readonly globalOrderNo: string;
  readonly status: string;
  readonly isDeleted: boolean;
  /** Numbers of other orders that were merged with ours: whatever is done to this one is done to them too. */
  readonly mergedWith: readonly string[];
  readonly lines: readonly HeldLine[];
  readonly remark: string | undefined;
  /** What the create gave as the buyer's note. */
  readonly note: string | undefined;
  readonly address: Row | undefined;
};

/** What the list says of one number: its orders, none, or an answer that is not about our question at all. */
export type Listing = { readonly state: 'listed'; readonly orders: readonly HeldOrder[] } | { readonly state: 'unclear'; readonly words: string };

/** One order of ours may be known by several numbers: the platform's number and its name. */
export type Question = { readonly shop: Shop; readonly numbers: readonly string[] };

/**
 * Reads the answer of `order/v2/list` for each of the questions that went with one call. A number may come back as several
 * orders (a split one) and an order may carry several numbers (a merged one): orders are matched and their lines taken by the
 * number on each. Resent orders are left out, for they repeat lines of the one they were made from.
 */
export function listingsOf(data: unknown, questions: readonly Question[]): Listing[] {
  const { rows, total } = pageOf(data, undefined);
  if (total === undefined) return questions.map(() => ({ state: 'unclear', words: 'the order list answered without a list' }));
  if (total > rows.length) return questions.map(() => ({ state: 'unclear', words: 'the order list holds more orders of these numbers than one page shows' }));
  const isStrange = rows.some((row) => !questions.some(({ numbers }) => carries(row, numbers)));
  return questions.map(({ shop, numbers }) => {
    const ours = rows.filter((row) => carries(row, numbers));
    // A filter that is not honoured would look like absence.
    if (ours.length === 0 && isStrange) return { state: 'unclear', words: `the order list answered with orders that are not ${numbers.join(' or ')}` };
    const standing = ours.filter((row) => [undefined, '', shop.storeId].includes(textOf(row['store_id'])) && !textOf(row['original_global_order_no']));
    return { state: 'listed', orders: standing.map((row) => heldOrder(row, numbers)) };
  });
}

/** "9001,9002": the global order numbers of a listing. */
export function referenceOf(orders: readonly HeldOrder[]): string {
  return orders.map(({ globalOrderNo }) => globalOrderNo).join(',');
}

function heldOrder(row: Row, numbers: readonly string[]): HeldOrder {
  const known = [undefined, '', ...numbers, ...aliasesOf(row, numbers)];
  const address = row['address_info'];
  return {
    globalOrderNo: textOf(row['global_order_no']) ?? '',
    status: textOf(row['status']) ?? '',
    isDeleted: isYes(row['is_delete']),
    mergedWith: numbersOf(row).filter((number) => !known.includes(number)),
    lines: rowsOf(row['item_info'])
      .filter((item) => known.includes(textOf(item['platform_order_no'])))
      .map((item) => ({ sku: textOf(item['local_sku']) || textOf(item['msku']) || '', quantity: Number(textOf(item['quantity'])), unitPrice: textOf(item['unit_price_amount']) || undefined })),
    remark: textOf(row['remark']),
    note: rowsOf([row['buyers_info']]).map((buyer) => textOf(buyer['buyer_note']))[0],
    address: isReadable(address) ? address : undefined,
  };
}

/** Shown only after a grant, else missing, empty or masked. */
function isReadable(address: unknown): address is Row {
  const [row] = rowsOf([address]);
  const values = row === undefined ? [] : [row['receiver_name'], row['address_line1']].map((value) => textOf(value) ?? '');
  return values.some((value) => value !== '') && !values.some((value) => value.includes('*'));
}

function carries(row: Row, numbers: readonly string[]): boolean {
  const ofItems = rowsOf(row['item_info']).map((item) => item['platform_order_no']);
  return aliasesOf(row, numbers).length > 0 || ofItems.some((number) => numbers.includes(textOf(number) ?? ''));
}

/** Every number on a row, of its platform orders and its lines; a platform order without a number is known by its name. */
function numbersOf(row: Row): string[] {
  const ofPlatform = rowsOf(row['platform_info']).map((info) => textOf(info['platform_order_no']) || textOf(info['platform_order_name']));
  const ofItems = rowsOf(row['item_info']).map((item) => textOf(item['platform_order_no']));
  return [...new Set([...ofPlatform, ...ofItems].flatMap((number) => number || []))];
}

/** Number and name of each of the row's platform orders that one of the numbers names. */
function aliasesOf(row: Row, numbers: readonly string[]): string[] {
  return rowsOf(row['platform_info'])
    .map((info) => [info['platform_order_no'], info['platform_order_name']].map((value) => textOf(value) ?? '').filter((value) => value !== ''))
    .filter((names) => names.some((name) => numbers.includes(name)))
    .flat();
}
