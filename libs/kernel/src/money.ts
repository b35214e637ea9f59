import { padDecimal } from './decimal.ts';

/** `amount` is a decimal string in units of `currency` (ISO 4217). */
export type Money = { readonly amount: string; readonly currency: string };

/** A formatter takes some 10 µs to make, and every line of every order asks. There are fewer currencies than a process can name. */
const knownDigits = new Map<string, number>();

/** Digits behind the point that the currency uses: 2 for USD, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  const known = knownDigits.get(currency);
  if (known !== undefined) return known;
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  knownDigits.set(currency, digits);
  return digits;
}

/** The amount as people write it in that currency, "12.50"; digits beyond the currency's own are kept. */
export function amountText(money: Money): string {
  return padDecimal(money.amount, minorDigits(money.currency));
}
