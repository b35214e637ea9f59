import { code, flag, integer, listOf, object, text } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { isGiven, numberAt, textAt, textsAt } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { beijingTime, succeeded } from '../envelope.ts';
import { PLATFORM_NAMES } from '../orders/fields.ts';

const DEFAULT_LENGTH = 20;
const MAX_LENGTH = 500;

const FIELDS = object({
  length: integer, offset: integer, msku: listOf(text), sku: listOf(text), start_time: text, end_time: text, platform_codes: listOf(code), store_ids: listOf(text),
  use_cursor: flag, cursor_id: code,
});

/**
 * Which msku of a shop is which local SKU: in every shop each known SKU is paired with an msku of the same text. By offset the answer
 * has a total, by cursor a next cursor instead; the first cursor is 0. All pairs are as old as the stand-in.
 */
export function listPairs(startedAt: number, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const { body, stamp } = call;
  const isByCursor = body['use_cursor'] === true;
  if (isByCursor && !isGiven(body['cursor_id'])) return illegal(call, 'required-missing', 'cursor_id');
  const first = numberAt(body, isByCursor ? 'cursor_id' : 'offset', 0);
  const length = numberAt(body, 'length', DEFAULT_LENGTH);
  if (first < 0 || length < 1 || length > MAX_LENGTH) return illegal(call, 'out-of-range', `offset from 0, length 1 to ${MAX_LENGTH}`);
  const found = findPairs(call, beijingTime(startedAt));
  const list = found.slice(first, first + length);
  const next = first + list.length;
  return succeeded(stamp, isByCursor ? { has_next: next < found.length, next_cursor_id: next, list } : { total: String(found.length), list });
}

function findPairs({ app, body }: Call, modifiedAt: string): Record<string, unknown>[] {
  // The start belongs to the window, the end does not.
  const isInWindow = modifiedAt >= textAt(body, 'start_time') && (!isGiven(body['end_time']) || modifiedAt < textAt(body, 'end_time'));
  if (!isInWindow) return [];
  const accepts = (name: string, value: string): boolean => textsAt(body, name).length === 0 || textsAt(body, name).includes(value);
  const stores = app.stores.filter(({ storeId, platformCode }) => accepts('store_ids', storeId) && accepts('platform_codes', platformCode));
  const skus = app.skus.filter(({ sku }) => accepts('sku', sku) && accepts('msku', sku));
  return stores.flatMap((store) => skus.map(({ sku }) => ({
    store_id: store.storeId,
    store_name: store.name,
    platform_code: store.platformCode,
    platform_name: PLATFORM_NAMES[store.platformCode] ?? '',
    msku: sku,
    sku,
    local_name: sku,
    modify_time: modifiedAt,
  })));
}
