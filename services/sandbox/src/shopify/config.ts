import { decimalsOf, parseUnits } from '../engine/money.ts';
import { createReader, refuseRepeats, type Reader } from '../engine/reader.ts';

export interface Sku {
  sku: string;
  /** In minor units of the shop's currency. */
  unit: bigint;
  title: string;
}

export interface Shop {
  shop: string;
  clientSecret: string;
  webhookUrl: string;
  currency: string;
  /** Of the shop's clock, such as `-05:00`. */
  utcOffset: string;
  skus: readonly Sku[];
}

export interface ShopifyConfig {
  shops: readonly Shop[];
}

const SHOP_FIELDS = ['shop', 'clientSecret', 'webhookUrl', 'currency', 'utcOffset', 'skus'];

export function readShopifyConfig(source: unknown, problems: string[]): ShopifyConfig {
  if (source === undefined) return { shops: [] };
  const shops = createReader(source, 'shopify', problems, ['shops']).list('shops', SHOP_FIELDS).map((shop) => readShop(shop, problems));
  refuseRepeats(shops.map(({ shop }) => shop), 'shopify.shops', problems);
  return { shops };
}

function readShop(reader: Reader, problems: string[]): Shop {
  const shop = reader.text('shop', /^[a-zA-Z0-9][a-zA-Z0-9-]*\.myshopify\.com$/, 'a domain such as my-shop.myshopify.com is wanted');
  const currency = reader.text('currency', /^[A-Z]{3}$/, 'an ISO 4217 code such as USD is wanted');
  const skus = reader.list('skus', ['sku', 'price', 'title']).map((sku) => readSku(sku, currency, problems));
  if (skus.length === 0) problems.push(`shopify.shops ${shop}: at least one SKU is wanted`);
  return {
    shop,
    clientSecret: reader.text('clientSecret'),
    webhookUrl: reader.text('webhookUrl', /^https?:\/\/[^\s]+$/, 'an http or https address is wanted'),
    currency,
    utcOffset: reader.optionalText('utcOffset', '-05:00', /^[+-]\d\d:\d\d$/, 'an offset such as -05:00 is wanted'),
    skus,
  };
}

function readSku(reader: Reader, currency: string, problems: string[]): Sku {
  const sku = reader.text('sku');
  const price = reader.text('price', /^\d+(\.\d+)?$/, 'a decimal string such as "12.50" is wanted');
  const unit = price === '' ? 0n : parseUnits(price, decimalsOf(currency));
  if (unit === undefined) problems.push(`shopify SKU ${sku}: the price has more decimals than ${currency} knows`);
  return { sku, unit: unit ?? 0n, title: reader.optionalText('title', sku, /./, 'a text is wanted') };
}
