import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const SKUS = [{ sku: 'A', price: '12.50' }];
const SHOP = { shop: 'demo.myshopify.com', clientSecret: 's', webhookUrl: 'http://127.0.0.1:1/hook', currency: 'USD', skus: SKUS };
const APP = { appId: 'app-of-16-bytes.', appSecret: 's', stores: [{ storeId: '110', platformCode: '10009', name: 'hub', currency: 'USD' }] };
const textOf = (shop: object = {}, app: object = {}, more: object = {}): string =>
  JSON.stringify({ shopify: { shops: [{ ...SHOP, ...shop }] }, lingxing: { apps: [{ ...APP, ...app }] }, ...more });

describe('configuration', () => {
  it('fills in what may be left out', () => {
    const { timeScale, shopify, lingxing } = parseConfig(textOf());
    expect({ timeScale, delay: lingxing.listingDelayMs, granted: lingxing.apps[0]?.piiGranted }).toEqual({ timeScale: 500, delay: 0, granted: false });
    expect(shopify.shops[0]).toMatchObject({ utcOffset: '-05:00', skus: [{ sku: 'A', unit: 1250n, title: 'A' }] });
    expect(shopify).toMatchObject({ fulfillmentOrderDelayMs: 200, echoDelayMs: 200, searchLagMs: 0, jobDelayMs: 200 });
    expect(shopify.shops[0]).toMatchObject({
      locations: [{ name: 'Main warehouse', skus: [] }], subscribeAll: true,
      access: { auth: 'client_credentials', tokenSeconds: 86_399, maximumAvailable: 2_000, restoreRate: 100, isRestoreScaled: false },
    });
    const refreshing = parseConfig(textOf({ auth: 'refresh_token', locations: [{ id: '7', name: 'East', skus: ['A'] }], scopes: ['read_orders'] })).shopify.shops[0];
    expect(refreshing).toMatchObject({ locations: [{ id: 7n, skus: ['A'] }], access: { accessToken: 'shpat_sandbox', refreshToken: 'shprt_sandbox', tokenSeconds: 3_600, scopes: ['read_orders'] } });
    expect(parseConfig('{}', '20')).toMatchObject({ timeScale: 20, shopify: { shops: [] }, lingxing: { apps: [] } });
  });

  it('names every problem at once', () => {
    const shop = { shop: 'evil.example.com', skus: [{ sku: 'A', price: '1.005' }], wehbookUrl: 'x', auth: 'magic', locations: [{ id: 'x' }] };
    const text = textOf(shop, { appId: 'short', stores: [{ storeId: 'x' }] }, { lingxin: {} });
    const problemsOf = (): string => {
      try {
        parseConfig(text, 'fast');
        return '';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    for (const part of [
      'lingxin: unknown', 'shopify.shops[0].shop:', 'wehbookUrl: unknown', 'auth: client_credentials', 'locations[0].id: a string of digits', 'locations[0].name: missing', 'SKU A: the price', '5 bytes long',
      'stores[0].storeId:', 'stores[0].platformCode: missing', 'stores[0].currency: missing', 'SANDBOX_TIME_SCALE',
    ]) expect(problemsOf()).toContain(part);
  });

  it('reads what a warehouse has, and gives an app one warehouse and one method where none is named', () => {
    expect(parseConfig(textOf()).lingxing).toMatchObject({
      updateDelayMs: 0, autoReviewMs: undefined, apps: [{ warehouses: [{ wid: '50', type: 1 }], logistics: [{ typeId: '825', name: 'UPS Ground' }], skus: [] }],
    });
    const app = {
      warehouses: [{ wid: '7', name: 'WEST', type: 3, countryCode: 'US' }],
      logistics: [{ typeId: '9', name: 'FedEx Home', wid: '' }],
      skus: [{ sku: 'MUG-1', stock: { 7: 3 } }, { sku: 'CAP-1' }],
    };
    const { lingxing } = parseConfig(JSON.stringify({ lingxing: { apps: [{ ...APP, ...app }], autoReviewMs: 50, interceptMs: 80, listingDelayMs: 300 } }));
    expect(lingxing).toMatchObject({ updateDelayMs: 300, autoReviewMs: 50, interceptMs: 80, apps: [{ warehouses: app.warehouses }] });
    expect(lingxing.apps[0]?.logistics).toEqual([{ typeId: '9', name: 'FedEx Home', code: 'FedEx Home', providerId: '6', providerName: 'FedEx Home', wid: '', providerType: 1 }]);
    expect(lingxing.apps[0]?.skus).toEqual([{ sku: 'MUG-1', stock: { 7: 3 } }, { sku: 'CAP-1', stock: undefined }]);
    const wrong = { skus: [{ sku: 'A', stock: { 8: 1 } }, { sku: 'B', stock: { 7: -1 } }], warehouses: [{ wid: 'x', name: 'WEST', type: 1 }] };
    expect(() => parseConfig(textOf({}, wrong))).toThrow(/SKU B: stock: an object[^]*warehouses\[0\].wid|warehouses\[0\].wid[^]*SKU B: stock: an object/);
    expect(() => parseConfig(textOf({}, wrong))).toThrow('SKU A: stock.8: no warehouse of app');
  });

  it('refuses two shops, apps or stores with one name, and what is no JSON', () => {
    expect(() => parseConfig(JSON.stringify({ shopify: { shops: [SHOP, SHOP] }, lingxing: { apps: [APP, APP] } }))).toThrow(
      /shopify.shops: demo.myshopify.com is listed twice[^]*lingxing.apps: [^]*twice[^]*lingxing stores: 110 is listed twice/,
    );
    expect(() => parseConfig('{')).toThrow('not JSON');
  });
});
