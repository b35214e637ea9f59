import { decimalsOf, parseUnits } from '../engine/money.ts';
import { createReader, refuseRepeats, type Reader } from '../engine/reader.ts';
import { ACCESS_FIELDS, readAccess, type Access } from './config-access.ts';

export interface Sku {
  sku: string;
  /** In minor units of the shop's currency. */
  unit: bigint;
  title: string;
}

export interface ShopLocation {
  id: bigint;
  name: string;
  /** SKUs that are shipped from here instead of the first location. */
  skus: readonly string[];
}

export interface Shop {
  shop: string;
  clientSecret: string;
  webhookUrl: string;
  currency: string;
  /** Of the shop's clock, such as `-05:00`. */
  utcOffset: string;
  skus: readonly Sku[];
  /** At least one; orders are routed to the first unless a SKU belongs to another. */
  locations: readonly [ShopLocation, ...ShopLocation[]];
  /** True where every topic that the sandbox knows is pushed to `webhookUrl`, as an app's own configuration does. */
  subscribeAll: boolean;
  access: Access;
}

export interface ShopifyConfig {
  shops: readonly Shop[];
  /** From an order to its fulfillment orders. */
  fulfillmentOrderDelayMs: number;
  /** From a write by the app to the webhooks about it. */
  echoDelayMs: number;
  /** From a change to the moment `orders(query:)` finds it. */
  searchLagMs: number;
  /** From `orderCancel` to the end of its job. */
  jobDelayMs: number;
}

const FIELDS = ['shops', 'fulfillmentOrderDelayMs', 'echoDelayMs', 'searchLagMs', 'jobDelayMs'];
const SHOP_FIELDS = ['shop', 'clientSecret', 'webhookUrl', 'currency', 'utcOffset', 'skus', 'locations', 'subscribeAll', ...ACCESS_FIELDS];
const DEFAULT_LOCATION: ShopLocation = { id: 70_000_000_001n, name: 'Main warehouse', skus: [] };

export function readShopifyConfig(source: unknown, problems: string[]): ShopifyConfig {
  const reader = createReader(source ?? { shops: [] }, 'shopify', problems, FIELDS);
  const shops = reader.list('shops', SHOP_FIELDS).map((shop) => readShop(shop, problems));
  refuseRepeats(shops.map(({ shop }) => shop), 'shopify.shops', problems);
  return {
    shops,
    fulfillmentOrderDelayMs: reader.number('fulfillmentOrderDelayMs', 200),
    echoDelayMs: reader.number('echoDelayMs', 200),
    searchLagMs: reader.number('searchLagMs', 0),
    jobDelayMs: reader.number('jobDelayMs', 200),
  };
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
    locations: readLocations(reader, shop, problems),
    subscribeAll: reader.flag('subscribeAll', true),
    access: readAccess(reader),
  };
}

function readLocations(reader: Reader, shop: string, problems: string[]): Shop['locations'] {
  const read = reader.optionalList('locations', ['id', 'name', 'skus']).map((location) => ({
    id: BigInt(location.text('id', /^\d+$/, 'a string of digits is wanted') || 0),
    name: location.text('name'),
    skus: location.texts('skus'),
  }));
  refuseRepeats(read.map(({ id }) => String(id)), `shopify.shops ${shop}: locations`, problems);
  const [first, ...rest] = read;
  return first === undefined ? [DEFAULT_LOCATION] : [first, ...rest];
}

function readSku(reader: Reader, currency: string, problems: string[]): Sku {
  const sku = reader.text('sku');
  const price = reader.text('price', /^\d+(\.\d+)?$/, 'a decimal string such as "12.50" is wanted');
  const unit = price === '' ? 0n : parseUnits(price, decimalsOf(currency));
  if (unit === undefined) problems.push(`shopify SKU ${sku}: the price has more decimals than ${currency} knows`);
  return { sku, unit: unit ?? 0n, title: reader.optionalText('title', sku, /./, 'a text is wanted') };
}
