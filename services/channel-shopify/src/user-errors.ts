import { rowOf, rowsOf, textOf, type Row } from './rows.ts';

/** What a mutation answered: its payload's row, and what Shopify says against it, in one line; undefined where it took it. */
export type MutationAnswer = { readonly payload: Row; readonly refusal: string | undefined };

/** Business failures come with status 200 as user errors; a payload that is null without any is a refusal, too. */
export function readMutation(data: Row, name: string, errorsField = 'userErrors'): MutationAnswer {
  const payload = rowOf(data[name]);
  const errors = rowsOf(payload[errorsField]).map((error) => `${textOf(error['message']) ?? 'no message'}${fieldText(error['field'])}`);
  if (errors.length > 0) return { payload, refusal: errors.join('; ') };
  return { payload, refusal: data[name] == null ? 'Shopify answered nothing to it' : undefined };
}

function fieldText(field: unknown): string {
  return Array.isArray(field) && field.length > 0 ? ` (${field.map(String).join('.')})` : '';
}
