import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { describeChannel } from '@tributary/ingest-kit/suite';
import { createSecrets, defaultPolicies } from '@tributary/service-host';
import { mapper } from './channel.ts';
import { options, type Account } from './config.ts';
import { createWebhook } from './webhook.ts';

const account: Account = {
  tenant: 'acme',
  channel: 'shopify',
  account: 'us',
  timeZone: 'America/Los_Angeles',
  environment: 'production',
  switches: { ingest: true, poll: true, deliver: true },
  locations: [],
  policies: defaultPolicies,
  options: options.parse({ shop: 'quill-home.myshopify.com', webhookSecrets: { current: 'env:CURRENT', previous: 'env:PREVIOUS' }, auth: { kind: 'static', accessToken: 'env:TOKEN' } }),
};
const secrets = { current: 'shpss_current_example', previous: 'shpss_previous_example' };

describeChannel('Shopify', {
  mapper,
  fixtures: join(import.meta.dirname, 'fixtures'),
  required: {
    'orders-create': ['id', 'created_at', 'updated_at', 'currency', 'taxes_included', 'total_price', 'total_tax', 'total_discounts', 'line_items', 'line_items[0].id', 'line_items[0].price', 'line_items[0].quantity', 'line_items[0].requires_shipping'],
    'fulfillments-create': ['id', 'order_id', 'updated_at', 'line_items', 'line_items[0].id', 'line_items[0].quantity'],
    'refunds-create': ['id', 'order_id', 'created_at', 'refund_line_items[0].line_item_id', 'refund_line_items[0].quantity'],
    'snapshots-edited': ['order.id', 'order.updatedAt', 'order.lineItems', 'order.fulfillments', 'order.refunds', 'order.fulfillmentOrders', 'order.fulfillmentOrders[0].lineItems[0].remainingQuantity', 'order.lineItems[0].currentQuantity'],
  },
  webhook: {
    create: () => createWebhook([account], createSecrets({ CURRENT: secrets.current, PREVIOUS: secrets.previous })),
    secrets,
    headers: (body, topic, secret) => ({
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-shop-domain': 'quill-home.myshopify.com',
      'x-shopify-webhook-id': '7f1d5c3e-0001-4a5b-9c1d-2b6f00aa0001',
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    }),
    required: ['x-shopify-topic', 'x-shopify-shop-domain', 'x-shopify-webhook-id', 'x-shopify-hmac-sha256'],
  },
});
