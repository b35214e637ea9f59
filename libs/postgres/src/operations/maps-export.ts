import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import type { ImportedRows } from '../maps-import.ts';

/** Rows of a map under their column names, in the order of their key; what an import takes back as unchanged. */
export function exportMap(database: Database, map: ImportedRows['map'], tenant?: string): Promise<Result<readonly Record<string, string>[]>> {
  return attempt(`reading ${map} map`, async () => {
    const { rows } = await database.raw<{ rows: Record<string, string>[] }>(statements[map], [tenant ?? null]);
    return rows;
  });
}

const statements: Record<ImportedRows['map'], string> = {
  sku: `select tenant, channel, account, channel_sku, erp, erp_account, erp_sku, trim_scale(quantity_per)::text as quantity_per
    from shared.sku_map where tenant = coalesce(?, tenant) order by tenant, channel, account, channel_sku, erp, erp_account, erp_sku`,
  store: `select tenant, channel, account, marketplace, sales_partner, erp, erp_account, store, platform_code, number_prefix, intake, ship_confirm
    from shared.store_map where tenant = coalesce(?, tenant) order by tenant, channel, account, marketplace, sales_partner`,
  warehouse: `select tenant, channel, account, location, service_level, country, erp, erp_account, warehouse, method
    from shared.warehouse_map where tenant = coalesce(?, tenant) order by tenant, channel, account, erp, erp_account, location, service_level, country`,
  carrier: `select tenant, erp, erp_account, erp_carrier, channel, account, carrier, tracking_url
    from shared.carrier_map where tenant = coalesce(?, tenant) order by tenant, erp, erp_account, erp_carrier, channel, account`,
};
