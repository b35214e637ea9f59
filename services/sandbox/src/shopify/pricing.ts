import type { JsonObject } from '../engine/json.ts';
import { decimalsOf, divide, formatUnits } from '../engine/money.ts';
import type { Tax } from './draft.ts';
import { rateBetween } from './places.ts';

/** Writes minor units the way the payloads do: a string in shop money, and a `_set` that also holds the buyer's currency. */
export interface Pricing {
  text(units: bigint): string;
  set(units: bigint): JsonObject;
  /** `name` and `name_set`. */
  both(name: string, units: bigint): JsonObject;
  tax(tax: Tax): JsonObject;
}

export function createPricing(shopCurrency: string, presentmentCurrency: string): Pricing {
  const digits = decimalsOf(shopCurrency);
  const presentmentDigits = decimalsOf(presentmentCurrency);
  const rate = rateBetween(shopCurrency, presentmentCurrency) ?? { numerator: 1n, denominator: 1n };
  const text = (units: bigint): string => formatUnits(units, digits);
  /** Each amount is converted by itself, so presentment sums may be off by a minor unit, as real ones are. */
  const presentment = (units: bigint): string => {
    if (presentmentCurrency === shopCurrency) return text(units);
    const converted = divide(units * rate.numerator * 10n ** BigInt(presentmentDigits), rate.denominator * 10n ** BigInt(digits));
    return formatUnits(converted, presentmentDigits);
  };
  const set = (units: bigint): JsonObject => ({
    shop_money: { amount: text(units), currency_code: shopCurrency },
    presentment_money: { amount: presentment(units), currency_code: presentmentCurrency },
  });
  return {
    text,
    set,
    both: (name, units) => ({ [name]: text(units), [`${name}_set`]: set(units) }),
    tax: ({ title, ppm, amount }) => ({ title, rate: Number(ppm) / 1_000_000, price: text(amount), price_set: set(amount), channel_liable: false }),
  };
}
