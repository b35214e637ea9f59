import { isObject, type Json, type JsonObject } from '../engine/json.ts';
import { decimalsOf, divide, parseUnits, sum } from '../engine/money.ts';
import type { HeldOrder } from './held-order.ts';

/** One line of an order, read from its body. Amounts are minor units of the shop's currency, for all `quantity` units. */
export interface Line {
  id: string;
  raw: JsonObject;
  sku: string | null;
  title: string;
  /** With the units that were taken out of the order since. */
  quantity: number;
  current: number;
  unit: bigint;
  discount: bigint;
  tax: bigint;
}

export const objectsIn = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((entry): entry is JsonObject => isObject(entry)) : [];

export const textIn = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

export const countIn = (value: Json | undefined): number => (typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0);

export function unitsIn(value: Json | undefined, currency: string): bigint {
  return parseUnits(typeof value === 'string' ? value : '0', decimalsOf(currency)) ?? 0n;
}

export function linesOf({ body, shop }: HeldOrder): Line[] {
  return objectsIn(body['line_items']).filter((raw) => raw['id'] !== undefined).map((raw) => lineOf(raw, shop.currency));
}

export function lineOf(raw: JsonObject, currency: string): Line {
  const quantity = countIn(raw['quantity']);
  return {
    id: String(raw['id']),
    raw,
    sku: textIn(raw['sku']),
    title: textIn(raw['title']) ?? '',
    quantity,
    current: raw['current_quantity'] === undefined ? quantity : countIn(raw['current_quantity']),
    unit: unitsIn(raw['price'], currency),
    discount: sum(objectsIn(raw['discount_allocations']).map(({ amount }) => unitsIn(amount, currency))),
    tax: sum(objectsIn(raw['tax_lines']).map(({ price }) => unitsIn(price, currency))),
  };
}

/** What `units` of a line's `quantity` bear of an amount that covers them all. */
export function shareOf(amount: bigint, units: number, quantity: number): bigint {
  return quantity === 0 ? 0n : divide(amount * BigInt(units), BigInt(quantity));
}

/** What was paid for `units` of the line, before tax where tax comes on top. */
export const netOfUnits = (line: Line, units: number): bigint => line.unit * BigInt(units) - shareOf(line.discount, units, line.quantity);

export const isTaxIncluded = ({ body }: HeldOrder): boolean => body['taxes_included'] === true;
