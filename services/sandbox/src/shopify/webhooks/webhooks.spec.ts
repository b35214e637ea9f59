import { afterEach, describe, expect, it } from 'vitest';
import { at, openStage, type Fields, type Stage } from '../spec-sandbox.ts';
import { hmacOf } from './webhook.ts';

let stage: Stage;
afterEach(() => stage.close());

const CREATE = 'mutation($t: WebhookSubscriptionTopic!, $w: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $t, webhookSubscription: $w) { webhookSubscription { id topic uri } userErrors { field message } } }';
const LIST = '{ webhookSubscriptions(first: 10) { nodes { id topic } } }';
const topics = async (): Promise<unknown[]> => (at(await stage.graphql(LIST), 'data', 'webhookSubscriptions', 'nodes') as Fields[]).map(({ topic }) => topic);
const subscribe = async (topic: string, more: Fields = {}): Promise<Fields> => {
  const { deliveries } = await stage.control('GET', '/shopify/deliveries');
  expect(deliveries).toBeDefined();
  return at(await stage.graphql(CREATE, { t: topic, w: { uri: 'http://127.0.0.1:1/never', ...more } }), 'data', 'webhookSubscriptionCreate') as Fields;
};
const faults = (knobs: Fields): Promise<Fields> => stage.control('PUT', '/faults', { shopify: knobs });

describe('subscriptions', () => {
  it('made through the API are sent to, listed, and deleted after eight failures in a row', async () => {
    stage = await openStage({ subscribeAll: false });
    const made = await subscribe('ORDERS_CREATE');
    expect(made).toMatchObject({ webhookSubscription: { topic: 'ORDERS_CREATE' }, userErrors: [] });
    expect(await subscribe('ORDERS_CREATE')).toMatchObject({ webhookSubscription: null, userErrors: [{ message: expect.stringContaining('already been taken') as string }] });
    expect(await subscribe('ORDERS_CREATE', { uri: 'http://far.example/hook' })).toMatchObject({ userErrors: [{ message: 'Address is invalid' }] });
    expect(await topics()).toEqual(['ORDERS_CREATE']);
    await stage.place();
    await expect.poll(topics, { interval: 10, timeout: 3_000 }).toEqual([]);
    expect(await stage.control('GET', '/shopify/deliveries')).toMatchObject({ summary: { total: 1, delivered: 0, waiting: 0, dropped: 1, attempts: 8 } });
  });

  it('send only what they asked for, where they asked for it, with the fields they named', async () => {
    stage = await openStage({ subscribeAll: false });
    const uri = `${stage.base}/control/shopify/deliveries`;
    await subscribe('ORDERS_UPDATED', { uri, includeFields: ['id', 'updated_at'] });
    const id = await stage.place();
    await stage.act(id, 'update', { changes: { note: 'x' } });
    expect(await stage.control('GET', '/shopify/deliveries')).toMatchObject({ deliveries: [{ topic: 'orders/updated' }] });
    const gid = at(await stage.graphql(LIST), 'data', 'webhookSubscriptions', 'nodes', 0, 'id');
    const remove = 'mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }';
    expect(at(await stage.graphql(remove, { id: gid }), 'data', 'webhookSubscriptionDelete')).toEqual({ deletedWebhookSubscriptionId: gid, userErrors: [] });
    expect(at(await stage.graphql(remove, { id: gid }), 'data', 'webhookSubscriptionDelete', 'userErrors')).toHaveLength(1);
  });
});

describe('webhook faults', () => {
  it('a late one comes after a later one, and nothing is lost', async () => {
    stage = await openStage();
    await faults({ lateWebhookRate: 1, lateWebhookMs: 80 });
    const id = await stage.place();
    await faults({});
    await stage.act(id, 'update', { changes: { note: 'x' } });
    await stage.arrived('orders/updated');
    await stage.arrived('orders/create');
    await stage.arrived('fulfillment_orders/order_routing_complete');
    expect(stage.arrivals[0]?.topic).toBe('orders/updated');
    expect(stage.arrivals).toHaveLength(3);
  });

  it('a reordered one waits for a later one of its shop, not longer than told', async () => {
    stage = await openStage();
    await faults({ reorderWebhookRate: 1, lateWebhookMs: 60_000 });
    const id = await stage.place();
    await faults({});
    await stage.act(id, 'update', { changes: { note: 'x' } });
    await stage.arrived('orders/create');
    expect(stage.arrivals[0]?.topic).toBe('orders/updated');
    await faults({ reorderWebhookRate: 1, lateWebhookMs: 30 });
    await stage.act(id, 'update', { changes: { note: 'y' } });
    await stage.arrived('orders/updated', 2);
  });

  it('a broken body comes beside the real one, under its own id and rightly signed', async () => {
    stage = await openStage();
    await faults({ malformedWebhookRate: 1 });
    await stage.place();
    const [first, second] = await stage.arrived('orders/create', 2);
    const broken = [first!, second!].filter(({ body }) => Object.keys(body).length === 0);
    expect(broken).toHaveLength(1);
    expect(broken[0]!.headers['x-shopify-hmac-sha256']).toBe(hmacOf('shpss_x', Buffer.from(broken[0]!.text)));
    expect(first!.headers['x-shopify-webhook-id']).not.toBe(second!.headers['x-shopify-webhook-id']);
    await expect.poll(() => stage.control('GET', '/shopify/deliveries'), { interval: 5 }).toMatchObject({ summary: { total: 2, delivered: 2, malformed: 2 } });
  });

  it('echoes of the app’s own writes are late', async () => {
    stage = await openStage({}, { echoDelayMs: 100 });
    const id = await stage.place();
    const [order] = (await stage.control('GET', '/shopify/orders'))['orders'] as Fields[];
    const variables = { f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: at(order, 'fulfillmentOrders', 0, 'gid') }] } };
    await stage.graphql('mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id } userErrors { message } } }', variables);
    await stage.act(id, 'update', { changes: { note: 'meanwhile' } });
    await stage.arrived('fulfillments/create');
    const updates = await stage.arrived('orders/updated', 2);
    expect(updates.map(({ body }) => body['note'] === 'meanwhile')).toEqual([true, false]);
    expect(String(updates[0]!.body['updated_at']) > String(updates[1]!.body['updated_at'])).toBe(true);
  });
});
