import type { Json, JsonObject } from '../../engine/json.ts';
import { gid, type Fulfillment, type FulfillmentOrder, type HeldOrder } from '../held-order.ts';

/** The body as webhooks show it, with what the API serves of its way out: a reconciliation needs both. */
export function orderView(held: HeldOrder): JsonObject {
  return {
    shop: held.shop.shop,
    ...held.body,
    announced: !held.isSilent,
    fulfillmentOrders: held.fulfillmentOrders.map(fulfillmentOrderView),
    fulfillments: held.fulfillments.map(fulfillmentView),
  };
}

function fulfillmentOrderView({ id, location, status, holds, lines, fulfillAt, updatedAt }: FulfillmentOrder): JsonObject {
  return {
    id, gid: gid('FulfillmentOrder', id), status, location_id: location.id, location: location.name, fulfill_at: fulfillAt, updated_at: updatedAt,
    holds: holds.map(({ reason, notes }) => ({ reason, notes })),
    lines: lines.map((line) => ({ id: line.id, line_item_id: line.lineItemId, total: line.total, remaining: line.remaining })),
  };
}

function fulfillmentView({ id, name, status, location, fulfillmentOrderIds, lines, tracking, createdAt, updatedAt }: Fulfillment): JsonObject {
  return {
    id, gid: gid('Fulfillment', id), name, status, location_id: location.id, created_at: createdAt, updated_at: updatedAt,
    tracking_company: tracking.company, tracking_numbers: tracking.numbers, tracking_urls: tracking.urls,
    fulfillment_order_ids: fulfillmentOrderIds.map(String),
    lines: lines.map(({ lineItemId, quantity }) => ({ line_item_id: lineItemId, quantity })),
  };
}

/** `?fields=id,name` keeps an answer about thousands of orders small. */
export function pickFields(view: JsonObject, wanted: unknown): JsonObject {
  if (typeof wanted !== 'string') return view;
  const picked = wanted.split(',').flatMap((field): [string, Json][] => (view[field] === undefined ? [] : [[field, view[field]]]));
  return { shop: view['shop'] ?? null, ...Object.fromEntries(picked) };
}
