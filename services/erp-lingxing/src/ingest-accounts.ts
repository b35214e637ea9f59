import { randomBytes } from 'node:crypto';
import type { Fetcher, Source } from '@tributary/ingest-kit';
import { ok, type Result } from '@tributary/kernel';
import type { Route } from '@tributary/service-host';
import { connect, refuseSharedApps, type ConnectionParts, type LingxingAccount } from './connection.ts';
import { createShops } from './shops.ts';
import { createOrderFetcher } from './sources/order-fetcher.ts';
import { createOrderSource, type OrderSourceOptions } from './sources/order-source.ts';
import { createOurOrders, type AccountName, type OrdersByReference } from './sources/our-orders.ts';
import { createOutboundSource } from './sources/outbound-source.ts';
import { createStockSource, type ScanKeys } from './sources/stock-source.ts';
import { vendor } from './vendor.ts';

/** What the reading side needs of its stores. */
export type IngestParts = ConnectionParts & {
  /** Our orders by the numbers that we gave, or look for. */
  readonly find: OrdersByReference;
  /** Stores (store_id) that the store map names for an account. */
  readonly stores: (account: AccountName) => Promise<Result<readonly string[]>>;
  readonly wish: OrderSourceOptions['wish'];
  readonly keys: ScanKeys;
  /** Routes of the configuration may name stores that the map does not. */
  readonly routes: readonly Route[];
};

/** One feed of an account, and how often it is read. `name` is the cursor's and never changes. */
export type Feed = { readonly name: 'orders' | 'outbounds' | 'stock'; readonly everyMs: number; readonly source: Source };

export type ReadAccount = AccountName & { readonly feeds: readonly Feed[]; readonly fetcher: Fetcher; credentialVersion(): string; close(): void };

/** Reads every account that has polling switched on. Throws ConfigurationError where two tenants use one appId. */
export function createReadAccounts(accounts: readonly LingxingAccount[], parts: IngestParts): readonly ReadAccount[] {
  refuseSharedApps(accounts);
  return accounts.filter(({ switches }) => switches.poll).map((account) => createReadAccount(account, parts));
}

function createReadAccount(configured: LingxingAccount, parts: IngestParts): ReadAccount {
  const { tenant, account, options } = configured;
  const { client, credentialVersion, close } = connect(configured, parts);
  const asking = { client, clock: parts.host.clock, timeoutMs: options.timeoutMs, newTraceId: () => randomBytes(16).toString('hex') };
  const reading = { ...asking, tenant, account, options: options.poll, ours: createOurOrders({ tenant, account, find: parts.find, nativeStores: options.nativeStores }) };
  return {
    tenant,
    account,
    feeds: [
      { name: 'orders', everyMs: options.poll.ordersEveryMs, source: createOrderSource({ ...reading, stores: () => storesOf(configured, parts), wish: parts.wish }) },
      { name: 'outbounds', everyMs: options.poll.outboundsEveryMs, source: createOutboundSource({ ...reading, shops: createShops(client, asking.clock), nativeStores: options.nativeStores }) },
      { name: 'stock', everyMs: options.poll.inventoryEveryMs, source: createStockSource({ ...reading, keys: parts.keys }) },
    ],
    fetcher: createOrderFetcher(reading),
    credentialVersion,
    close,
  };
}

/** Stores that hold orders of ours: by the store map, by routes, and those that Lingxing fills by itself. */
async function storesOf({ tenant, account, options }: LingxingAccount, { stores, routes }: IngestParts): Promise<Result<readonly string[]>> {
  const mapped = await stores({ tenant, account });
  if (!mapped.ok) return mapped;
  const routed = routes.flatMap(({ tenant: of, to }) => (to !== undefined && of === tenant && to.erp === vendor && to.account === account ? [to.store] : []));
  return ok([...new Set([...mapped.value, ...routed, ...options.nativeStores.map(({ store }) => store)])].sort());
}
