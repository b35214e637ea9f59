import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fetched, FetchTask } from '@tributary/ingest-kit';
import { failed, failure, ok } from '@tributary/kernel';
import { mapper } from './channel.ts';
import type { ShopifyClient } from './client.ts';
import { createFetcher } from './fetcher.ts';
import { answerDocument } from './fixtures/graph.suite.ts';
import { createOrderReader } from './order-reader.ts';
import { snapshotTopic } from './topics.ts';

type Json = Record<string, unknown>;
const edited = (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/snapshots-edited.payload.json'), 'utf8')) as { order: Json }).order;
const updatedAt = Date.parse(String(edited['updatedAt']));
const task: FetchTask = { tenant: 'acme', account: 'us', resourceType: 'order', resourceId: '5501188330076', revisionAt: null, traceId: 'a'.repeat(32), attempts: 0 };

/** A shop with one order that can be changed while it is read. */
function setUp(order: Json | null = edited, asOf = updatedAt + 60_000) {
  const world = { order, asked: [] as string[], onCall: (_count: number): void => undefined, refusal: undefined as ReturnType<typeof failure> | undefined };
  const part = (list: string) => ({ id }: Json) => {
    const found = (world.order?.[list] as Json[]).find((entry) => entry['id'] === id);
    return found && { ...found, order: world.order };
  };
  const client: ShopifyClient = {
    async send({ document, variables }) {
      if (world.refusal !== undefined) return failed(world.refusal);
      world.asked.push(document.operation);
      world.onCall(world.asked.length);
      const data = answerDocument(document.text, variables, {
        order: ({ id }) => (world.order?.['id'] === id ? world.order : null),
        fulfillmentOrder: (args) => part('fulfillmentOrders')(args),
        fulfillment: part('fulfillments'),
        refund: part('refunds'),
      });
      return ok({ data, asOf: asOf + world.asked.length, requestId: `r-${world.asked.length}` });
    },
  };
  const fetcher = createFetcher(createOrderReader(client));
  const fetch = async (more: Partial<FetchTask> = {}): Promise<Fetched> => {
    const fetched = await fetcher.fetch({ ...task, ...more }, new AbortController().signal);
    if (!fetched.ok) throw new Error(fetched.failure.kind);
    return fetched.value;
  };
  return { world, fetcher, fetch };
}

const orderOf = (fetched: Fetched): Json => (fetched.state === 'read' ? (JSON.parse(fetched.records[0]!.body.toString()) as { order: Json }).order : {});
const many = (list: unknown, count: number, prefix: string): Json[] => Array.from({ length: count }, (_, index) => ({ ...(list as Json[])[0], id: `${prefix}${index + 1}` }));

describe('reading an order', () => {
  it('writes all of it down as one record about the order, with the vendor’s clock', async () => {
    const { world, fetch } = setUp();
    const fetched = await fetch();
    expect(fetched).toMatchObject({ state: 'read', revisionAt: updatedAt, settled: true, records: [{ draft: {
      tenant: 'acme', account: 'us', kind: 'resource', resourceType: 'order', resourceId: '5501188330076', vendorRevision: '2026-03-05T00:20:00.000Z', topic: 'graphql/order', deliveryId: 'r-1', via: 'poll', verified: 'tls', asOf: updatedAt + 60_001,
    } }] });
    expect(world.asked).toEqual(['order.read', 'refund.read']);
  });

  it('gives the mapper what the vendor holds, at the revision that the task is told', async () => {
    const fetched = await setUp().fetch();
    const [record] = fetched.state === 'read' ? fetched.records : [];
    const drafts = mapper.topics[snapshotTopic]!({ ...record!.draft, orderKeys: [], asOf: record!.draft.asOf ?? null, body: record!.body });
    const expected = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/snapshots-edited.expected.json'), 'utf8')) as { drafts: unknown };
    expect(drafts).toEqual(ok(expected.drafts));
    expect(fetched).toMatchObject({ revisionAt: drafts.ok && drafts.value[0]!.revision.at });
  });

  it('is the same by one of its fulfillment orders', async () => {
    const byGroup = await setUp().fetch({ resourceType: 'fulfillment_order', resourceId: '9100044330002' });
    expect(orderOf(byGroup)).toEqual(orderOf(await setUp().fetch()));
    expect(byGroup).toMatchObject({ records: [{ draft: { resourceType: 'order', resourceId: '5501188330076' } }] });
  });

  it('is complete however long its lists are', async () => {
    const parcels = many(edited['fulfillments'], 7, 'gid://shopify/Fulfillment/').map((parcel) => ({ ...parcel, fulfillmentLineItems: many(parcel['fulfillmentLineItems'], 300, 'gid://shopify/FulfillmentLineItem/') }));
    const groups = many(edited['fulfillmentOrders'], 17, 'gid://shopify/FulfillmentOrder/').map((group) => ({ ...group, lineItems: many(group['lineItems'], 45, 'gid://shopify/FulfillmentOrderLineItem/') }));
    const refunds = many(edited['refunds'], 25, 'gid://shopify/Refund/').map((refund) => ({ ...refund, refundLineItems: many(refund['refundLineItems'], 120, 'gid://shopify/RefundLineItem/') }));
    const large = { ...edited, lineItems: many(edited['lineItems'], 500, 'gid://shopify/LineItem/'), shippingLines: many(edited['shippingLines'], 9, 'gid://shopify/ShippingLine/'), transactions: many(edited['transactions'], 40, 'gid://shopify/OrderTransaction/'), fulfillments: parcels, fulfillmentOrders: groups, refunds };
    const read = orderOf(await setUp(large).fetch());
    const sizes = (order: Json) => [
      ...['lineItems', 'shippingLines', 'transactions', 'fulfillments', 'fulfillmentOrders', 'refunds'].map((list) => new Set((order[list] as Json[]).map(({ id }) => id)).size),
      ...(order['fulfillments'] as Json[]).map((parcel) => (parcel['fulfillmentLineItems'] as Json[]).length),
      ...(order['fulfillmentOrders'] as Json[]).map((group) => (group['lineItems'] as Json[]).length),
      ...(order['refunds'] as Json[]).map((refund) => (refund['refundLineItems'] as Json[]).length),
    ];
    expect(sizes(read)).toEqual(sizes(large));
  });

  it('starts over where the order changes in between, and comes back later where it does not stop', async () => {
    const once = setUp();
    once.world.onCall = (count) => count === 2 && (once.world.order = { ...edited, updatedAt: '2026-03-05T00:21:00Z', note: 'changed' });
    expect(orderOf(await once.fetch())).toMatchObject({ updatedAt: '2026-03-05T00:21:00Z', note: 'changed' });
    expect(once.world.asked).toEqual(['order.read', 'refund.read', 'order.read', 'refund.read']);
    const always = setUp();
    always.world.onCall = (count) => void (always.world.order = { ...edited, updatedAt: new Date(updatedAt + count * 1000).toISOString() });
    expect(await always.fetch()).toMatchObject({ state: 'later' });
    expect(always.world.asked).toHaveLength(6);
  });

  it('is not settled within the second of its last change', async () => {
    expect(await setUp(edited, updatedAt).fetch()).toMatchObject({ settled: false });
    expect(await setUp(edited, updatedAt + 999).fetch()).toMatchObject({ settled: true });
  });

  it('waits for its fulfillment orders while it is new, and no longer', async () => {
    const created = Date.parse(String(edited['createdAt']));
    const bare = { ...edited, fulfillmentOrders: [], refunds: [] };
    expect(await setUp(bare, created + 290_000).fetch()).toMatchObject({ state: 'later' });
    expect(await setUp(bare, created + 300_000).fetch()).toMatchObject({ state: 'read' });
    for (const over of [{ cancelledAt: '2026-03-02T17:15:00Z' }, { closedAt: '2026-03-02T17:15:00Z' }, { requiresShipping: false }]) {
      expect(await setUp({ ...bare, ...over }, created + 1_000).fetch(), JSON.stringify(over)).toMatchObject({ state: 'read' });
    }
  });

  it('is gone where Shopify knows none of that id', async () => {
    expect(await setUp(null).fetch()).toMatchObject({ state: 'gone' });
    expect(await setUp().fetch({ resourceType: 'fulfillment_order', resourceId: '1' })).toMatchObject({ state: 'gone' });
  });

  it('is not gone yet where it was told of just now: copies of Shopify’s data follow one another', async () => {
    const told = { revisionAt: updatedAt };
    expect(await setUp(null, updatedAt + 1_000).fetch(told)).toMatchObject({ state: 'later' });
    expect(await setUp(null, updatedAt + 60_000).fetch(told)).toMatchObject({ state: 'gone' });
  });

  it('passes on what the client says', async () => {
    const { world, fetcher } = setUp();
    world.refusal = failure('throttled', 'calling Shopify', { retryAt: 9 });
    expect(await fetcher.fetch(task, new AbortController().signal)).toEqual(failed(world.refusal));
  });
});
