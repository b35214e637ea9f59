import type { Reply } from '../../engine/vendor.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { succeeded } from '../envelope.ts';
import { PLATFORM_NAMES, SELLER_FIELDS } from '../orders/fields.ts';
import { sidOf } from './catalog.ts';

const MAX_LENGTH = 200;

/** The app's shops; all of them are authorised, and one on the custom platform has nothing to sync. */
export function listSellers(call: Call): Reply {
  const refusal = refuseByShape(call, SELLER_FIELDS);
  if (refusal !== undefined) return refusal;
  const { app, body, stamp } = call;
  const { offset = 0, length = MAX_LENGTH, platform_code: platforms, is_sync: isSync, status } = body;
  const isPage = Number(offset) >= 0 && Number(length) >= 1 && Number(length) <= MAX_LENGTH;
  if (!isPage) return illegal(call, 'out-of-range', `offset from 0, length 1 to ${MAX_LENGTH}`);
  const wanted = Array.isArray(platforms) ? platforms.map(String) : [];
  const rows = app.stores.filter(({ platformCode }) => wanted.length === 0 || wanted.includes(platformCode)).map((store) => ({
    store_id: store.storeId,
    sid: sidOf(app, store.storeId),
    store_name: store.name,
    platform_code: store.platformCode,
    platform_name: PLATFORM_NAMES[store.platformCode] ?? '',
    currency: store.currency,
    is_sync: 1,
    status: 1,
  }));
  const found = rows.filter((row) => (isSync === undefined || row.is_sync === isSync) && (status === undefined || row.status === status));
  return succeeded(stamp, { total: String(found.length), list: found.slice(Number(offset), Number(offset) + Number(length)) });
}
