import { addDecimals, subtractDecimals } from '@tributary/kernel';

type MoneyBag = { readonly shop_money: { readonly amount: string } } | null | undefined;
type Allocation = { readonly amount: string; readonly amount_set?: MoneyBag };

/** The shop's side of an amount: books are kept in the shop's currency, the buyer's own is for printing. */
export function shopAmount(plain: string, bag: MoneyBag): string {
  // Adding nothing brings "10.00" to its shortest form, as all canonical amounts are written.
  return addDecimals(bag?.shop_money.amount ?? plain);
}

export function allocated(allocations: readonly Allocation[]): string {
  return addDecimals(...allocations.map(({ amount, amount_set }) => shopAmount(amount, amount_set)));
}

/** Price of a shipping line after all discounts; which of them its `discounted_price` knows depends on the API version. */
export function shippingAmount({ price, price_set, discount_allocations }: { price: string; price_set?: MoneyBag; discount_allocations: readonly Allocation[] }): string {
  return subtractDecimals(shopAmount(price, price_set), allocated(discount_allocations));
}
