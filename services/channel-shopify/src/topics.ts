import type { FetchWish, PlanFetch } from '@tributary/ingest-kit';

/** Topics of our own, for what we read. */
export const snapshotTopic = 'graphql/order';
export const pollTopic = 'poll/orders';
export const uninstalledTopic = 'app/uninstalled';

/** Resource types of raw records: everything about an order shares the order's key; fulfillment orders do not name theirs. */
export const orderResource = 'order';
export const groupResource = 'fulfillment_order';

/** Webhooks that we want from a shop. */
export const webhookTopics: readonly string[] = [
  'orders/create',
  'orders/updated',
  'orders/edited',
  'orders/cancelled',
  'orders/paid',
  'orders/fulfilled',
  'orders/partially_fulfilled',
  'fulfillments/create',
  'fulfillments/update',
  'refunds/create',
  'fulfillment_orders/order_routing_complete',
  'fulfillment_orders/moved',
  'fulfillment_orders/placed_on_hold',
  'fulfillment_orders/hold_released',
  'fulfillment_orders/scheduled_fulfillment_order_ready',
  'fulfillment_orders/rescheduled',
  'fulfillment_orders/cancelled',
  'fulfillment_orders/split',
  'fulfillment_orders/merged',
  uninstalledTopic,
];

/** A topic whose body says that something changed and not what it is now. */
export function isHint(topic: string): boolean {
  return topic === 'orders/edited' || topic.startsWith('fulfillment_orders/');
}

/**
 * Everything that is told of an order is a reason to read it, at least up to the change that was told of. What was read
 * itself, and bodies that name no order, are none.
 */
export const planFetch: PlanFetch = ({ topic, resourceType, resourceId, vendorRevision }): FetchWish | undefined => {
  const isAboutOrder = resourceType === orderResource || resourceType === groupResource;
  if (topic === snapshotTopic || !isAboutOrder || !/^\d+$/.test(resourceId)) return undefined;
  // Of a part of an order the time is that of the part: no later than the order's own in any reading that shows the change.
  const revisionAt = vendorRevision === null || topic === 'orders/edited' ? NaN : Date.parse(vendorRevision);
  return { resourceType, resourceId, revisionAt: Number.isNaN(revisionAt) ? null : revisionAt };
};
