import { z } from 'zod';
import { amount, currency, id, instant, listOf, optionalId, optionalInstant, quantity, rate, text } from './scalars.ts';

/*
 * The order as Shopify's webhooks carry it (the REST Admin API's Order,
 * https://shopify.dev/docs/api/admin-rest/latest/resources/order). Only what is mapped is named, everything else is
 * ignored. Optional fields may be missing, null or empty, which all mean null here.
 */

/** One amount in the shop's currency and in the buyer's. */
const money = z.object({ amount });
const moneyBag = z.object({ shop_money: money }).nullish();
const totalBag = z.object({ shop_money: money, presentment_money: money }).nullish();

const allocation = z.object({ amount, amount_set: moneyBag });

const taxLine = z.object({
  title: z.string(),
  rate: rate.nullish().transform((value) => value ?? null),
  price: amount,
  price_set: moneyBag,
  channel_liable: z.boolean().nullish(),
});

/** Apps write anything there, and none of it may keep an order from being read. */
const attributes = listOf(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]).nullish().transform((value) => String(value ?? '')) })).catch([]);

const lineItem = z.object({
  id,
  title: z.string(),
  variant_title: text,
  sku: text,
  product_id: optionalId,
  variant_id: optionalId,
  gift_card: z.boolean().nullish(),
  /** An object on tips, absent on everything else. */
  tip: z.unknown().optional(),
  requires_shipping: z.boolean(),
  quantity,
  /** Missing on shops whose payloads predate order editing: nothing was removed there. */
  current_quantity: quantity.nullish(),
  /** null, partial or fulfilled. */
  fulfillment_status: text,
  price: amount,
  price_set: moneyBag,
  discount_allocations: listOf(allocation),
  tax_lines: listOf(taxLine),
  properties: attributes,
});

const shippingLine = z.object({ title: text, price: amount, price_set: moneyBag, discount_allocations: listOf(allocation), is_removed: z.boolean().nullish() });

/** What was shipped so far; `quantity` of its lines are the units in that parcel. */
const parcel = z.object({ status: text, line_items: listOf(z.object({ id, quantity })) });

const address = z
  .object({
    name: text,
    first_name: text,
    last_name: text,
    company: text,
    address1: text,
    address2: text,
    city: text,
    province: text,
    province_code: text,
    zip: text,
    country_code: text,
    phone: text,
  })
  .nullish();

const refund = z.object({
  refund_line_items: listOf(z.object({ line_item_id: id, quantity, restock_type: text })),
  transactions: listOf(z.object({ kind: z.string(), status: z.string(), amount, currency: text })),
});

export const orderPayload = z.object({
  id,
  name: text,
  created_at: instant,
  updated_at: instant,
  processed_at: optionalInstant,
  cancelled_at: optionalInstant,
  closed_at: optionalInstant,
  cancel_reason: text,
  test: z.boolean().nullish(),
  financial_status: text,
  fulfillment_status: text,
  payment_gateway_names: listOf(z.string()),
  currency,
  presentment_currency: currency.nullish(),
  taxes_included: z.boolean(),
  total_price: amount,
  total_price_set: totalBag,
  total_discounts: amount,
  total_discounts_set: moneyBag,
  total_tax: amount,
  total_tax_set: moneyBag,
  line_items: z.array(lineItem),
  shipping_lines: listOf(shippingLine),
  refunds: listOf(refund),
  /** Null where the body does not tell. */
  fulfillments: z.array(parcel).nullish().transform((value) => value ?? null),
  /** One text with commas. */
  tags: text.transform(splitTags),
  /** Who brought the order in, and its name there. */
  source_name: text,
  source_identifier: text,
  note: text,
  note_attributes: attributes,
  email: text,
  phone: text,
  customer: z.object({ id: optionalId, first_name: text, last_name: text, email: text, phone: text }).nullish(),
  shipping_address: address,
  billing_address: address,
});

function splitTags(tags: string | null): string[] {
  return (tags ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');
}

export type OrderPayload = z.infer<typeof orderPayload>;
export type LineItem = OrderPayload['line_items'][number];
export type Address = NonNullable<OrderPayload['shipping_address']>;
export type Customer = OrderPayload['customer'];
