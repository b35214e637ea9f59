import { expect, it } from 'vitest';
import { planFetch } from './topics.ts';

const raw = (topic: string, more: object = {}) => ({ kind: 'resource', topic, resourceType: 'order', resourceId: '55', vendorRevision: '2026-03-02T09:14:06-08:00', via: 'webhook', ...more }) as Parameters<typeof planFetch>[0];
const at = Date.parse('2026-03-02T17:14:06Z');

it('reads an order for everything that is told of it, up to the change that was told of', () => {
  const wish = { resourceType: 'order', resourceId: '55', revisionAt: at };
  for (const topic of ['orders/create', 'orders/cancelled', 'fulfillments/update', 'poll/orders']) expect(planFetch(raw(topic)), topic).toEqual(wish);
  expect(planFetch(raw('refunds/create', { vendorRevision: null }))).toEqual({ ...wish, revisionAt: null });
});

it('reads it whatever was read before where a hint tells no time of the order', () => {
  expect(planFetch(raw('orders/edited'))).toMatchObject({ resourceId: '55', revisionAt: null });
  expect(planFetch(raw('fulfillment_orders/moved', { resourceType: 'fulfillment_order', resourceId: '91', vendorRevision: null }))).toEqual({ resourceType: 'fulfillment_order', resourceId: '91', revisionAt: null });
});

it('reads nothing for what was read, for other things, and for a body that names no order', () => {
  const others = [raw('graphql/order'), raw('app/uninstalled', { resourceType: 'app' }), raw('inventory_levels/update', { resourceType: 'inventory_level' }), raw('orders/create', { resourceId: '7f1d5c3e-0001' })];
  expect(others.map(planFetch)).toEqual([undefined, undefined, undefined, undefined]);
});
