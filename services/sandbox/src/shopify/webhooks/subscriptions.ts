import type { Shop } from '../config.ts';
import { enumOf, isAppTopic, type Topic } from './topics.ts';

/** Made through the API; the app's own configuration is not listed there. */
export interface Subscription {
  id: string;
  shop: string;
  /** The GraphQL enum value, such as `ORDERS_CREATE`. */
  topic: string;
  uri: string;
  includeFields: string[];
  filter: string | null;
  name: string | null;
  createdAt: string;
  failures: number;
}

/** Where one event goes. */
export interface Target {
  url: string;
  subscription: Subscription | null;
}

export interface Subscriptions {
  targetsOf(shop: Shop, topic: Topic): Target[];
  list(shop: string): Subscription[];
  /** Undefined where topic and address are taken. */
  add(wanted: Omit<Subscription, 'id' | 'createdAt' | 'failures'>): Subscription | undefined;
  remove(shop: string, id: string): boolean;
  /** An uninstalled app has no subscriptions, also none by its configuration. */
  removeAll(shop: string): void;
  restore(shop: string): void;
  noteSuccess(subscriptionId: string): void;
  noteFailure(subscriptionId: string): void;
  isKnown(subscriptionId: string): boolean;
}

/** So many attempts in a row without a 2xx, and the vendor deletes a subscription that was made through the API. */
const MAX_FAILURES = 8;

export function createSubscriptions(now: () => number, nextSerial: () => bigint): Subscriptions {
  const held = new Map<string, Subscription>();
  const uninstalled = new Set<string>();
  const ofShop = (shop: string): Subscription[] => [...held.values()].filter((subscription) => subscription.shop === shop);
  return {
    targetsOf(shop, topic) {
      const configured: Target[] = shop.subscribeAll && isAppTopic(topic) && !uninstalled.has(shop.shop) ? [{ url: shop.webhookUrl, subscription: null }] : [];
      const made = ofShop(shop.shop).filter((subscription) => subscription.topic === enumOf(topic));
      return [...configured, ...made.map((subscription) => ({ url: subscription.uri, subscription }))];
    },
    list: ofShop,
    add(wanted) {
      const isTaken = ofShop(wanted.shop).some(({ topic, uri, name }) => topic === wanted.topic && uri === wanted.uri && name === wanted.name);
      if (isTaken) return undefined;
      const subscription = { ...wanted, id: String(1_000_000_000_000n + nextSerial()), createdAt: new Date(now()).toISOString(), failures: 0 };
      held.set(subscription.id, subscription);
      return subscription;
    },
    remove: (shop, id) => held.get(id)?.shop === shop && held.delete(id),
    removeAll(shop) {
      for (const { id } of ofShop(shop)) held.delete(id);
      uninstalled.add(shop);
    },
    restore: (shop) => void uninstalled.delete(shop),
    noteSuccess(id) {
      const subscription = held.get(id);
      if (subscription !== undefined) subscription.failures = 0;
    },
    noteFailure(id) {
      const subscription = held.get(id);
      if (subscription === undefined) return;
      subscription.failures += 1;
      if (subscription.failures >= MAX_FAILURES) held.delete(id);
    },
    isKnown: (id) => held.has(id),
  };
}
