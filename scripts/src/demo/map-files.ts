import { carriers, forgottenSku, type Good, methods, sellers, warehouse } from './sellers.ts';

export type MapFile = { readonly file: string; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };

const erp = ['lingxing', 'main'] as const;

const skuRows = (wanted: (good: Good) => boolean): string[][] =>
  sellers.flatMap((seller) => seller.goods.filter(wanted).flatMap((good) => good.parts.map((part) => [seller.tenant, 'shopify', seller.account, good.sku, ...erp, part.erpSku, String(part.per)])));

const skuHeader = ['tenant', 'channel', 'account', 'channel_sku', 'erp', 'erp_account', 'erp_sku', 'quantity_per'];

/** The maps that staff would keep, as the CSV files that `tributary maps import` takes. */
export const mapFiles: readonly MapFile[] = [
  {
    file: 'stores.csv',
    header: ['tenant', 'channel', 'account', 'marketplace', 'sales_partner', 'erp', 'erp_account', 'store', 'platform_code', 'number_prefix', 'intake', 'ship_confirm'],
    rows: sellers.map((seller) => [seller.tenant, 'shopify', seller.account, '', '', ...erp, seller.store, '10009', seller.numberPrefix, 'hub', 'hub']),
  },
  { file: 'skus.csv', header: skuHeader, rows: skuRows(({ sku }) => sku !== forgottenSku) },
  { file: 'skus-corrected.csv', header: skuHeader, rows: skuRows(({ sku }) => sku === forgottenSku) },
  {
    file: 'warehouses.csv',
    header: ['tenant', 'channel', 'account', 'location', 'service_level', 'country', 'erp', 'erp_account', 'warehouse', 'method'],
    rows: sellers.map((seller) => [seller.tenant, 'shopify', seller.account, '', '', '', ...erp, warehouse.wid, methods[seller.method].id]),
  },
  {
    file: 'carriers.csv',
    header: ['tenant', 'erp', 'erp_account', 'erp_carrier', 'channel', 'account', 'carrier', 'tracking_url'],
    rows: [...new Set(sellers.map(({ tenant }) => tenant))].flatMap((tenant) => carriers.map((carrier) => [tenant, ...erp, carrier.erp, 'shopify', '', carrier.channel, ''])),
  },
];

export function csvOf(header: readonly string[], rows: MapFile['rows']): string {
  return [header, ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}
