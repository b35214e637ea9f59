import { isDecimal } from '@tributary/kernel';
import { z } from 'zod';

/* Single values of Shopify's payloads, as its webhooks and its GraphQL API write them. */

/** Ids are JSON integers above 2^53; they come as numbers or, where a double cannot hold them, as their digits. */
export const id = z.union([z.string(), z.number()]).transform(String).pipe(z.string().regex(/^\d+$/, 'is not an id'));
export const optionalId = id.nullish().transform((value) => value ?? null);

export const text = z.string().nullish().transform((value) => value || null);

/** ISO 8601 with the shop's offset → epoch ms. */
export const instant = z.iso.datetime({ offset: true, error: 'is not a date with time and offset' }).transform((value) => Date.parse(value));
export const optionalInstant = instant.nullish().transform((value) => value ?? null);

/** What the canonical money can hold: 18 digits before and 6 behind the point. */
const moneyPattern = /^-?\d{1,18}(\.\d{1,6}0*)?$/;
const decimal = z.union([z.string(), z.number()]).transform(String);
export const amount = decimal.pipe(z.string().regex(moneyPattern, 'is not an amount of money'));
export const rate = decimal.pipe(z.string().refine(isDecimal, 'is not a tax rate'));

export const quantity = z.number().int('is not a whole number').nonnegative('is negative');

export const currency = z.string().regex(/^[A-Z]{3}$/, 'is not an ISO 4217 currency');

/** A global id such as gid://shopify/Order/123, read as its number. */
export const globalId = z.string().regex(/^gid:\/\/shopify\/[A-Za-z]+\/\d+(\?.*)?$/, 'is not a global id').transform((value) => value.replace(/\?.*$/, '').replace(/^.*\//, ''));

/** Missing or null means empty. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).nullish().transform((value) => value ?? []);
}
