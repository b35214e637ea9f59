import { anything, bigId, code, flag, integer, listOf, money, object, oneOf, seconds, text, type Check } from '../../engine/shape.ts';

/** Kept and shown only for an app with the personal-data grant. */
export const GRANTED_ADDRESS_FIELDS = [
  'state_or_region', 'postal_code', 'district', 'doorplate_no', 'address_line2', 'address_line3', 'receiver_mobile',
] as const;
export const GRANTED_BUYER_FIELDS = ['buyer_email', 'buyer_name'] as const;
export const OPEN_ADDRESS_FIELDS = ['receiver_name', 'receiver_country_code', 'receiver_company_name', 'city', 'address_line1'] as const;

/** A global order number: text in every sample, a bare number in some tables; both are let pass. */
export const orderNumber: Check = (value, path, report) =>
  bigId(typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : value, path, report);

const currencyCode = text;
export const texts = (names: readonly string[]): Record<string, typeof text> => Object.fromEntries(names.map((name) => [name, text]));

const ITEM = object({
  sku: text,
  msku: text,
  quantity: integer,
  unit_price: money,
  stock_deduction_type: oneOf('1', '2'),
  item_custom_fields: anything,
});

const ORDER = object({
  platform_order_no: text,
  ...texts(OPEN_ADDRESS_FIELDS),
  ...texts(GRANTED_ADDRESS_FIELDS),
  ...texts(GRANTED_BUYER_FIELDS),
  items: listOf(ITEM),
  site_code: text,
  buyer_note: text,
  address_type: oneOf(1, 2),
  buyer_choose_express: text,
  customer_shipping_amount: money,
  customer_tax_amount: money,
  order_total_amount: money,
  amount_currency: currencyCode,
  wid: code,
  logistics_type_id: code,
  global_purchase_time: seconds,
  global_payment_time: seconds,
  remark: text,
  sender_tax_type: oneOf(1, 2, 3, 4, 5, 7),
  sender_tax_no: text,
  shipping_info: object({ tms_waybill_no: text, tms_tracking_no: text, file_name: text, base64File: text }),
  order_custom_fields: anything,
});

export const CREATE_FIELDS = object({ platform_code: code, store_id: bigId, orders: listOf(ORDER) });

const DATE_TYPES = ['update_time', 'global_purchase_time', 'global_delivery_time', 'global_payment_time', 'delivery_time'] as const;

export const LIST_FIELDS = object({
  offset: integer,
  length: integer,
  date_type: oneOf(...DATE_TYPES),
  start_time: seconds,
  end_time: seconds,
  store_id: listOf(bigId),
  platform_code: listOf(code),
  platform_order_nos: listOf(text),
  platform_order_names: listOf(text),
  order_status: integer,
  platform_shipping_status: listOf(text),
  platform_payment_status: listOf(text),
  include_delete: flag,
});

export const SELLER_FIELDS = object({ offset: integer, length: integer, platform_code: listOf(code), is_sync: oneOf(0, 1), status: oneOf(0, 1) });

/** 10009 is the custom platform; the rest are shops the vendor knows by name. */
export const PLATFORM_NAMES: Record<string, string> = {
  '10001': 'Amazon', '10002': 'Shopify', '10003': 'eBay', '10008': 'Walmart', '10009': '自定义平台', '10010': 'Wayfair', '10011': 'TikTok',
  '10012': 'Mercado', '10014': 'Newegg', '10016': 'Shopline', '10020': 'Coupang', '10034': 'Mirakl', '10035': 'Amazon VC', '10039': 'SPS Commerce',
};

export const SHOPIFY_PLATFORM = '10002';
/** On these a platform number is looked up by `platform_order_names`: eBay, Newegg, Coupang, Shopify, Mercado, Shopline. */
export const NAMED_PLATFORMS: ReadonlySet<string> = new Set(['10003', '10014', '10020', SHOPIFY_PLATFORM, '10012', '10016']);
