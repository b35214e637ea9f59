import { isRow, rowsOf, textOf, type Row } from './rows.ts';

/** What a call said of orders that it was about: done, refused in words, or nothing that could be understood. */
export type Verdict = { readonly state: 'done' } | { readonly state: 'refused'; readonly text: string } | { readonly state: 'unclear' };

type Answer = { readonly code: string; readonly message: string; readonly data: unknown };

/** Where the calls list what they refused: create and update, cancel, intercept. */
const refusalFields = ['error_details', 'failure_info', 'failedReason', 'fail_list'];

/**
 * Reads the answer of `updateOrder`, `setRemark`, `cancelOrder` or `wmsOrder/cancel` that was asked about orders of one lane
 * alone, so that whatever it refuses is ours. A code of success says nothing: the lists of refusals and the counts do, and
 * `process_code` (10002 all, 10001 some, 10000 none) where one is given. Source: apidoc.lingxing.com; a sample there shows
 * code 0 with `process_code` 10000.
 */
export function verdictOf({ code, message, data }: Answer): Verdict {
  const inner: Row = isRow(data) ? data : {};
  const refusals = refusalFields.flatMap((field) => listed(inner[field]));
  if (refusals.length > 0) return { state: 'refused', text: [...new Set(refusals)].join('; ') };
  const failures = Number(textOf(inner['fail_num']) ?? textOf(inner['failedNum']) ?? '0');
  const process = textOf(inner['process_code']) ?? code;
  if (failures > 0 || process === '10000') return { state: 'refused', text: message || 'no reason given' };
  return process === '10001' ? { state: 'unclear' } : { state: 'done' };
}

/** Refusals come as texts or as rows with a text under one of several names. */
function listed(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
  const said = rowsOf(value).map((row) => textOf(row['message']) || textOf(row['error_message']) || textOf(row['err_msg']) || 'no reason given');
  return [...texts, ...said];
}
