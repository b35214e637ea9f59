import { formatUnits, parseUnits } from '../../engine/money.ts';
import { textAt, type Fields } from '../body.ts';

const DIGITS = 6;

/** In millionths: fine enough for every amount the vendor takes. */
export const amountOf = (text: string): bigint => parseUnits(text, DIGITS) ?? 0n;

/** At least two decimals, more only where they were sent. */
export function amountText(units: bigint): string {
  return formatUnits(units, DIGITS).replace(/0{1,4}$/, '');
}

export const amountAt = (fields: Fields, name: string): bigint => amountOf(textAt(fields, name));
