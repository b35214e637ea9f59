import { createHmac, timingSafeEqual } from 'node:crypto';
import { createSignatureCheck, headerOf, type RawDraft, type WebhookChannel, type WebhookRequest } from '@tributary/ingest-kit';
import { during, failed, failure, ok, parseJson, type Result } from '@tributary/kernel';
import type { Secrets } from '@tributary/service-host';
import { vendor, webhookPath } from './channel.ts';
import type { Account } from './config.ts';
import { groupResource, isHint, orderResource } from './topics.ts';

const action = 'receiving Shopify webhook';

/**
 * Shopify signs the raw body with the app's client secret: base64(HMAC-SHA256) in X-Shopify-Hmac-Sha256
 * (https://shopify.dev/docs/apps/build/webhooks/subscribe/https). Shop, topic and webhook id are headers beside it.
 */
export function createWebhook(accounts: readonly Account[], secrets: Secrets): WebhookChannel {
  const accountsByShop = new Map(accounts.map((account) => [account.options.shop.toLowerCase(), account]));
  const checkSignature = createSignatureCheck(secrets);
  return {
    vendor,
    path: webhookPath,
    receive(request) {
      const account = accountsByShop.get(headerOf(request, 'x-shopify-shop-domain')?.toLowerCase() ?? '');
      if (account === undefined) return refused('unauthorized', 'unknown_shop', 'X-Shopify-Shop-Domain names no shop of the configuration');
      const signature = headerOf(request, 'x-shopify-hmac-sha256');
      if (signature === undefined) return refused('unauthorized', 'unsigned', 'X-Shopify-Hmac-Sha256 is missing');
      const { current, previous } = account.options.webhookSecrets;
      const signed = checkSignature([current, previous], request.receivedAt, (secret) => isSignedWith(secret, request.body, signature));
      return signed.ok ? draftOf(request, account) : failed(during(action, signed.failure));
    },
  };
}

/** Compares the texts: decoding base64 would let other texts pass for the same bytes. */
function isSignedWith(secret: string, body: Buffer, signature: string): boolean {
  const [given, expected] = [Buffer.from(signature), Buffer.from(createHmac('sha256', secret).update(body).digest('base64'))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function draftOf(request: WebhookRequest, { tenant, account }: Account): Result<RawDraft> {
  const topic = headerOf(request, 'x-shopify-topic');
  const deliveryId = headerOf(request, 'x-shopify-webhook-id');
  if (topic === undefined || deliveryId === undefined) return refused('invalid', 'missing_header', 'X-Shopify-Topic or X-Shopify-Webhook-Id is missing');
  const { resourceType, id, updatedAt } = resourceOf(topic, request.body);
  return ok({
    tenant,
    account,
    kind: isHint(topic) ? 'hint' : 'resource',
    resourceType,
    resourceId: id ?? deliveryId,
    vendorRevision: updatedAt,
    topic,
    deliveryId,
    via: 'webhook',
    verified: 'signature',
    contentType: headerOf(request, 'content-type') ?? null,
  });
}

type Resource = { readonly resourceType: string; readonly id: string | null; readonly updatedAt: string | null };

const number = /^\d{1,20}$/;
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/**
 * What a delivery is about, so that all events of one order share a key and with it their order. A body without id, or
 * without JSON in it, is kept all the same; the normalizer parks it. What stands where an id or a time should be may be
 * anything, a name for example, and both are readable by everybody: only their shapes pass.
 */
function resourceOf(topic: string, body: Buffer): Resource {
  const text = body.toString();
  if (topic.startsWith('fulfillment_orders/')) return { resourceType: groupResource, id: firstGroup(text), updatedAt: null };
  const fields = fieldsOf(text);
  const isOfOrder = topic.startsWith('fulfillments/') || topic.startsWith('refunds/');
  const id = String(topic === 'orders/edited' ? fields.order_edit?.order_id : isOfOrder ? fields.order_id : fields.id);
  const { updated_at: updatedAt } = fields;
  return {
    resourceType: isOfOrder ? orderResource : resourceTypeOf(topic),
    id: number.test(id) ? id : null,
    updatedAt: typeof updatedAt === 'string' && instant.test(updatedAt) ? updatedAt : null,
  };
}

/** "orders/create" → "order". */
function resourceTypeOf(topic: string): string {
  return topic.replace(/\/.*$/, '').replace(/s$/, '');
}

/** The bodies differ by topic: one, the original and the moved one, a list of merged ones. Any of them leads to the order. */
function firstGroup(text: string): string | null {
  return /gid:\\?\/\\?\/shopify\\?\/FulfillmentOrder\\?\/(\d{1,20})/.exec(text)?.[1] ?? null;
}

type Fields = { readonly id?: unknown; readonly order_id?: unknown; readonly order_edit?: { readonly order_id?: unknown } | null; readonly updated_at?: unknown };

/** Parsing without losing a digit takes five times as long as plain parsing; only ids above 2^53 need it. */
function fieldsOf(text: string): Fields {
  const plain = plainFields(text);
  const ids = [plain.id, plain.order_id, plain.order_edit?.order_id];
  if (ids.every((id) => typeof id !== 'number' || Number.isSafeInteger(id))) return plain;
  const exact = parseJson(text, 'Shopify webhook');
  return exact.ok ? (exact.value as Fields) : {};
}

function plainFields(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function refused(kind: 'unauthorized' | 'invalid', code: string, text: string): Result<never> {
  return failed(failure(kind, action, { cause: { code, text } }));
}
