import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvOf, mapFiles } from './map-files.ts';
import { bulkyStore, distinct, methods, sellers, type Seller, warehouse } from './sellers.ts';

const nameOf = (seller: Seller, what: string): string => `DEMO_${what}_${seller.tenant}_${seller.account}`.toUpperCase();
const tenantName = ({ tenant }: Seller, what: string): string => `DEMO_${what}_${tenant}`.toUpperCase();
const tenants = distinct(sellers, ({ tenant }) => tenant);

/** What the sandbox hands out to apps that hold a token from the start. */
const accessToken = (seller: Seller): string => `shpat_demo_${seller.account}`;
const refreshToken = (seller: Seller): string => `shprt_demo_${seller.account}`;

/** Secrets of the demo, for the environment of the services; master keys are new for every demo. */
export function secretEnvironment(): Record<string, string> {
  const ofTenants = tenants.flatMap((seller) => [[tenantName(seller, 'MASTER_KEY'), randomBytes(32).toString('base64')], [tenantName(seller, 'LINGXING'), seller.appSecret]]);
  const ofShops = sellers.flatMap((seller) => [[nameOf(seller, 'SHOPIFY'), seller.secret], [nameOf(seller, 'TOKEN'), accessToken(seller)], [nameOf(seller, 'REFRESH'), refreshToken(seller)]]);
  return Object.fromEntries([...ofTenants, ...ofShops]) as Record<string, string>;
}

/** Writes configuration, maps and the sandbox's settings into a folder. */
export function writeScene(folder: string, ports: { readonly sandbox: number; readonly ingests: readonly number[] }): void {
  mkdirSync(join(folder, 'config'), { recursive: true });
  writeFileSync(join(folder, 'config/demo.yaml'), JSON.stringify(configuration(ports.sandbox), null, 2));
  writeFileSync(join(folder, 'sandbox.json'), JSON.stringify(sandboxSettings(ports.ingests)));
  for (const { file, header, rows } of mapFiles) writeFileSync(join(folder, file), csvOf(header, rows));
}

function configuration(sandboxPort: number): unknown {
  const base = `http://127.0.0.1:${sandboxPort}`;
  return {
    tenants: tenants.map((seller) => ({ id: seller.tenant, masterKey: `env:${tenantName(seller, 'MASTER_KEY')}` })),
    channels: sellers.map((seller) => ({
      tenant: seller.tenant, channel: 'shopify', account: seller.account, timeZone: seller.timeZone, environment: 'sandbox', locations: [seller.location],
      options: { shop: seller.shop, apiBaseUrl: `${base}/shops/${seller.shop}`, auth: authOf(seller), webhookSecrets: { current: `env:${nameOf(seller, 'SHOPIFY')}` }, pollEveryMs: 3_000, pollOverlapMs: 5_000, settleMs: { shipConfirm: 2_000, cancel: 2_000 } },
    })),
    erps: tenants.map((seller) => ({
      tenant: seller.tenant, erp: 'lingxing', account: 'main', timeZone: 'Asia/Shanghai', environment: 'sandbox',
      options: { baseUrl: base, appId: seller.appId, appSecret: `env:${tenantName(seller, 'LINGXING')}`, settleMs: 2_000, inFlight: { paceMs: 50 }, poll: { ordersEveryMs: 2_000, outboundsEveryMs: 2_000, inventoryEveryMs: 20_000, overlapMs: 10_000 } },
    })),
    routes: [
      { tenant: 'nordlicht', when: { skus: ['DECKE-*'] }, to: { erp: 'lingxing', account: 'main', platformCode: '10009', ...bulkyStore }, mode: 'live' },
      ...tenants.map((seller) => ({ tenant: seller.tenant, mode: 'live' })),
    ],
  };
}

function authOf(seller: Seller): unknown {
  const app = { clientId: `app-${seller.account}`, clientSecret: `env:${nameOf(seller, 'SHOPIFY')}` };
  switch (seller.auth) {
    case 'client_credentials':
      return { kind: seller.auth, ...app };
    case 'refresh_token':
      return { kind: seller.auth, ...app, refreshToken: `env:${nameOf(seller, 'REFRESH')}` };
    case 'static':
      return { kind: seller.auth, accessToken: `env:${nameOf(seller, 'TOKEN')}` };
  }
}

/** Each shop sends its webhooks to one ingest; with several instances the shops take turns. */
function sandboxSettings(ingests: readonly number[]): unknown {
  const webhookUrl = (index: number): string => `http://127.0.0.1:${ingests[index % ingests.length]}/webhooks/shopify`;
  return {
    timeScale: 200,
    shopify: { searchLagMs: 500, echoDelayMs: 300, fulfillmentOrderDelayMs: 150, shops: sellers.map((seller, index) => shopSettings(seller, webhookUrl(index))) },
    lingxing: { listingDelayMs: 300, updateDelayMs: 300, interceptMs: 300, apps: tenants.map(appSettings) },
  };
}

function shopSettings(seller: Seller, webhookUrl: string): unknown {
  const elsewhere = seller.goods.filter((good) => good.elsewhere === true).map(({ sku }) => sku);
  const locations = [{ id: seller.location, name: 'Our warehouse' }, ...(elsewhere.length === 0 ? [] : [{ id: String(Number(seller.location) + 1), name: 'Gift house', skus: elsewhere }])];
  // A bucket as large as that of a shop on Plus, so that the demo waits for its own work and not for points.
  const bucket = { maximumAvailable: 20_000, restoreRate: 1_000 };
  return {
    shop: seller.shop, clientSecret: seller.secret, clientId: `app-${seller.account}`, auth: seller.auth, webhookUrl, currency: seller.currency, locations, ...bucket,
    ...(seller.auth === 'client_credentials' ? {} : { accessToken: accessToken(seller) }), ...(seller.auth === 'refresh_token' ? { refreshToken: refreshToken(seller) } : {}),
    skus: seller.goods.map(({ sku, title, price }) => ({ sku, title, price })),
  };
}

function appSettings({ tenant, appId, appSecret }: Seller): unknown {
  const own = sellers.filter((seller) => seller.tenant === tenant);
  const stores = own.map((seller) => ({ storeId: seller.store, platformCode: '10009', name: `${tenant} ${seller.account}`, currency: seller.currency }));
  const bulky = own.some(({ goods }) => goods.some((good) => good.bulky === true)) ? [{ storeId: bulkyStore.store, platformCode: '10009', name: `${tenant} bulky`, currency: 'EUR' }] : [];
  const skus = distinct(own.flatMap(({ goods }) => goods.flatMap(({ parts }) => parts)), ({ erpSku }) => erpSku).map(({ erpSku }) => ({ sku: erpSku, stock: { [warehouse.wid]: 100_000 } }));
  return {
    appId, appSecret, piiGranted: true, stores: [...stores, ...bulky], skus,
    warehouses: [{ wid: warehouse.wid, name: warehouse.name, type: 1, countryCode: 'US' }],
    logistics: Object.values(methods).map(({ id, name, provider }) => ({ typeId: id, name, providerName: provider })),
  };
}
