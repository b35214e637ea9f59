import type { Shop } from '../requests/create-order.ts';
import { isRow, rowsOf, textOf, type Row } from './rows.ts';
import type { ErpLine } from './lines.ts';

/**
 * What Lingxing holds under our number: nothing, the order as wanted, an order with other lines, only a deleted one,
 * or an answer that is not about our number at all.
 */
export type Holding =
  | { readonly state: 'absent' }
  | { readonly state: 'agrees'; readonly reference: string }
  | { readonly state: 'differs' | 'deleted'; /** What is there and what to do, for staff. */ readonly words: string }
  | { readonly state: 'unclear'; readonly words: string };

type Question = { readonly shop: Shop; readonly platformOrderNo: string; readonly wanted: readonly ErpLine[] };

/**
 * Reads the answer of `order/v2/list`. One number may come back as several orders (a split one) and one order may
 * carry several numbers (a merged one): orders are matched and their lines counted by the number on each.
 */
export function holdingOf(data: unknown, { shop, platformOrderNo, wanted }: Question): Holding {
  const rows = rowsOf(isRow(data) ? data['list'] : data);
  if (rows.length === 0) return isEmptyAnswer(data) ? { state: 'absent' } : { state: 'unclear', words: 'the order list answered without a list' };
  const sameNumber = rows.filter((row) => carries(row, platformOrderNo));
  if (sameNumber.length === 0) return { state: 'unclear', words: `the order list answered with orders that are not ${platformOrderNo}` };
  // A resent order repeats lines of the one it was made from.
  const ours = sameNumber.filter((row) => [undefined, '', shop.storeId].includes(textOf(row['store_id'])) && !textOf(row['original_global_order_no']));
  if (ours.length === 0) return { state: 'absent' };
  const standing = ours.filter((row) => !['1', 'true'].includes(String(row['is_delete'] ?? '')));
  const reference = (standing.length > 0 ? standing : ours).map((row) => textOf(row['global_order_no']) ?? '').join(',');
  if (standing.length === 0) {
    return { state: 'deleted', words: `Lingxing holds order ${platformOrderNo} (${reference}), but deleted: restore it there, or have it created again under a new number` };
  }
  const held = standing.flatMap((row) => linesOf(row, platformOrderNo));
  if (agree(held, wanted)) return { state: 'agrees', reference };
  return { state: 'differs', words: `Lingxing already holds order ${platformOrderNo} (${reference}) with ${said(held)} instead of ${said(wanted)}: correct it there, or have it created again under a new number` };
}

/** `data.total` 0 or an empty list, as object or as PHP's `[]`. */
function isEmptyAnswer(data: unknown): boolean {
  if (Array.isArray(data)) return data.length === 0;
  return isRow(data) && (Array.isArray(data['list']) || textOf(data['total']) === '0');
}

function carries(row: Row, platformOrderNo: string): boolean {
  const numbers = rowsOf(row['platform_info']).flatMap((info) => [info['platform_order_no'], info['platform_order_name']]);
  const ofItems = rowsOf(row['item_info']).map((item) => item['platform_order_no']);
  return [...numbers, ...ofItems].some((number) => textOf(number) === platformOrderNo);
}

type Line = Pick<ErpLine, 'sku' | 'quantity'>;

function linesOf(row: Row, platformOrderNo: string): Line[] {
  return rowsOf(row['item_info'])
    .filter((item) => [undefined, '', platformOrderNo].includes(textOf(item['platform_order_no'])))
    .map((item) => ({ sku: textOf(item['local_sku']) || textOf(item['msku']) || '', quantity: Number(textOf(item['quantity'])) }));
}

/** Equal quantities of every SKU; lines that Lingxing shows without a SKU may stand for whatever is left. */
function agree(held: readonly Line[], wanted: readonly Line[]): boolean {
  const left = totals(wanted);
  let unnamed = 0;
  for (const [sku, quantity] of totals(held)) {
    if (sku === '') unnamed = quantity;
    else left.set(sku, (left.get(sku) ?? 0) - quantity);
  }
  const rest = [...left.values()];
  return rest.every((quantity) => quantity >= 0) && rest.reduce((sum, quantity) => sum + quantity, 0) === unnamed;
}

function totals(lines: readonly Line[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { sku, quantity } of lines) totals.set(sku, (totals.get(sku) ?? 0) + quantity);
  return totals;
}

function said(lines: readonly Line[]): string {
  const texts = [...totals(lines)].map(([sku, quantity]) => `${quantity} × ${sku === '' ? '(no SKU)' : sku}`);
  return texts.length === 0 ? 'no lines' : texts.sort().join(', ');
}
