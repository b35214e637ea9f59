import type { Engine, Vendor } from '../engine/vendor.ts';
import { createApi } from './api.ts';
import type { ShopifyConfig } from './config.ts';
import { createShopifyControl } from './control/router.ts';
import { createDocuments } from './graphql/document.ts';
import { createSchemaSource } from './graphql/schema.ts';
import { createMutationLog } from './mutations/log.ts';
import type { Office } from './office.ts';
import { createShopDesk } from './shop-desk.ts';
import { createShopStore } from './store.ts';
import { createTimers } from './timers.ts';
import { createAnnouncer } from './webhooks/announce.ts';
import { ANSWER_WITHIN_MS, createDeliverer } from './webhooks/deliver.ts';
import { createPoster } from './webhooks/poster.ts';
import { createSubscriptions } from './webhooks/subscriptions.ts';

const CONCURRENT_DELIVERIES = 16;

/** Shopify: shops that hold orders, serve them by GraphQL and push what happens as webhooks. */
export function createShopify(engine: Engine, config: ShopifyConfig): Vendor {
  const { clock, nextSerial } = engine;
  const timers = createTimers();
  const subscriptions = createSubscriptions(clock.now, nextSerial);
  const deliverer = createDeliverer(engine, createPoster(ANSWER_WITHIN_MS, CONCURRENT_DELIVERIES), CONCURRENT_DELIVERIES, subscriptions);
  const announcer = createAnnouncer({ engine, deliverer, subscriptions, later: timers.later, echoDelayMs: config.echoDelayMs });
  const store = createShopStore(clock.now, nextSerial, config.searchLagMs);
  const office: Office = { store, announce: announcer.announce, later: timers.later };
  const log = createMutationLog(clock.now);
  const desks = new Map(config.shops.map((shop) => [shop.shop, createShopDesk(shop, { engine, config, office, subscriptions, log, announceShop: announcer.announceShop })]));
  const schema = createSchemaSource();
  const documents = createDocuments(schema);
  const api = createApi({ engine, desks, documents });
  return {
    name: 'shopify',
    claims: (path) => path.startsWith('/admin/') || path.startsWith('/shops/'),
    handle: api.handle,
    operationsOf: api.operationsOf,
    throttled: api.throttled,
    broken: api.broken,
    warmUp: () => void documents.prepare({ query: '{ shop { id } }', variables: {}, operationName: undefined }),
    health: () => ({ graphqlSchema: schema.state }),
    ...(schema.state === 'absent' ? { notice: `Shopify documents are not validated: no schema at ${schema.path}; set CONTRACTS_DIR to the folder of the vendor contracts` } : {}),
    control: createShopifyControl({ config, desks, office, deliverer, subscriptions, log, announceShop: announcer.announceShop }),
    async close() {
      timers.close();
      await deliverer.close();
    },
  };
}
