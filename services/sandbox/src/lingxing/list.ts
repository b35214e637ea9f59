import type { Reply } from '../engine/vendor.ts';
import { illegal, refuseByShape, type Call } from './call.ts';
import { succeeded } from './envelope.ts';
import { LIST_FIELDS, NAMED_PLATFORMS, SHOPIFY_PLATFORM } from './fields.ts';
import type { HeldOrder, OrderStore } from './store.ts';
import { renderOrder } from './view.ts';

const MIN_LENGTH = 20;
const MAX_LENGTH = 500;
const MAX_NUMBERS = 200;
const MAX_WINDOW_SECONDS = 31 * 86_400;

type Fields = Record<string, unknown>;

export function listOrders(store: OrderStore, call: Call): Reply {
  const refusal = refuseByShape(call, LIST_FIELDS) ?? refusePaging(call) ?? refuseNumbers(call) ?? refuseWindow(call);
  if (refusal !== undefined) return refusal;
  const { app, body, stamp } = call;
  const found = store.ofApp(app).filter((order) => order.visibleAt <= stamp.now && isWanted(order, body));
  const offset = Number(body['offset'] ?? 0);
  const page = found.slice(offset, offset + Number(body['length'] ?? MIN_LENGTH));
  return succeeded(stamp, { total: String(found.length), list: page.map((order) => renderOrder(order, app.piiGranted)) });
}

function refusePaging(call: Call): Reply | undefined {
  const { offset = 0, length = MIN_LENGTH } = call.body;
  if (Number(offset) < 0) return illegal(call, 'out-of-range', 'offset: 0 or more');
  const isFine = Number(length) >= MIN_LENGTH && Number(length) <= MAX_LENGTH;
  return isFine ? undefined : illegal(call, 'out-of-range', `length: ${MIN_LENGTH} to ${MAX_LENGTH}`);
}

function refuseNumbers(call: Call): Reply | undefined {
  const { app, body } = call;
  for (const name of ['platform_order_nos', 'platform_order_names']) {
    if (listAt(body, name).length > MAX_NUMBERS) return illegal(call, 'out-of-range', `${name}: at most ${MAX_NUMBERS}`);
  }
  if (listAt(body, 'platform_order_nos').length === 0) return undefined;
  const stores = app.stores.filter(({ storeId }) => listAt(body, 'store_id').includes(storeId));
  const platforms = [...listAt(body, 'platform_code'), ...stores.map(({ platformCode }) => platformCode)];
  const isNamed = platforms.some((platform) => NAMED_PLATFORMS.has(platform));
  return isNamed ? illegal(call, 'not-allowed', 'platform_order_nos: this platform wants platform_order_names') : undefined;
}

/** Times may be left out only where order numbers are given. */
function refuseWindow(call: Call): Reply | undefined {
  const { body } = call;
  const { date_type: dateType, start_time: start, end_time: end } = body;
  const given = [dateType, start, end].filter((value) => value !== undefined && value !== null).length;
  const hasNumbers = listAt(body, 'platform_order_nos').length + listAt(body, 'platform_order_names').length > 0;
  if (given === 0 && hasNumbers) return undefined;
  if (given < 3) return illegal(call, 'required-missing', 'date_type, start_time, end_time');
  const span = Number(end) - Number(start);
  if (span <= 0 || span > MAX_WINDOW_SECONDS) return illegal(call, 'out-of-range', 'start_time, end_time: a span of up to 31 days');
  const isMisplaced = dateType === 'delivery_time' && !isShopifyOnly(call);
  return isMisplaced ? illegal(call, 'not-allowed', 'date_type: delivery_time is for Shopify only') : undefined;
}

const isShopifyOnly = ({ body }: Call): boolean => {
  const platforms = listAt(body, 'platform_code');
  return platforms.length > 0 && platforms.every((platform) => platform === SHOPIFY_PLATFORM);
};

const listAt = (body: Fields, name: string): string[] => {
  const value = body[name];
  return Array.isArray(value) ? value.map(String) : [];
};

function isWanted(order: HeldOrder, body: Fields): boolean {
  const accepts = (name: string, value: string): boolean => listAt(body, name).length === 0 || listAt(body, name).includes(value);
  return (
    accepts('store_id', order.storeId) &&
    accepts('platform_code', order.platformCode) &&
    accepts('platform_order_nos', order.platformOrderNo) &&
    accepts('platform_order_names', order.platformOrderNo) &&
    isFoundByNumber(order, body) &&
    hasStatus(order, body) &&
    isInWindow(order, body)
  );
}

const isFoundByNumber = (order: HeldOrder, body: Fields): boolean =>
  listAt(body, 'platform_order_nos').length === 0 || !NAMED_PLATFORMS.has(order.platformCode);

/** A manual order has no platform status of its own, so a filter on one never finds it. */
function hasStatus(order: HeldOrder, body: Fields): boolean {
  const isOfPlatform = listAt(body, 'platform_shipping_status').length + listAt(body, 'platform_payment_status').length > 0;
  return !isOfPlatform && (typeof body['order_status'] !== 'number' || body['order_status'] === order.status);
}

/** Both bounds are open: a record exactly on one is not in the window. */
function isInWindow(order: HeldOrder, { date_type: dateType, start_time: start, end_time: end }: Fields): boolean {
  if (dateType === undefined || dateType === null) return true;
  const at = timeOf(order, String(dateType));
  return at > Number(start) && at < Number(end);
}

function timeOf(order: HeldOrder, dateType: string): number {
  if (dateType === 'update_time') return Math.floor(order.updatedAt / 1000);
  if (dateType === 'global_purchase_time') return order.purchaseTime;
  return dateType === 'global_payment_time' ? order.paymentTime : 0;
}
