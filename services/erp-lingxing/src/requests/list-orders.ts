import type { JsonObject } from './canonical-body.ts';
import type { Shop } from './create-order.ts';

/** Platforms whose orders are asked for by name instead of number: Shopify, eBay, Mercado, Newegg, Shopline, Coupang. */
const askedByName: readonly number[] = [10002, 10003, 10012, 10014, 10016, 10020];

/** The server refuses shorter pages with code 102. */
const shortestPage = 20;

/** Body of `order/v2/list` that asks for the orders of one number in one shop, deleted ones too. */
export function findOrderBody({ platformCode, storeId }: Shop, platformOrderNo: string): JsonObject {
  const numbers = askedByName.includes(platformCode) ? 'platform_order_names' : 'platform_order_nos';
  return { offset: 0, length: shortestPage, include_delete: true, store_id: [storeId], [numbers]: [platformOrderNo] };
}
