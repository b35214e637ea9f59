import { served, type Served } from '../graphql/served.ts';
import { gid } from '../held-order.ts';
import type { Subscription } from '../webhooks/subscriptions.ts';
import { API_VERSION } from '../webhooks/webhook.ts';
import { utc } from './times.ts';

export function subscriptionNode({ id, topic, uri, includeFields, filter, name, createdAt }: Subscription): Served {
  return served('WebhookSubscription', {
    id: gid('WebhookSubscription', id),
    legacyResourceId: id,
    topic,
    uri,
    callbackUrl: uri,
    endpoint: () => served('WebhookHttpEndpoint', { callbackUrl: uri }),
    format: 'JSON',
    includeFields,
    filter,
    name,
    metafieldNamespaces: [],
    metafields: [],
    apiVersion: () => served('ApiVersion', { handle: API_VERSION, displayName: API_VERSION, supported: true }),
    createdAt: utc(createdAt),
    updatedAt: utc(createdAt),
  });
}
