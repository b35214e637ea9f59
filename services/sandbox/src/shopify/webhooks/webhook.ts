import { createHmac } from 'node:crypto';
import { stringify, type JsonObject } from '../../engine/json.ts';
import type { Shop } from '../config.ts';
import type { Topic } from './topics.ts';

export const API_VERSION = '2026-10';

/** Made once, when the shop's event happens: every attempt sends these bytes and these headers. */
export interface Webhook {
  webhookId: string;
  eventId: string;
  topic: Topic;
  shop: string;
  /** Empty for what is about no order. */
  orderId: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Of the API; null for what the app's own configuration subscribed to. */
  subscriptionId: string | null;
  /** The same event with a body that ends in the middle, rightly signed. */
  spoil?(webhookId: string): Webhook;
}

/** What happened in the shop, apart from the body that tells of it. */
export interface Occasion {
  topic: Topic;
  webhookId: string;
  eventId: string;
  at: number;
  orderId?: string;
  isTest?: boolean;
  /** Where the shop's own address does not hold. */
  url?: string;
  subscriptionId?: string;
  name?: string | null;
}

export function composeWebhook(shop: Shop, body: JsonObject, occasion: Occasion): Webhook {
  const bytes = Buffer.from(stringify(body), 'utf8');
  return {
    ...signed(shop, bytes, occasion),
    spoil: (webhookId) => signed(shop, bytes.subarray(0, Math.floor(bytes.length / 2)), { ...occasion, webhookId }),
  };
}

function signed(shop: Shop, body: Buffer, occasion: Occasion): Webhook {
  const { webhookId, eventId, topic, orderId = '', subscriptionId = null, url = shop.webhookUrl } = occasion;
  return { webhookId, eventId, topic, shop: shop.shop, orderId, url, subscriptionId, body, headers: headersOf(shop, body, occasion) };
}

function headersOf(shop: Shop, body: Buffer, { topic, webhookId, eventId, at, orderId = '', isTest, name }: Occasion): Record<string, string> {
  return {
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
    // Only bodies that are an order come with its id beside them; a fulfillment order has to be looked up.
    ...(topic.startsWith('orders/') ? { 'X-Shopify-Order-Id': orderId } : {}),
    ...(isTest === true ? { 'X-Shopify-Test': 'true' } : {}),
    ...(name == null ? {} : { 'X-Shopify-Name': name }),
  };
}

/** Over the exact bytes, keyed by the app's client secret as UTF-8. */
export function hmacOf(clientSecret: string, body: Uint8Array): string {
  return createHmac('sha256', clientSecret).update(body).digest('base64');
}

/** RFC 3339 with nine digits; the clock knows milliseconds, so the rest is zero. */
const withNanoseconds = (at: number): string => new Date(at).toISOString().replace('Z', '000000Z');
