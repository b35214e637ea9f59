import { isObject } from '../engine/json.ts';
import { createReader, refuseRepeats, type Reader } from '../engine/reader.ts';

export interface Store {
  storeId: string;
  platformCode: string;
  name: string;
  currency: string;
}

export interface Warehouse {
  wid: string;
  name: string;
  /** 1 local, 3 overseas, 4 of Amazon or a platform, 6 AWD. */
  type: number;
  countryCode: string;
}

/** A shipping method; `typeId` is the `logistics_type_id` of an order. */
export interface Method {
  typeId: string;
  name: string;
  code: string;
  providerId: string;
  providerName: string;
  /** The overseas warehouse it belongs to; empty where any may use it. */
  wid: string;
  /** 0 API, 1 custom, 2 overseas warehouse, 4 platform. */
  providerType: number;
}

export interface Sku {
  sku: string;
  /** Available quantity by warehouse; undefined where it is not counted. */
  stock: Record<string, number> | undefined;
}

export interface App {
  appId: string;
  appSecret: string;
  /** Whether Lingxing granted this app personal data: without it addresses are neither kept nor shown in full. */
  piiGranted: boolean;
  stores: readonly Store[];
  warehouses: readonly Warehouse[];
  logistics: readonly Method[];
  /** The local SKUs; with none listed every SKU counts as known and is never out of stock. */
  skus: readonly Sku[];
}

export interface LingxingConfig {
  apps: readonly App[];
  /** How long a created order stays out of the list. */
  listingDelayMs: number;
  /** How long the lists show the state before a change. */
  updateDelayMs: number;
  tokenSeconds: number;
  /** The tenant's rule that approves an order with warehouse, method and no problem; undefined where people do it. */
  autoReviewMs: number | undefined;
  /** How long a warehouse takes to stop an outbound order. */
  interceptMs: number;
}

const AES_KEY_BYTES = [16, 24, 32];
/** What the vendor tells as `expires_in` of a fresh token. */
const TOKEN_SECONDS = 7_199;
const INTERCEPT_MS = 500;

export const DEFAULT_WAREHOUSES: readonly Warehouse[] = [{ wid: '50', name: 'MAIN', type: 1, countryCode: 'US' }];
export const DEFAULT_METHODS: readonly Method[] = [
  { typeId: '825', name: 'UPS Ground', code: 'UPS_GROUND', providerId: '6', providerName: 'UPS', wid: '', providerType: 1 },
];

const DIGITS = /^\d+$/;
const DIGITS_WANTED = 'a string of digits is wanted';

const FIELDS = ['apps', 'listingDelayMs', 'updateDelayMs', 'tokenSeconds', 'autoReviewMs', 'interceptMs'];
const APP_FIELDS = ['appId', 'appSecret', 'piiGranted', 'stores', 'warehouses', 'logistics', 'skus'];
const METHOD_FIELDS = ['typeId', 'name', 'code', 'providerId', 'providerName', 'wid', 'providerType'];

export function readLingxingConfig(source: unknown, problems: string[]): LingxingConfig {
  const held = source ?? { apps: [] };
  const reader = createReader(held, 'lingxing', problems, FIELDS);
  const apps = reader.list('apps', APP_FIELDS).map((app, index) => readApp(app, rawEntry(held, 'apps', index), problems));
  refuseRepeats(apps.map(({ appId }) => appId), 'lingxing.apps', problems);
  refuseRepeats(apps.flatMap(({ stores }) => stores.map(({ storeId }) => storeId)), 'lingxing stores', problems);
  const listingDelayMs = reader.number('listingDelayMs', 0);
  return {
    apps,
    listingDelayMs,
    updateDelayMs: reader.number('updateDelayMs', listingDelayMs),
    tokenSeconds: reader.number('tokenSeconds', TOKEN_SECONDS),
    autoReviewMs: has(held, 'autoReviewMs') ? reader.number('autoReviewMs', 0) : undefined,
    interceptMs: reader.number('interceptMs', INTERCEPT_MS),
  };
}

const has = (source: unknown, name: string): boolean => isObject(source) && source[name] !== undefined;

function rawEntry(source: unknown, name: string, index: number): unknown {
  const list = isObject(source) ? source[name] : undefined;
  return Array.isArray(list) ? list[index] : undefined;
}

function readApp(reader: Reader, raw: unknown, problems: string[]): App {
  const appId = reader.text('appId');
  const bytes = Buffer.byteLength(appId);
  if (appId !== '' && !AES_KEY_BYTES.includes(bytes)) problems.push(`lingxing app ${appId}: ${bytes} bytes long; the sign needs 16, 24 or 32`);
  const warehouses = has(raw, 'warehouses') ? reader.list('warehouses', ['wid', 'name', 'type', 'countryCode']).map(readWarehouse) : DEFAULT_WAREHOUSES;
  const logistics = has(raw, 'logistics') ? reader.list('logistics', METHOD_FIELDS).map(readMethod) : DEFAULT_METHODS;
  const skus = has(raw, 'skus') ? reader.list('skus', ['sku', 'stock']).map((sku, index) => readSku(sku, rawEntry(raw, 'skus', index), problems)) : [];
  const wids = warehouses.map(({ wid }) => wid);
  for (const { sku, stock = {} } of skus) {
    for (const wid of Object.keys(stock)) if (!wids.includes(wid)) problems.push(`lingxing SKU ${sku}: stock.${wid}: no warehouse of app ${appId}; known: ${wids.join(', ')}`);
  }
  refuseRepeats(wids, `lingxing app ${appId} warehouses`, problems);
  refuseRepeats(logistics.map(({ typeId }) => typeId), `lingxing app ${appId} logistics`, problems);
  refuseRepeats(skus.map(({ sku }) => sku), `lingxing app ${appId} skus`, problems);
  return {
    appId,
    appSecret: reader.text('appSecret'),
    piiGranted: reader.flag('piiGranted', false),
    stores: reader.list('stores', ['storeId', 'platformCode', 'name', 'currency']).map(readStore),
    warehouses,
    logistics,
    skus,
  };
}

function readStore(reader: Reader): Store {
  return {
    storeId: reader.text('storeId', DIGITS, DIGITS_WANTED),
    platformCode: reader.text('platformCode', /^100\d\d$/, 'a platform code such as "10009" is wanted'),
    name: reader.text('name'),
    currency: reader.text('currency', /^[A-Z]{3}$/, 'an ISO 4217 code such as USD is wanted'),
  };
}

const readWarehouse = (reader: Reader): Warehouse => ({
  wid: reader.text('wid', DIGITS, DIGITS_WANTED),
  name: reader.text('name'),
  type: reader.number('type', 1),
  countryCode: reader.optionalText('countryCode', 'US', /^[A-Z]{2}$/, 'an ISO 3166 code such as US is wanted'),
});

function readMethod(reader: Reader): Method {
  const typeId = reader.text('typeId', DIGITS, DIGITS_WANTED);
  const name = reader.text('name');
  return {
    typeId,
    name,
    code: reader.optionalText('code', name, /./, 'a text is wanted'),
    providerId: reader.optionalText('providerId', '6', DIGITS, DIGITS_WANTED),
    providerName: reader.optionalText('providerName', name, /./, 'a text is wanted'),
    wid: reader.optionalText('wid', '', /^\d*$/, `${DIGITS_WANTED}, or none for any warehouse`),
    providerType: reader.number('providerType', 1),
  };
}

function readSku(reader: Reader, raw: unknown, problems: string[]): Sku {
  const sku = reader.text('sku');
  const stock = isObject(raw) ? raw['stock'] : undefined;
  if (stock === undefined) return { sku, stock: undefined };
  const isFine = isObject(stock) && Object.entries(stock).every(([wid, quantity]) => DIGITS.test(wid) && Number.isSafeInteger(quantity) && Number(quantity) >= 0);
  if (!isFine) problems.push(`lingxing SKU ${sku}: stock: an object of warehouse to whole number is wanted, such as {"50": 12}`);
  return { sku, stock: isFine ? (stock as Record<string, number>) : undefined };
}
