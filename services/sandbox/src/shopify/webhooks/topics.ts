/** What an app's own configuration subscribes to here. */
const APP_TOPICS = [
  'orders/create', 'orders/updated', 'orders/edited', 'orders/cancelled', 'orders/fulfilled', 'orders/partially_fulfilled',
  'fulfillments/create', 'fulfillments/update', 'fulfillment_orders/order_routing_complete', 'fulfillment_orders/placed_on_hold',
  'fulfillment_orders/hold_released', 'fulfillment_orders/moved', 'fulfillment_orders/cancelled',
  'fulfillment_orders/scheduled_fulfillment_order_ready', 'refunds/create', 'app/uninstalled',
] as const;

/** Sent only to subscriptions made through the API. */
const FURTHER_TOPICS = ['orders/paid', 'inventory_levels/update'] as const;

export type Topic = (typeof APP_TOPICS)[number] | (typeof FURTHER_TOPICS)[number];

export const isAppTopic = (topic: Topic): boolean => APP_TOPICS.some((known) => known === topic);

/** `fulfillment_orders/moved` is `FULFILLMENT_ORDERS_MOVED` in GraphQL. */
export const enumOf = (topic: Topic): string => topic.replace('/', '_').toUpperCase();
