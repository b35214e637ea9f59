import { isGiven, textAt, textsAt, type Fields } from '../body.ts';
import { NAMED_PLATFORMS } from './fields.ts';
import type { HeldOrder } from './order.ts';

type Test = (order: HeldOrder) => boolean;

/** The filters of a list call, read once; an order has to pass all. */
export function filterOf(body: Fields): Test {
  // A manual order has no platform status of its own, so a filter on one never finds it.
  if (textsAt(body, 'platform_shipping_status').length + textsAt(body, 'platform_payment_status').length > 0) return () => false;
  const tests: Test[] = [
    isOneOf(body, 'store_id', ({ storeId }) => storeId),
    isOneOf(body, 'platform_code', ({ platformCode }) => platformCode),
    hasNumber(body),
    hasName(body),
    ({ status }) => !isGiven(body['order_status']) || body['order_status'] === status,
    ({ isDeleted }) => !isDeleted || body['include_delete'] === true,
    isInWindow(body),
  ];
  return (order) => tests.every((test) => test(order));
}

function isOneOf(body: Fields, name: string, valueOf: (order: HeldOrder) => string): Test {
  const wanted = new Set(textsAt(body, name));
  return (order) => wanted.size === 0 || wanted.has(valueOf(order));
}

/** On some platforms an order is found by its name only. */
function hasNumber(body: Fields): Test {
  const wanted = new Set(textsAt(body, 'platform_order_nos'));
  return (order) => wanted.size === 0 || (!NAMED_PLATFORMS.has(order.platformCode) && carries(order, wanted));
}

function hasName(body: Fields): Test {
  const wanted = new Set(textsAt(body, 'platform_order_names'));
  return (order) => wanted.size === 0 || carries(order, wanted);
}

const carries = ({ platformOrders }: HeldOrder, wanted: Set<string>): boolean => platformOrders.some(({ platformOrderNo }) => wanted.has(platformOrderNo));

/** Both bounds are open: a record exactly on one is not in the window. */
function isInWindow(body: Fields): Test {
  const dateType = textAt(body, 'date_type');
  const [start, end] = [Number(body['start_time']), Number(body['end_time'])];
  return (order) => dateType === '' || (timeOf(order, dateType) > start && timeOf(order, dateType) < end);
}

/** In seconds. A manual order was never delivered by the platform. */
function timeOf(order: HeldOrder, dateType: string): number {
  if (dateType === 'update_time') return Math.floor(order.updatedAt / 1000);
  if (dateType === 'global_purchase_time') return order.purchaseTime;
  if (dateType === 'global_delivery_time') return Math.floor(order.shippedAt / 1000);
  return dateType === 'global_payment_time' ? order.paymentTime : 0;
}
