import { fromJson, type Mapper } from '@tributary/ingest-kit';
import { mapOrder } from './mapping/order.ts';
import { orderPayload } from './mapping/payload.ts';

export const vendor = 'shopify';
export const webhookPath = '/webhooks/shopify';

const order = fromJson(orderPayload, mapOrder);

/** Both topics carry the whole order; orders/cancelled, orders/paid and orders/fulfilled only repeat what orders/updated brings. */
export const mapper: Mapper = { version: 1, topics: { 'orders/create': order, 'orders/updated': order } };
