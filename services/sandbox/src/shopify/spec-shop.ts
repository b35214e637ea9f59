import { readShopifyConfig, type Shop } from './config.ts';

const SHOP = {
  shop: 'demo.myshopify.com', clientSecret: 'shpss_demo', webhookUrl: 'http://127.0.0.1:1/hook', currency: 'USD', utcOffset: '-05:00',
  skus: [{ sku: 'A', price: '12.50', title: 'Tasse' }, { sku: 'B', price: '9.99', title: '杯子' }, { sku: 'C', price: '10.05' }],
};

/** A shop of the configuration for specs; `fields` as the configuration file spells them. */
export function shopOf(fields: Record<string, unknown> = {}): Shop {
  const problems: string[] = [];
  const { shops } = readShopifyConfig({ shops: [{ ...SHOP, ...fields }] }, problems);
  const [shop] = shops;
  if (shop === undefined || problems.length > 0) throw new Error(problems.join('; '));
  return shop;
}
