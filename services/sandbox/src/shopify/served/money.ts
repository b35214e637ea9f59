import { isObject, type Json, type JsonObject } from '../../engine/json.ts';
import { served, type Served } from '../graphql/served.ts';

/** GraphQL writes decimals without idle zeros but with at least one digit behind the point: the `"12.50"` of a webhook is `"12.5"` here. */
export function decimalOf(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.replace(/0+$/, '') || '0'}`;
}

/** From a REST body's `_set`; null where there is none. */
export function moneyBag(set: Json | undefined): Served | null {
  if (!isObject(set)) return null;
  return served('MoneyBag', { shopMoney: () => money(set['shop_money']), presentmentMoney: () => money(set['presentment_money']) });
}

/** The same for fields that are never null: nothing is zero in the set that tells the currencies. */
export function moneyBagOr(set: Json | undefined, like: JsonObject): Served {
  return moneyBag(set) ?? served('MoneyBag', { shopMoney: () => money(like['shop_money'], '0'), presentmentMoney: () => money(like['presentment_money'], '0') });
}

function money(held: Json | undefined, amount?: string): Served {
  const read = isObject(held) ? held : {};
  return served('MoneyV2', { amount: decimalOf(amount ?? String(read['amount'])), currencyCode: String(read['currency_code']) });
}
