import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One tenant of the demo: a shop, the ERP account that takes its orders, and what it sells. */
export type Seller = {
  readonly tenant: string;
  readonly account: string;
  readonly shop: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly secret: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly store: string;
  readonly numberPrefix: string;
  readonly goods: readonly Good[];
};

/** `parts` are ERP SKUs and how many of each one sold unit takes: several make a bundle. */
export type Good = { readonly sku: string; readonly title: string; readonly price: string; readonly parts: readonly { readonly erpSku: string; readonly per: number }[] };

/** The SKU that nobody has mapped at first, so that its orders wait in exception until the map is corrected. */
export const forgottenSku = 'LAMP-DESK';

const plain = (sku: string, title: string, price: string): Good => ({ sku, title, price, parts: [{ erpSku: `LX-${sku}`, per: 1 }] });

export const sellers: readonly Seller[] = [
  {
    tenant: 'acme', account: 'us', shop: 'acme-us.myshopify.com', currency: 'USD', timeZone: 'America/New_York', secret: 'demo-secret-acme', appId: 'demoAppAcme00001', appSecret: 'demo-app-secret-acme', store: '110424575139430001', numberPrefix: 'US-',
    goods: [plain('MUG-11', 'Mug, 11 oz', '12.50'), plain(forgottenSku, 'Desk lamp', '39.90'), { sku: 'SET-TEA', title: 'Tea set', price: '64.00', parts: [{ erpSku: 'LX-POT', per: 1 }, { erpSku: 'LX-CUP', per: 4 }] }],
  },
  {
    tenant: 'nordlicht', account: 'de', shop: 'nordlicht-de.myshopify.com', currency: 'EUR', timeZone: 'Europe/Berlin', secret: 'demo-secret-nordlicht', appId: 'demoAppNord00002', appSecret: 'demo-app-secret-nord', store: '110424575139430002', numberPrefix: 'DE-',
    goods: [plain('KERZE-2', 'Kerze, Doppelpack', '8.95'), plain('DECKE-W', 'Wolldecke', '79.00'), plain('TASSE-B', 'Tasse, blau', '11.00')],
  },
];

const masterKeyName = (seller: Seller): string => `DEMO_MASTER_KEY_${seller.tenant.toUpperCase()}`;
const secretName = (seller: Seller): string => `DEMO_SHOPIFY_SECRET_${seller.tenant.toUpperCase()}`;
const appSecretName = (seller: Seller): string => `DEMO_LINGXING_SECRET_${seller.tenant.toUpperCase()}`;

/** Secrets of the demo, for the environment of the services; master keys are new for every demo. */
export function secretEnvironment(): Record<string, string> {
  return Object.fromEntries(sellers.flatMap((seller) => [
    [masterKeyName(seller), randomBytes(32).toString('base64')],
    [secretName(seller), seller.secret],
    [appSecretName(seller), seller.appSecret],
  ]));
}

/** Writes configuration, maps and the sandbox's settings into a folder. */
export function writeScene(folder: string, ports: { readonly sandbox: number; readonly ingests: readonly number[] }): void {
  mkdirSync(join(folder, 'config'), { recursive: true });
  writeFileSync(join(folder, 'config/demo.yaml'), JSON.stringify(configuration(ports.sandbox), null, 2));
  writeFileSync(join(folder, 'sandbox.json'), JSON.stringify(sandboxSettings(ports.ingests)));
  writeFileSync(join(folder, 'stores.csv'), storeMap());
  writeFileSync(join(folder, 'skus.csv'), skuMap((good) => good.sku !== forgottenSku));
  writeFileSync(join(folder, 'skus-corrected.csv'), skuMap((good) => good.sku === forgottenSku));
}

function configuration(sandboxPort: number): unknown {
  return {
    tenants: sellers.map((seller) => ({ id: seller.tenant, masterKey: `env:${masterKeyName(seller)}` })),
    channels: sellers.map((seller) => ({
      tenant: seller.tenant, channel: 'shopify', account: seller.account, timeZone: seller.timeZone, environment: 'sandbox',
      options: { shop: seller.shop, webhookSecrets: { current: `env:${secretName(seller)}` } },
    })),
    erps: sellers.map((seller) => ({
      tenant: seller.tenant, erp: 'lingxing', account: 'main', timeZone: 'Asia/Shanghai', environment: 'sandbox',
      options: { baseUrl: `http://127.0.0.1:${sandboxPort}`, appId: seller.appId, appSecret: `env:${appSecretName(seller)}`, settleMs: 2_000 },
    })),
    routes: sellers.map((seller) => ({ tenant: seller.tenant, mode: 'live' })),
  };
}

/** Each shop sends its webhooks to one ingest; with several instances the shops take turns. */
function sandboxSettings(ingests: readonly number[]): unknown {
  const webhookUrl = (index: number): string => `http://127.0.0.1:${ingests[index % ingests.length]}/webhooks/shopify`;
  return {
    timeScale: 200,
    shopify: { shops: sellers.map((seller, index) => ({ shop: seller.shop, clientSecret: seller.secret, webhookUrl: webhookUrl(index), currency: seller.currency, skus: seller.goods.map(({ sku, title, price }) => ({ sku, title, price })) })) },
    lingxing: { listingDelayMs: 300, apps: sellers.map((seller) => ({ appId: seller.appId, appSecret: seller.appSecret, piiGranted: true, stores: [{ storeId: seller.store, platformCode: '10009', name: `${seller.tenant} hub`, currency: seller.currency }] })) },
  };
}

function storeMap(): string {
  const rows = sellers.map((seller) => [seller.tenant, 'shopify', seller.account, '', '', 'lingxing', 'main', seller.store, '10009', seller.numberPrefix]);
  return csv(['tenant', 'channel', 'account', 'marketplace', 'sales_partner', 'erp', 'erp_account', 'store', 'platform_code', 'number_prefix'], rows);
}

function skuMap(wanted: (good: Good) => boolean): string {
  const rows = sellers.flatMap((seller) => seller.goods.filter(wanted).flatMap((good) => good.parts.map((part) => [seller.tenant, 'shopify', seller.account, good.sku, 'lingxing', 'main', part.erpSku, String(part.per)])));
  return csv(['tenant', 'channel', 'account', 'channel_sku', 'erp', 'erp_account', 'erp_sku', 'quantity_per'], rows);
}

function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}
