import { fromJson, type Mapper, type MapRecord } from '@tributary/ingest-kit';
import { fulfillmentPayload, mapFulfillment } from './mapping/fulfillment-payload.ts';
import { mapOrder } from './mapping/order.ts';
import { orderPayload } from './mapping/payload.ts';
import { mapRefund, refundPayload } from './mapping/refund-payload.ts';
import { mapSnapshot } from './mapping/snapshot-parts.ts';
import { snapshotPayload } from './mapping/snapshot.ts';
import { snapshotTopic } from './topics.ts';

export const vendor = 'shopify';
export const webhookPath = '/webhooks/shopify';

const order = fromJson(orderPayload, mapOrder);
const fulfillment = fromJson(fulfillmentPayload, mapFulfillment);
const refund = fromJson(refundPayload, mapRefund);
const snapshot: MapRecord = (raw) => fromJson(snapshotPayload, (payload) => mapSnapshot(payload, raw.asOf))(raw);

/**
 * Webhooks are mapped at once, so that an order is known before it was read; the snapshot that follows says the same
 * and more. orders/edited and fulfillment_orders/* name what changed and nothing of it, and only lead to a reading.
 */
export const mapper: Mapper = {
  version: 4,
  topics: {
    'orders/create': order,
    'orders/updated': order,
    'orders/cancelled': order,
    'orders/paid': order,
    'orders/fulfilled': order,
    'orders/partially_fulfilled': order,
    'fulfillments/create': fulfillment,
    'fulfillments/update': fulfillment,
    'refunds/create': refund,
    [snapshotTopic]: snapshot,
  },
};
