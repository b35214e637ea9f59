import type { OrderLine } from '@tributary/contracts';
import { addDecimals, compareDecimals, divideDecimals, minorDigits, multiplyDecimals, subtractDecimals } from '@tributary/kernel';
import type { Part } from './lives.ts';
import type { Need } from './needs.ts';
import { needsOfPart, type OrderView } from './view.ts';

/** Prices per unit are kept to as many places as the contract's decimals have. */
export const pricePlaces = 6;

export type Amounts = { readonly shippingAmount: string; readonly taxTotal: string; readonly grandTotal: string };

/**
 * Money of one part, for what is still wanted. The channel states taxes and total for the units first ordered, so the
 * share of units that were removed since goes off. The first part carries shipping and whatever belongs to no part, so
 * that the parts add up to the order.
 */
export function amountsOf(view: OrderView, part: Part): Amounts {
  const { order, parts, needs } = view;
  const ofPart = (one: Part) => lineTotals(needsOfPart(view, one), order.currency);
  if (part.part !== parts[0]?.part) return { shippingAmount: '0', ...ofPart(part) };
  const gone = needs.map((need) => removedOf(need, order.currency));
  const others = parts.slice(1).map(ofPart);
  const left = (stated: string, name: keyof Sums): string => subtractDecimals(stated, addDecimals(...gone.map((sums) => sums[name]), ...others.map((sums) => sums[name])));
  return { shippingAmount: order.shippingAmount, taxTotal: left(order.taxTotal, 'taxTotal'), grandTotal: left(order.grandTotal, 'grandTotal') };
}

type Sums = Omit<Amounts, 'shippingAmount'>;

function lineTotals(needs: readonly Need[], currency: string): Sums {
  const kept = needs.map((need): Sums => {
    const { line } = need;
    const gone = removedOf(need, currency);
    return { taxTotal: subtractDecimals(sumOf(line.taxes), gone.taxTotal), grandTotal: subtractDecimals(addDecimals(line.netAmount, onTop(line.taxes)), gone.grandTotal) };
  });
  return { taxTotal: addDecimals(...kept.map(({ taxTotal }) => taxTotal)), grandTotal: addDecimals(...kept.map(({ grandTotal }) => grandTotal)) };
}

const sumOf = (taxes: OrderLine['taxes']): string => addDecimals(...taxes.map(({ amount }) => amount));
const onTop = (taxes: OrderLine['taxes']): string => sumOf(taxes.filter(({ included }) => !included));

/**
 * What of a line's amounts belongs to units that are not wanted any more. Discount and taxes of the units that stay are
 * rounded to the currency's smallest amount, as nobody pays less than that; the price per unit is exact.
 */
function removedOf({ line, current }: Need, currency: string): Sums {
  const gone = subtractDecimals(line.orderedQty, current);
  if (compareDecimals(gone, '0') <= 0) return { taxTotal: '0', grandTotal: '0' };
  const removed = (amount: string): string => subtractDecimals(amount, divideDecimals(multiplyDecimals(amount, current), line.orderedQty, minorDigits(currency)));
  const net = subtractDecimals(multiplyDecimals(line.unitPrice, gone), removed(line.discountAmount));
  return { taxTotal: removed(sumOf(line.taxes)), grandTotal: addDecimals(net, removed(onTop(line.taxes))) };
}
