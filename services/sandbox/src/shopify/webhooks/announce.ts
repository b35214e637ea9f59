import type { JsonObject } from '../../engine/json.ts';
import type { Engine } from '../../engine/vendor.ts';
import type { Shop } from '../config.ts';
import { orderIdOf, type HeldOrder } from '../held-order.ts';
import type { Happening, Office, Origin } from '../office.ts';
import type { Deliverer } from './deliver.ts';
import type { Subscriptions, Target } from './subscriptions.ts';
import { composeWebhook, type Webhook } from './webhook.ts';

export interface Announcer {
  /** Everything that one action caused shares an event id. */
  announce: Office['announce'];
  /** What is about the shop itself. */
  announceShop(shop: Shop, happening: Happening, origin: Origin): void;
}

interface Parts {
  engine: Engine;
  deliverer: Deliverer;
  subscriptions: Subscriptions;
  later: Office['later'];
  echoDelayMs: number;
}

export function createAnnouncer({ engine, deliverer, subscriptions, later, echoDelayMs }: Parts): Announcer {
  const compose = (shop: Shop, happenings: readonly Happening[], held?: HeldOrder): Webhook[] => {
    const eventId = engine.newId();
    const about = held === undefined ? {} : { orderId: orderIdOf(held), isTest: held.body['test'] === true };
    return happenings.flatMap(({ topic, body }) =>
      subscriptions.targetsOf(shop, topic).map((target) =>
        composeWebhook(shop, cutDown(body, target), {
          topic, eventId, webhookId: engine.newId(), at: engine.clock.now(), url: target.url, ...about,
          ...(target.subscription === null ? {} : { subscriptionId: target.subscription.id, name: target.subscription.name }),
        }),
      ),
    );
  };
  const send = (webhooks: readonly Webhook[], origin: Origin): void => {
    const now = (): void => webhooks.forEach((webhook) => deliverer.send(webhook));
    if (origin === 'app') later(echoDelayMs, now);
    else now();
  };
  return {
    announce: (held, happenings, origin) => {
      if (!held.isSilent) send(compose(held.shop, happenings, held), origin);
    },
    announceShop: (shop, happening, origin) => send(compose(shop, [happening]), origin),
  };
}

/** `includeFields` keeps the named fields of the body, also by path (`line_items.id` keeps the whole of `line_items` here). */
function cutDown(body: JsonObject, { subscription }: Target): JsonObject {
  const wanted = subscription?.includeFields ?? [];
  if (wanted.length === 0) return body;
  const kept = new Set(wanted.map((field) => field.split('.')[0]));
  return Object.fromEntries(Object.entries(body).filter(([name]) => kept.has(name)));
}
