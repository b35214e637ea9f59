import type { Fetched, Fetcher, FetchTask, SourceRecord } from '@tributary/ingest-kit';
import { failed, ok } from '@tributary/kernel';
import { hasChanged, type OrderReader, type ReadOrder } from './order-reader.ts';
import { isSettled } from './mapping/snapshot-parts.ts';
import { gid, idOf } from './requests/document.ts';
import { rowsOf, type Row } from './rows.ts';
import { groupResource, orderResource, snapshotTopic } from './topics.ts';

/** Shopify makes fulfillment orders within seconds of the order. What has none after five minutes is shown to us without. */
const groupsAwaitedMs = 300_000;
/** An order that is out of sight for a minute after a change of it is gone. */
const freshMs = 60_000;

/** Reads whole orders of one shop: by their own id, or by that of one of their fulfillment orders. */
export function createFetcher(reader: OrderReader): Fetcher {
  return {
    async fetch(task, signal) {
      const read = await reader.whole(targetOf(task), { context: { traceId: task.traceId, effectKey: null, orderKeys: [] }, signal });
      if (read.ok) return ok(fetchedOf(task, read.value));
      return hasChanged(read.failure) ? ok({ state: 'later', reason: 'the order changes while it is read' }) : failed(read.failure);
    },
  };
}

function targetOf({ resourceType, resourceId }: FetchTask): Parameters<OrderReader['whole']>[0] {
  return resourceType === groupResource ? { groupId: gid('FulfillmentOrder', resourceId) } : { orderId: gid('Order', resourceId) };
}

function fetchedOf(task: FetchTask, { order, asOf, requestId }: ReadOrder): Fetched {
  const id = idOf(order?.['id']);
  if (order === undefined || id === undefined) return unseen(task, asOf);
  if (awaitsGroups(order, asOf)) return { state: 'later', reason: 'its fulfillment orders are not made yet' };
  const revisionAt = latestChange(order);
  const record: SourceRecord = {
    draft: {
      tenant: task.tenant,
      account: task.account,
      kind: 'resource',
      resourceType: orderResource,
      resourceId: id,
      vendorRevision: new Date(revisionAt).toISOString(),
      topic: snapshotTopic,
      deliveryId: requestId ?? `${id}@${asOf}`,
      via: 'poll',
      verified: 'tls',
      contentType: 'application/json',
      asOf,
    },
    body: Buffer.from(JSON.stringify({ order })),
  };
  return { state: 'read', records: [record], revisionAt, settled: isSettled(revisionAt, asOf) };
}

function awaitsGroups(order: Row, asOf: number): boolean {
  const isOver = order['cancelledAt'] != null || order['closedAt'] != null;
  const isNew = asOf - Date.parse(String(order['createdAt'])) < groupsAwaitedMs;
  return order['requiresShipping'] === true && rowsOf(order['fulfillmentOrders']).length === 0 && isNew && !isOver;
}

/** What a hint told of a moment ago was there; a copy that lags behind does not show it yet. */
function unseen({ revisionAt }: FetchTask, asOf: number): Fetched {
  if (revisionAt !== null && asOf - revisionAt < freshMs) return { state: 'later', reason: 'Shopify does not show the order yet' };
  return { state: 'gone', reason: 'Shopify shows no such order: it was deleted, or is older than the app may see' };
}

/** As the mapper has it: the newest change of the order or of a part of it. */
function latestChange(order: Row): number {
  const parts = ['fulfillmentOrders', 'fulfillments', 'refunds'].flatMap((list) => rowsOf(order[list]));
  return Math.max(0, ...[order, ...parts].map((part) => Date.parse(String(part['updatedAt']))).filter((at) => !Number.isNaN(at)));
}
