import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';

/** The stores of an ERP account that the store map names, sorted. */
export function createErpStores(database: Database, erp: string) {
  return {
    stores: ({ tenant, account }: { readonly tenant: string; readonly account: string }): Promise<Result<readonly string[]>> =>
      attempt('reading the stores of an ERP account', async () => {
        const { rows } = await database.raw<{ rows: { store: string }[] }>(
          `select distinct store collate "C" as store from shared.store_map where tenant = ? and erp = ? and erp_account = ? order by 1`,
          [tenant, erp, account],
        );
        return rows.map(({ store }) => store);
      }),
  };
}
