import type { JsonObject } from './canonical-body.ts';
import type { Shop } from './create-order.ts';

/** Platforms whose orders are asked for by name instead of number: Shopify, eBay, Mercado, Newegg, Shopline, Coupang. */
const askedByName: readonly number[] = [10002, 10003, 10012, 10014, 10016, 10020];

/** Whether a platform's orders are found by the name that staff see, and not by their number. */
export const isAskedByName = (platformCode: number): boolean => askedByName.includes(platformCode);

/** The server refuses shorter pages with code 102 and longer ones than it documents. */
export const [shortestPage, longestPage] = [20, 500];

/**
 * Body of `order/v2/list` that asks for the orders of some numbers in one shop, deleted ones too. One number may stand for
 * several orders, so the page has room for ten each.
 */
export function findOrdersBody({ platformCode, storeId }: Shop, platformOrderNos: readonly string[]): JsonObject {
  const numbers = isAskedByName(platformCode) ? 'platform_order_names' : 'platform_order_nos';
  const length = platformOrderNos.length === 1 ? shortestPage : Math.min(longestPage, Math.max(shortestPage, platformOrderNos.length * 10));
  return { offset: 0, length, include_delete: true, store_id: [storeId], [numbers]: [...platformOrderNos] };
}

/** Times in unix seconds, both inclusive. */
export type UpdateWindow = { readonly from: number; readonly to: number };

export const ordersPageLength = 200;

/** Body that asks for what changed in a window. Both bounds of Lingxing are exclusive, so the window is one second wider. */
export function changedOrdersBody({ from, to }: UpdateWindow, storeIds: readonly string[], offset: number): JsonObject {
  return { offset, length: ordersPageLength, date_type: 'update_time', start_time: from - 1, end_time: to + 1, store_id: [...storeIds], include_delete: true };
}
