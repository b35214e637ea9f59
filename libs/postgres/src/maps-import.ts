import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { Database } from './database.ts';
import type { Doer } from './maps.ts';

export type SkuRow = { tenant: string; channel: string; account: string; channelSku: string; erp: string; erpAccount: string; erpSku: string; quantityPer: string };
export type StoreRow = {
  tenant: string;
  channel: string;
  account: string;
  marketplace: string;
  salesPartner: string;
  erp: string;
  erpAccount: string;
  store: string;
  platformCode: string;
  numberPrefix: string;
  /** Both are hub where they are left out. */
  intake?: Doer;
  shipConfirm?: Doer;
};
export type WarehouseRow = { tenant: string; channel: string; account: string; location: string; serviceLevel: string; country: string; erp: string; erpAccount: string; warehouse: string; method: string };
export type CarrierRow = { tenant: string; erp: string; erpAccount: string; erpCarrier: string; channel: string; account: string; carrier: string; trackingUrl: string };
export type ImportedRows =
  | { readonly map: 'sku'; readonly rows: readonly SkuRow[] }
  | { readonly map: 'store'; readonly rows: readonly StoreRow[] }
  | { readonly map: 'warehouse'; readonly rows: readonly WarehouseRow[] }
  | { readonly map: 'carrier'; readonly rows: readonly CarrierRow[] };

/** Rows that were there and now differ, that are new, and that stayed; removed counts parts of a bundle that are gone. */
export type ImportCount = { inserted: number; changed: number; unchanged: number; removed: number };

type MapTable = {
  readonly name: string;
  readonly key: readonly string[];
  readonly values: readonly string[];
  /** Rows of one subject are replaced as a whole. */
  readonly subject: readonly string[];
};

const storeKey = ['tenant', 'channel', 'account', 'marketplace', 'sales_partner'];
const warehouseKey = ['tenant', 'channel', 'account', 'erp', 'erp_account', 'location', 'service_level', 'country'];
const carrierKey = ['tenant', 'erp', 'erp_account', 'erp_carrier', 'channel', 'account'];

const tables: Record<ImportedRows['map'], MapTable> = {
  sku: {
    name: 'sku_map',
    key: ['tenant', 'channel', 'account', 'channel_sku', 'erp', 'erp_account', 'erp_sku'],
    values: ['quantity_per'],
    subject: ['tenant', 'channel', 'account', 'channel_sku', 'erp', 'erp_account'],
  },
  store: {
    name: 'store_map',
    key: storeKey,
    values: ['erp', 'erp_account', 'store', 'platform_code', 'number_prefix', 'intake', 'ship_confirm'],
    subject: storeKey,
  },
  warehouse: { name: 'warehouse_map', key: warehouseKey, values: ['warehouse', 'method'], subject: warehouseKey },
  carrier: { name: 'carrier_map', key: carrierKey, values: ['carrier', 'tracking_url'], subject: carrierKey },
};

/**
 * Replaces map rows, all or none. Rows that do not change keep their version; every replaced or removed row goes to
 * the history with the name of who did it. Afterwards waiting orders are looked at again, because the tenant's map
 * version has grown.
 */
export async function importMap(database: Database, { map, rows }: ImportedRows, changedBy: string): Promise<Result<ImportCount>> {
  const table = tables[map];
  const records = JSON.stringify(rows.map((row) => snakeCase(map === 'store' ? { intake: 'hub', shipConfirm: 'hub', ...row } : row)));
  const tenants = [...new Set(rows.map(({ tenant }) => tenant))].sort();
  const transaction = await database.transaction();
  try {
    await transaction.raw(
      `insert into shared.map_versions (tenant, version) select unnest(?::text[]), 1
       on conflict (tenant) do update set version = map_versions.version + 1`,
      [tenants],
    );
    const removed = await transaction.raw<{ rowCount: number }>(removeSql(table), [records, map, changedBy]);
    const { rows: written } = await transaction.raw<{ rows: { inserted: boolean }[] }>(upsertSql(table), [records, map, changedBy]);
    const clash = await prefixClash(transaction);
    if (clash !== undefined) {
      await transaction.rollback();
      return failed(failure('invalid', `importing ${map} map`, { cause: { code: 'prefix_clash', text: clash } }));
    }
    await transaction.commit();
    const inserted = written.filter((row) => row.inserted).length;
    return ok({ inserted, changed: written.length - inserted, unchanged: rows.length - written.length, removed: removed.rowCount });
  } catch (error) {
    await transaction.rollback(error).catch(() => undefined);
    throw error;
  }
}

/** Two accounts must not write equal numbers into one store: the ERP would take one account's order for the other's. */
async function prefixClash(transaction: Database): Promise<string | undefined> {
  const { rows } = await transaction.raw<{ rows: { store: string; number_prefix: string; accounts: string }[] }>(
    `select store, number_prefix, string_agg(distinct channel || '/' || account, ' and ') as accounts from shared.store_map
     group by tenant, erp, erp_account, store, number_prefix having count(distinct (channel, account)) > 1 limit 1`,
  );
  const [row] = rows;
  return row && `${row.accounts} would write equal order numbers into store ${row.store}: give each a number_prefix of its own (now "${row.number_prefix}")`;
}

/** Parts of a subject (a bundle's SKUs) that the import no longer names. */
function removeSql({ name, key, subject }: MapTable): string {
  return `with given as (select * from jsonb_populate_recordset(null::shared.${name}, ?::jsonb)),
    gone as (
      delete from shared.${name} as present
      where (${subject.map((column) => `present.${column}`).join(', ')}) in (select ${subject.join(', ')} from given)
        and not exists (select from given where ${key.map((column) => `given.${column} = present.${column}`).join(' and ')})
      returning present.*
    )
    insert into shared.map_history (map, tenant, row, version, changed_by, changed_at)
    select ?, tenant, to_jsonb(gone) || jsonb_build_object('removed_by', ?::text), version, changed_by, changed_at from gone`;
}

function upsertSql({ name, key, values }: MapTable): string {
  const columns = [...key, ...values];
  const differs = values.map((column) => `present.${column} is distinct from given.${column}`).join(' or ');
  const same = key.map((column) => `present.${column} = given.${column}`).join(' and ');
  return `with given as (select * from jsonb_populate_recordset(null::shared.${name}, ?::jsonb)),
    replaced as (
      insert into shared.map_history (map, tenant, row, version, changed_by, changed_at)
      select params.map, present.tenant, to_jsonb(present), present.version, present.changed_by, present.changed_at
      from shared.${name} as present join given on ${same}
      cross join (select ?::text as map) as params
      where ${differs}
    )
    insert into shared.${name} as present (${columns.join(', ')}, version, changed_by)
    select ${columns.map((column) => `given.${column}`).join(', ')}, map_versions.version, ?
    from given join shared.map_versions using (tenant)
    on conflict (${key.join(', ')}) do update
      set ${values.map((column) => `${column} = excluded.${column}`).join(', ')}, version = excluded.version, changed_by = excluded.changed_by, changed_at = now()
      where ${values.map((column) => `present.${column} is distinct from excluded.${column}`).join(' or ')}
    returning (xmax = 0) as inserted`;
}

function snakeCase(row: ImportedRows['rows'][number]): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
}
