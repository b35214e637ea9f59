import { expect, it } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import type { ShopifyClient } from './client.ts';
import { topicEnum } from './requests/subscription-documents.ts';
import { checkSubscriptions } from './subscriptions.ts';
import { webhookTopics } from './topics.ts';

const url = 'https://hooks.example.com/webhooks/shopify';

function setUp(topics: readonly string[], uri = url) {
  const world = { held: topics.map((topic) => ({ topic: topicEnum(topic), uri })), created: [] as unknown[], refused: new Set<unknown>(), away: false };
  const client: ShopifyClient = {
    async send({ document, variables }) {
      if (world.away) return failed(failure('unavailable', 'calling Shopify'));
      if (document.operation === 'subscription.create') {
        world.created.push(variables);
        const userErrors = world.refused.has(variables['topic']) ? [{ field: ['topic'], message: 'You do not have access' }] : [];
        return ok({ data: { webhookSubscriptionCreate: { webhookSubscription: null, userErrors } }, asOf: 0, requestId: null });
      }
      const start = Number(variables['after'] ?? 0);
      return ok({ data: { webhookSubscriptions: { nodes: world.held.slice(start, start + 5), pageInfo: { hasNextPage: start + 5 < world.held.length, endCursor: String(start + 5) } } }, asOf: 0, requestId: null });
    },
  };
  return { world, check: (webhookUrl: string | undefined) => checkSubscriptions({ client, webhookUrl, newTraceId: () => 'a'.repeat(32) }) };
}

it('makes what is missing, and only that', async () => {
  const { world, check } = setUp(webhookTopics.slice(2));
  expect(await check(`${url}/`)).toEqual(ok({ missing: [], created: ['orders/create', 'orders/updated'] }));
  expect(world.created).toEqual([{ topic: 'ORDERS_CREATE', uri: `${url}/` }, { topic: 'ORDERS_UPDATED', uri: `${url}/` }]);
});

it('leaves subscriptions to other places alone and does not count them', async () => {
  const { check } = setUp(webhookTopics, 'https://other.example.com/hooks');
  expect(await check(url)).toMatchObject({ value: { created: webhookTopics } });
});

it('only reports where no address is configured, whatever the place', async () => {
  const { world, check } = setUp(webhookTopics.slice(1), 'https://anywhere.example.com');
  expect([await check(undefined), world.created]).toEqual([ok({ missing: ['orders/create'], created: [] }), []]);
});

it('reports what Shopify does not let be made', async () => {
  const { world, check } = setUp(webhookTopics.slice(2));
  world.refused.add('ORDERS_CREATE');
  expect(await check(url)).toEqual(ok({ missing: ['orders/create'], created: ['orders/updated'] }));
});

it('says why it could not tell', async () => {
  const { world, check } = setUp([]);
  world.away = true;
  expect(await check(url)).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
});
