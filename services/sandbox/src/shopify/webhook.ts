import { createHmac } from 'node:crypto';
import { stringify } from '../engine/json.ts';
import type { Shop } from './config.ts';
import type { OrderBody } from './order-body.ts';

export const API_VERSION = '2026-10';

export type Topic = 'orders/create' | 'orders/updated';

/** Made once, when the shop's event happens: every attempt sends these bytes and these headers. */
export interface Webhook {
  webhookId: string;
  eventId: string;
  topic: Topic;
  shop: string;
  orderId: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** What happened in the shop, apart from the order itself. */
export interface Occasion {
  topic: Topic;
  webhookId: string;
  eventId: string;
  at: number;
}

export function composeWebhook(shop: Shop, order: OrderBody, { topic, webhookId, eventId, at }: Occasion): Webhook {
  const body = Buffer.from(stringify(order), 'utf8');
  return {
    webhookId,
    eventId,
    topic,
    shop: shop.shop,
    orderId: String(order.id),
    url: shop.webhookUrl,
    body,
    headers: {
      'Content-Type': 'application/json',
      Accept: '*/*',
      'User-Agent': 'Shopify-Captain-Hook',
      'X-Shopify-Topic': topic,
      'X-Shopify-Hmac-Sha256': hmacOf(shop.clientSecret, body),
      'X-Shopify-Shop-Domain': shop.shop,
      'X-Shopify-API-Version': API_VERSION,
      'X-Shopify-Webhook-Id': webhookId,
      'X-Shopify-Event-Id': eventId,
      'X-Shopify-Triggered-At': withNanoseconds(at),
      'X-Shopify-Order-Id': String(order.id),
      ...(order['test'] === true ? { 'X-Shopify-Test': 'true' } : {}),
    },
  };
}

/** Over the exact bytes, keyed by the app's client secret as UTF-8. */
export function hmacOf(clientSecret: string, body: Uint8Array): string {
  return createHmac('sha256', clientSecret).update(body).digest('base64');
}

/** RFC 3339 with nine digits; the clock knows milliseconds, so the rest is zero. */
const withNanoseconds = (at: number): string => new Date(at).toISOString().replace('Z', '000000Z');
