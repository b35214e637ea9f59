import { isRow, rowsOf, textOf, type Row } from './rows.ts';

/** What `order/v2/create` says of one of its orders: code 0 alone says nothing about any of them. */
export type Created = { readonly state: 'created'; readonly reference: string } | { readonly state: 'refused'; readonly text: string } | { readonly state: 'unclear' };

export function createdOf(data: unknown, platformOrderNo: string): Created {
  const { success_details: succeeded, error_details: refused } = isRow(data) ? data : {};
  const isOurs = (row: Row): boolean => textOf(row['platform_order_no']) === platformOrderNo;
  const reference = textOf(rowsOf(succeeded).find(isOurs)?.['global_order_no']);
  if (reference) return { state: 'created', reference };
  const refusal = rowsOf(refused).find(isOurs);
  return refusal === undefined ? { state: 'unclear' } : { state: 'refused', text: textOf(refusal['error_message']) || 'no reason given' };
}
