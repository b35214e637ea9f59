import type { Reply } from '../../engine/vendor.ts';
import { isGiven, numberAt, textsAt } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { succeeded } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { LIST_FIELDS, NAMED_PLATFORMS, SHOPIFY_PLATFORM } from './fields.ts';
import { filterOf } from './filter.ts';
import { renderOrder } from './view.ts';

const MIN_LENGTH = 20;
const MAX_LENGTH = 500;
const MAX_NUMBERS = 200;
const MAX_WINDOW_SECONDS = 31 * 86_400;

export function listOrders(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, LIST_FIELDS) ?? refusePaging(call) ?? refuseNumbers(call) ?? refuseWindow(call);
  if (refusal !== undefined) return refusal;
  const { app, body, stamp } = call;
  const numbers = [...textsAt(body, 'platform_order_nos'), ...textsAt(body, 'platform_order_names')];
  const found = erp.orders.shown(app, numbers.length > 0 ? numbers : undefined).filter(filterOf(body));
  const offset = numberAt(body, 'offset', 0);
  const page = found.slice(offset, offset + numberAt(body, 'length', MIN_LENGTH));
  return succeeded(stamp, { total: String(found.length), list: page.map((order) => renderOrder(app, order)) });
}

function refusePaging(call: Call): Reply | undefined {
  if (numberAt(call.body, 'offset', 0) < 0) return illegal(call, 'out-of-range', 'offset: 0 or more');
  const length = numberAt(call.body, 'length', MIN_LENGTH);
  return length >= MIN_LENGTH && length <= MAX_LENGTH ? undefined : illegal(call, 'out-of-range', `length: ${MIN_LENGTH} to ${MAX_LENGTH}`);
}

function refuseNumbers(call: Call): Reply | undefined {
  const { app, body } = call;
  for (const name of ['platform_order_nos', 'platform_order_names']) {
    if (textsAt(body, name).length > MAX_NUMBERS) return illegal(call, 'out-of-range', `${name}: at most ${MAX_NUMBERS}`);
  }
  if (textsAt(body, 'platform_order_nos').length === 0) return undefined;
  const stores = app.stores.filter(({ storeId }) => textsAt(body, 'store_id').includes(storeId));
  const platforms = [...textsAt(body, 'platform_code'), ...stores.map(({ platformCode }) => platformCode)];
  const isNamed = platforms.some((platform) => NAMED_PLATFORMS.has(platform));
  return isNamed ? illegal(call, 'not-allowed', 'platform_order_nos: this platform wants platform_order_names') : undefined;
}

/** Times may be left out only where order numbers are given. */
function refuseWindow(call: Call): Reply | undefined {
  const { body } = call;
  const { date_type: dateType, start_time: start, end_time: end } = body;
  const given = [dateType, start, end].filter(isGiven).length;
  const hasNumbers = textsAt(body, 'platform_order_nos').length + textsAt(body, 'platform_order_names').length > 0;
  if (given === 0 && hasNumbers) return undefined;
  if (given < 3) return illegal(call, 'required-missing', 'date_type, start_time, end_time');
  const span = Number(end) - Number(start);
  if (span <= 0 || span > MAX_WINDOW_SECONDS) return illegal(call, 'out-of-range', 'start_time, end_time: a span of up to 31 days');
  const isMisplaced = dateType === 'delivery_time' && !isShopifyOnly(call);
  return isMisplaced ? illegal(call, 'not-allowed', 'date_type: delivery_time is for Shopify only') : undefined;
}

const isShopifyOnly = ({ body }: Call): boolean => {
  const platforms = textsAt(body, 'platform_code');
  return platforms.length > 0 && platforms.every((platform) => platform === SHOPIFY_PLATFORM);
};
