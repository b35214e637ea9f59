import type { OrderLine } from '@tributary/contracts';
import { addDecimals, compareDecimals, divideDecimals, multiplyDecimals, subtractDecimals } from '@tributary/kernel';
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
  if (part.part !== parts[0]?.part) return { shippingAmount: '0', ...lineTotals(needsOfPart(view, part)) };
  const owed = { taxTotal: subtractDecimals(order.taxTotal, removed(needs, taxOf)), grandTotal: subtractDecimals(order.grandTotal, removed(needs, totalOf)) };
  const others = parts.slice(1).map((other) => lineTotals(needsOfPart(view, other)));
  return {
    shippingAmount: order.shippingAmount,
    taxTotal: subtractDecimals(owed.taxTotal, addDecimals(...others.map(({ taxTotal }) => taxTotal))),
    grandTotal: subtractDecimals(owed.grandTotal, addDecimals(...others.map(({ grandTotal }) => grandTotal))),
  };
}

function lineTotals(needs: readonly Need[]): Omit<Amounts, 'shippingAmount'> {
  const kept = (amount: (line: OrderLine) => string): string => subtractDecimals(addDecimals(...needs.map(({ line }) => amount(line))), removed(needs, amount));
  return { taxTotal: kept(taxOf), grandTotal: kept(totalOf) };
}

const taxOf = ({ taxes }: OrderLine): string => addDecimals(...taxes.map(({ amount }) => amount));
const totalOf = ({ netAmount, taxes }: OrderLine): string => addDecimals(netAmount, ...taxes.filter(({ included }) => !included).map(({ amount }) => amount));

/** The share of an amount that belongs to units which are not wanted any more. */
function removed(needs: readonly Need[], amount: (line: OrderLine) => string): string {
  return addDecimals(
    ...needs.map(({ line, current }) => {
      const gone = subtractDecimals(line.orderedQty, current);
      return compareDecimals(gone, '0') > 0 ? divideDecimals(multiplyDecimals(amount(line), gone), line.orderedQty, pricePlaces) : '0';
    }),
  );
}
