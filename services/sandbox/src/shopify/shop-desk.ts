import type { Engine } from '../engine/vendor.ts';
import { createTokens, type Tokens } from './access/tokens.ts';
import type { ApiContext } from './api-context.ts';
import type { Shop, ShopifyConfig } from './config.ts';
import { createBucket, type Bucket } from './graphql/bucket.ts';
import { createFinder } from './ids.ts';
import { createIdempotency } from './mutations/idempotency.ts';
import { createJobs } from './mutations/jobs.ts';
import type { MutationLog } from './mutations/log.ts';
import type { Office } from './office.ts';
import { createStock } from './stock.ts';
import type { Subscriptions } from './webhooks/subscriptions.ts';

/** One shop with what the API needs to serve it. */
export interface ShopDesk {
  shop: Shop;
  tokens: Tokens;
  bucket: Bucket;
  /** False after the app was uninstalled and until it is authorized again. */
  isInstalled: boolean;
  context: Omit<ApiContext, 'violate'>;
}

interface Shared {
  engine: Engine;
  config: ShopifyConfig;
  office: Office;
  announceShop: ApiContext['announceShop'];
  subscriptions: Subscriptions;
  log: MutationLog;
}

export function createShopDesk(shop: Shop, { engine, config, office, announceShop, subscriptions, log }: Shared): ShopDesk {
  const finder = createFinder(office.store, shop.shop);
  return {
    shop,
    tokens: createTokens(shop, engine.clock, engine.newId),
    bucket: createBucket(shop.access, engine.clock),
    isInstalled: true,
    context: {
      shop, config, office, announceShop, finder, subscriptions, log, stock: createStock(), jobs: createJobs(), idempotency: createIdempotency(), now: engine.clock.now,
    },
  };
}
