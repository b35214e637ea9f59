import type { JsonObject } from '../../engine/json.ts';
import { isObject } from '../../engine/json.ts';
import { sum } from '../../engine/money.ts';
import type { HeldOrder } from '../held-order.ts';
import { lineOf, objectsIn, shareOf, unitsIn } from '../lines.ts';
import type { OrderBody } from '../order-body.ts';
import { createPricing, type Pricing } from '../pricing.ts';
import { receivedOf, refundedOf } from '../transactions.ts';

export const pricingOf = ({ body, shop }: HeldOrder): Pricing =>
  createPricing(shop.currency, typeof body['presentment_currency'] === 'string' ? body['presentment_currency'] : shop.currency);

/** The shop-money amount of a `_set`. */
export function setUnits(set: OrderBody[string] | undefined, currency: string): bigint {
  const money = isObject(set) ? set['shop_money'] : undefined;
  return unitsIn(isObject(money) ? money['amount'] : undefined, currency);
}

/** The `current_` amounts for lines as they stand now, and what is still owed. */
export function currentTotals(held: HeldOrder, lines: readonly JsonObject[], shipping: bigint): JsonObject {
  const { body, shop } = held;
  const pricing = pricingOf(held);
  const read = lines.map((raw) => lineOf(raw, shop.currency));
  const discount = sum(read.map((line) => shareOf(line.discount, line.current, line.quantity)));
  const subtotal = sum(read.map((line) => line.unit * BigInt(line.current))) - discount;
  const shippingTax = shipping === 0n ? 0n : sum(objectsIn(body['shipping_lines']).flatMap((line) => objectsIn(line['tax_lines'])).map(({ price }) => unitsIn(price, shop.currency)));
  const tax = sum(read.map((line) => shareOf(line.tax, line.current, line.quantity))) + shippingTax;
  const total = subtotal + shipping + (body['taxes_included'] === true ? 0n : tax);
  const owed = total - receivedOf(held) + refundedOf(held);
  return {
    ...pricing.both('current_total_price', total),
    ...pricing.both('current_subtotal_price', subtotal),
    ...pricing.both('current_total_tax', tax),
    ...pricing.both('current_total_discounts', discount),
    current_shipping_price_set: pricing.set(shipping),
    total_outstanding: pricing.text(owed > 0n ? owed : 0n),
  };
}

export const currentShipping = ({ body, shop }: HeldOrder): bigint => setUnits(body['current_shipping_price_set'], shop.currency);

/** What the transactions make of the order, in the words of the REST body. */
export function financialStatusOf(held: HeldOrder, currentTotal: bigint): string {
  const [received, refunded] = [receivedOf(held), refundedOf(held)];
  if (received === 0n) return typeof held.body['financial_status'] === 'string' ? held.body['financial_status'] : 'pending';
  if (refunded >= received) return 'refunded';
  if (refunded > 0n) return 'partially_refunded';
  return received < currentTotal ? 'partially_paid' : 'paid';
}
