import { describe, expect, it } from 'vitest';
import { parseJson } from '../../engine/json.ts';
import type { OrderBody } from '../order-body.ts';
import { shopOf } from '../spec-shop.ts';
import { composeWebhook, hmacOf } from './webhook.ts';

/** Known answers by: `printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -binary | base64` (the first is case 2 of RFC 4231). */
const KNOWN: [secret: string, body: string, hmac: string][] = [
  ['Jefe', 'what do ya want for nothing?', 'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM='],
  ['shpss_π-secret', '{"id":830000000000000007,"name":"#1001","city":"München","buyer":"张三"}', 'Ge+IXY/ODenrhGtyv9dbMKxY0hbzI59Gt0230XANmj0='],
  ['shpss_long_secret_that_is_much_longer_than_the_sixty_four_byte_block_of_sha256_itself', '', '7yKC1smiQ44IShcWUWxQOrnoTqBylh7gLScu4Wpwbec='],
];

const SHOP = shopOf({ clientSecret: 'shpss_π-secret' });
const ORDER: OrderBody = { id: 830000000000000007n, name: '#1001', created_at: '2026-11-23T05:00:00-05:00', updated_at: '2026-11-23T05:00:00-05:00' };

describe('webhook', () => {
  it.each(KNOWN)('signs as openssl does (%s)', (secret, body, hmac) => {
    expect(hmacOf(secret, Buffer.from(body, 'utf8'))).toBe(hmac);
  });

  it('carries every documented header, signed over the bytes it sends', () => {
    const webhook = composeWebhook(SHOP, ORDER, { topic: 'orders/create', webhookId: 'w-1', eventId: 'e-1', at: Date.UTC(2026, 10, 23, 10, 0, 0, 120) });
    expect(webhook.headers).toMatchObject({
      'X-Shopify-Topic': 'orders/create',
      'X-Shopify-Hmac-Sha256': hmacOf(SHOP.clientSecret, webhook.body),
      'X-Shopify-Shop-Domain': 'demo.myshopify.com',
      'X-Shopify-API-Version': '2026-10',
      'X-Shopify-Webhook-Id': 'w-1',
      'X-Shopify-Event-Id': 'e-1',
      'X-Shopify-Triggered-At': '2026-11-23T10:00:00.120000000Z',
    });
  });

  it('writes a large id as a bare integer, all digits kept', () => {
    const { body } = composeWebhook(SHOP, ORDER, { topic: 'orders/updated', webhookId: 'w', eventId: 'e', at: 0 });
    expect(body.toString('utf8')).toContain('"id":830000000000000007,');
    expect(parseJson(body.toString('utf8'))).toEqual(ORDER);
  });
});
