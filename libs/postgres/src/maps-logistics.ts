import type { Result } from '@tributary/kernel';
import { attempt, type Database } from './database.ts';

type Account = { readonly tenant: string; readonly channel: string; readonly account: string };
type ErpAccount = { readonly tenant: string; readonly erp: string; readonly erpAccount: string };

export type Warehouse = { readonly warehouse: string; /** The ERP's logistics method; null: the ERP decides. */ readonly method: string | null };
/** Where a line goes and how it was ordered; an empty text stands for what is not known. */
export type WarehouseQuestion = Omit<ErpAccount, 'tenant'> & { readonly location: string; readonly serviceLevel: string; readonly country: string };
type WarehouseRow = WarehouseQuestion & { readonly warehouse: string; readonly method: string };

/**
 * Warehouses of a channel account. A row that names the location beats one that takes any, whatever else they name;
 * among equals the one that names the service level, then the one that names the country. One query an account: the
 * answer is asked for every line without another.
 */
export function createWarehouseMap(database: Database) {
  return {
    of: ({ tenant, channel, account }: Account): Promise<Result<(question: WarehouseQuestion) => Warehouse | undefined>> =>
      attempt('reading warehouse map', async () => {
        const { rows } = await database.raw<{ rows: WarehouseRow[] }>(
          `select erp, erp_account as "erpAccount", location, service_level as "serviceLevel", country, warehouse, method
           from shared.warehouse_map where tenant = ? and channel = ? and account = ?
           order by location = '', service_level = '', country = ''`,
          [tenant, channel, account],
        );
        return (question) => {
          const row = rows.find((one) => fits(one, question));
          return row && { warehouse: row.warehouse, method: row.method || null };
        };
      }),
  };
}

function fits(row: WarehouseRow, question: WarehouseQuestion): boolean {
  const isNamed = (['location', 'serviceLevel', 'country'] as const).every((field) => row[field] === '' || row[field] === question[field]);
  return isNamed && row.erp === question.erp && row.erpAccount === question.erpAccount;
}

export type Carrier = { /** As the channel wants it. */ readonly carrier: string; /** With {number} in place of the tracking number; empty: the channel knows it. */ readonly trackingUrl: string };
export type CarrierScope = ErpAccount & { readonly channel: string; readonly account: string };

/** What the channel calls carriers that the ERP names in its own words; a row that names the account beats one that takes any. A text without a row is missing from the answer. */
export function createCarrierMap(database: Database) {
  return {
    resolve: (scope: CarrierScope, texts: readonly string[]): Promise<Result<ReadonlyMap<string, Carrier>>> =>
      attempt('reading carrier map', async () => {
        const { rows } = await database.raw<{ rows: (Carrier & { text: string })[] }>(
          `select distinct on (erp_carrier) erp_carrier as text, carrier, tracking_url as "trackingUrl" from shared.carrier_map
           where tenant = ? and erp = ? and erp_account = ? and channel = ? and account in (?, '') and erp_carrier = any(?::text[])
           order by erp_carrier, account desc`,
          [scope.tenant, scope.erp, scope.erpAccount, scope.channel, scope.account, [...texts]],
        );
        return new Map(rows.map(({ text, ...carrier }) => [text, carrier]));
      }),
  };
}
