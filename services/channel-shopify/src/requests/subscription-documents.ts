import type { GraphqlDocument } from './document.ts';

export const readSubscriptions: GraphqlDocument = {
  operation: 'subscriptions.read',
  text: 'query ReadSubscriptions($after: String) { webhookSubscriptions(first: 100, after: $after) { nodes { id topic uri includeFields apiVersion { handle } } pageInfo { hasNextPage endCursor } } }',
};

export const createSubscription: GraphqlDocument = {
  operation: 'subscription.create',
  text: `mutation CreateSubscription($topic: WebhookSubscriptionTopic!, $uri: String!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) { webhookSubscription { id } userErrors { field message } } }`,
};

/** "fulfillment_orders/moved" → FULFILLMENT_ORDERS_MOVED */
export function topicEnum(topic: string): string {
  return topic.replace('/', '_').toUpperCase();
}
