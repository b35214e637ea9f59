import { isDecimal } from '@tributary/kernel';
import { z } from 'zod';
import { isRow, isYes, rowsOf, textOf, type Row } from './rows.ts';

/*
 * The rows of Lingxing's lists as its documentation and samples have them (apidoc.lingxing.com, states of December 2025 and
 * May 2026). Only what is mapped is named. What a fact cannot be without is demanded; everything else is read tolerantly,
 * because ids, counts and times come as numbers or texts, empty objects as [], and none as null, 0, "" or a date of zeros.
 */

/** May be missing altogether. */
const anything = z.unknown().optional();
const text = anything.transform((value) => textOf(value) || null);
const id = z.union([z.string(), z.number()]).transform((value) => String(value).trim()).pipe(z.string().min(1, 'is empty'));
/** An id where 0 stands for none. */
const optionalId = text.transform((value) => (value === '0' ? null : value));

/** Unix seconds → epoch ms. */
const second = z.union([z.string(), z.number()]).transform(Number).pipe(z.int('is not a time in seconds').min(1, 'is not a time').max(253_402_300_799, 'is not a time in seconds')).transform((value) => value * 1000);
const optionalSecond = anything.transform((value) => {
  const seconds = Number(textOf(value) ?? '');
  return Number.isInteger(seconds) && seconds > 0 && seconds <= 253_402_300_799 ? seconds * 1000 : null;
});

/** Wall time in Beijing, "2026-01-01 09:30:00", → epoch ms. China has had no other offset than +08:00 since 1991. */
export function beijingTime(value: unknown): number | null {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(textOf(value) ?? '');
  const time = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}+08:00`);
  return Number.isNaN(time) || time <= 0 ? null : time;
}
const wallTime = anything.transform(beijingTime);
const requiredWallTime = wallTime.refine((value) => value !== null, 'is not a date with time').transform((value) => value ?? 0);

/** What a canonical quantity can hold: 14 digits before and 4 behind the point. Null: not told. */
function decimalOf(value: unknown): string | null {
  const told = textOf(value) ?? '';
  return isDecimal(told) && /^-?\d{1,14}(\.\d{1,4}0*)?$/.test(told) ? told : null;
}
const quantity = anything.transform(decimalOf);
const requiredQuantity = quantity.refine((value) => value !== null, 'is not a quantity').transform((value) => value ?? '0');

function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => rowsOf(value), z.array(item));
}
/** PHP writes an empty object as []. */
function objectOf<Fields extends z.ZodType>(fields: Fields) {
  return z.preprocess((value) => (isRow(value) ? value : {}), fields);
}

const tag = z.object({ tag_no: text, tag_name: text });
const platformOrder = z.object({ platform_order_no: text, platform_order_name: text });
const item = z.object({ id: optionalId, platform_order_no: text, local_sku: text, quantity: quantity });

export const orderPayload = z.object({
  global_order_no: id,
  original_global_order_no: optionalId,
  order_from_name: text,
  store_id: text,
  wid: optionalId,
  status: id,
  flow_node: text,
  status_sub: text,
  split_type: text,
  is_delete: anything.transform(isYes),
  update_time: second,
  global_review_time: optionalSecond,
  global_delivery_time: optionalSecond,
  global_cancel_time: optionalSecond,
  item_info: listOf(item),
  platform_info: listOf(platformOrder),
  logistics_info: objectOf(z.object({ status: text, logistics_type_id: optionalId })),
  order_tag: listOf(tag),
  exception_order_tag: listOf(tag),
});
export type OrderPayload = z.output<typeof orderPayload>;

const product = z.object({ sku: text, count: quantity });

/** Fields that hold the receiver; warehouses quote them in their messages. */
const aboutReceiver = /consignee|receiver|buyer|address|phone|mobile|email|postal|zip|city|company|doorplate/i;

/** What an outbound's row itself tells of its receiver. */
export function personalOf(row: Row): unknown[] {
  return Object.entries(row).filter(([name]) => aboutReceiver.test(name)).map(([, value]) => value);
}

const outboundFields = z.object({
  personal: z.array(z.unknown()),
  wo_number: id,
  order_number: text,
  platform_order_no: anything.transform((value) => (Array.isArray(value) ? value : [value]).flatMap((number) => textOf(number) || [])),
  order_from: text,
  wid: optionalId,
  status: id,
  status_name: text,
  logistics_status: text,
  logistics_message: text,
  cancel_status: text,
  cancel_message: text,
  delivery_status: text,
  delivery_message: text,
  waybill_no: text,
  tracking_no: text,
  actual_carrier: text,
  logistics_provider_name: text,
  logistics_type_name: text,
  delivered_at: wallTime,
  stock_delivered_at: wallTime,
  update_at: requiredWallTime,
  product_info: listOf(product),
});
export const outboundPayload = z.preprocess((value) => (isRow(value) ? { ...value, personal: personalOf(value) } : value), outboundFields);
export type OutboundPayload = z.output<typeof outboundPayload>;

const stockRow = z.object({
  wid: id,
  sku: text,
  seller_id: text,
  product_total: quantity,
  product_valid_num: requiredQuantity,
  product_bad_num: quantity,
  product_qc_num: quantity,
  product_lock_num: quantity,
  quantity_receive: quantity,
  product_onway: quantity,
});
export type StockRow = z.output<typeof stockRow>;

export const stockPayload = z.object({ data: z.array(stockRow) });
export const vanishedPayload = z.object({ wid: id, sku: id, seller_id: text });
