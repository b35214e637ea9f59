import { ok, type Result } from '@tributary/kernel';
import { attempt, type Database } from './database.ts';

type Account = { readonly tenant: string; readonly channel: string; readonly account: string };
export type SkuLink = { readonly erpSku: string; readonly qtyPer: string };
export type SkuMapping = { readonly links: readonly SkuLink[]; readonly version: number };
/** Whether we do it (hub) or the ERP does it by itself (native). */
export type Doer = 'hub' | 'native';
export type Store = {
  readonly erp: string;
  readonly erpAccount: string;
  readonly store: string;
  readonly platformCode: string;
  readonly numberPrefix: string;
  /** Who brings the store's orders into the ERP. */
  readonly intake: Doer;
  /** Who tells the channel about its parcels. */
  readonly shipConfirm: Doer;
  readonly version: number;
};
export type StoreQuestion = Account & { readonly marketplace: string; readonly salesPartner: string };

/** The current version of a tenant's maps, whichever of them changed last; 0 before the first import. */
export function createMapVersions(database: Database) {
  const versions = (tenants: readonly string[]): Promise<Result<ReadonlyMap<string, number>>> =>
    attempt('reading map versions', async () => {
      const { rows } = await database.raw<{ rows: { tenant: string; version: string }[] }>('select tenant, version from shared.map_versions where tenant = any(?::text[])', [[...tenants]]);
      const found = new Map(rows.map((row) => [row.tenant, Number(row.version)]));
      return new Map(tenants.map((tenant) => [tenant, found.get(tenant) ?? 0]));
    });
  return {
    versions,
    async version(tenant: string): Promise<Result<number>> {
      const found = await versions([tenant]);
      return found.ok ? ok(found.value.get(tenant) ?? 0) : found;
    },
  };
}

/** Channel SKU → ERP SKUs of one ERP account. A SKU without a row is missing from the answer. */
export function createSkuMap(database: Database, erp: string, erpAccount: string) {
  return {
    resolve: (scope: Account, skus: readonly string[]): Promise<Result<ReadonlyMap<string, SkuMapping>>> =>
      attempt('reading SKU map', async () => {
        const { rows } = await database.raw<{ rows: { channel_sku: string; erp_sku: string; quantity_per: string; version: string }[] }>(
          `select channel_sku, erp_sku, quantity_per::text, version from shared.sku_map
           where tenant = ? and channel = ? and account = ? and erp = ? and erp_account = ? and channel_sku = any(?::text[])
           order by channel_sku, erp_sku`,
          [scope.tenant, scope.channel, scope.account, erp, erpAccount, [...skus]],
        );
        const found = new Map<string, SkuMapping>();
        for (const row of rows) {
          const before = found.get(row.channel_sku);
          const link = { erpSku: row.erp_sku, qtyPer: row.quantity_per };
          found.set(row.channel_sku, { links: [...(before?.links ?? []), link], version: Math.max(before?.version ?? 0, Number(row.version)) });
        }
        return found;
      }),
  };
}

/** The store that takes an account's orders; a row that names marketplace or partner beats one that takes any. */
export function createStoreMap(database: Database) {
  return {
    find: (question: StoreQuestion): Promise<Result<Store | undefined>> =>
      attempt('reading store map', async () => {
        const { rows } = await database.raw<{ rows: (Omit<Store, 'version'> & { version: string })[] }>(
          `select erp, erp_account as "erpAccount", store, platform_code as "platformCode", number_prefix as "numberPrefix", intake, ship_confirm as "shipConfirm", version
           from shared.store_map
           where tenant = ? and channel = ? and account = ? and marketplace in (?, '') and sales_partner in (?, '')
           order by marketplace desc, sales_partner desc limit 1`,
          [question.tenant, question.channel, question.account, question.marketplace, question.salesPartner],
        );
        const [row] = rows;
        return row && { ...row, version: Number(row.version) };
      }),
  };
}
