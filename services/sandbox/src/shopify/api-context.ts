import type { ShopifyConfig, Shop } from './config.ts';
import type { Finder } from './ids.ts';
import type { Idempotency } from './mutations/idempotency.ts';
import type { Jobs } from './mutations/jobs.ts';
import type { MutationLog } from './mutations/log.ts';
import type { Happening, Office, Origin } from './office.ts';
import type { Stock } from './stock.ts';
import type { Subscriptions } from './webhooks/subscriptions.ts';

/** Everything that one request to one shop's API may touch. */
export interface ApiContext {
  shop: Shop;
  config: ShopifyConfig;
  office: Office;
  announceShop: (shop: Shop, happening: Happening, origin: Origin) => void;
  finder: Finder;
  subscriptions: Subscriptions;
  jobs: Jobs;
  stock: Stock;
  idempotency: Idempotency;
  log: MutationLog;
  now: () => number;
  /** Records what the caller did against the contract; `detail` names fields, never values of persons. */
  violate: (rule: string, detail: string) => void;
}
