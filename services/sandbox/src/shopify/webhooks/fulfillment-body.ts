import type { JsonObject } from '../../engine/json.ts';
import { gid, type Fulfillment, type FulfillmentOrder, type HeldOrder } from '../held-order.ts';
import { linesOf } from '../lines.ts';

/** The REST shape of `fulfillments/create` and of the order's own `fulfillments`; `quantity` of a line is what this parcel holds. */
export function fulfillmentBody(held: HeldOrder, fulfillment: Fulfillment): JsonObject {
  const { id, tracking } = fulfillment;
  const lines = linesOf(held);
  return {
    id,
    admin_graphql_api_id: gid('Fulfillment', id),
    order_id: held.body.id,
    status: fulfillment.status === 'SUCCESS' ? 'success' : 'cancelled',
    created_at: fulfillment.createdAt,
    updated_at: fulfillment.updatedAt,
    service: 'manual',
    name: fulfillment.name,
    location_id: fulfillment.location.id,
    origin_address: null,
    email: held.body['email'] ?? null,
    destination: held.body['shipping_address'] ?? null,
    shipment_status: null,
    tracking_company: tracking.company,
    tracking_number: tracking.numbers[0] ?? null,
    tracking_numbers: tracking.numbers,
    tracking_url: tracking.urls[0] ?? null,
    tracking_urls: tracking.urls,
    receipt: {},
    line_items: fulfillment.lines.flatMap(({ lineItemId, quantity }) => {
      const line = lines.find((entry) => entry.id === lineItemId);
      return line === undefined ? [] : [{ ...line.raw, quantity }];
    }),
  };
}

/** `fulfillment_orders/*` bodies hold gids and a status, and neither the order nor its lines. */
export const fulfillmentOrderStub = ({ id, status }: FulfillmentOrder): JsonObject => ({ id: gid('FulfillmentOrder', id), status: status.toLowerCase() });
