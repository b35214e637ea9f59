import type { Erp } from '../erp.ts';
import { amountOf, amountText } from '../orders/amounts.ts';
import { itemIds, itemsTotal } from '../orders/hold.ts';
import { globalNumber, NO_LOGISTICS, REVIEW, type HeldItem, type HeldOrder } from '../orders/order.ts';
import type { Cause } from '../orders/store.ts';
import { deriveTags } from '../orders/tags.ts';
import { takeLines, type SkuQuantity } from './take.ts';

/** Part of an order in review becomes a second order with the same platform number. Returns what is wrong. */
export function splitOrder(erp: Erp, order: HeldOrder, wanted: readonly SkuQuantity[], cause: Cause): HeldOrder | string {
  if (order.status !== REVIEW) return 'only an order in review can be split';
  const parted = partItems(order.items, wanted);
  if (typeof parted === 'string') return parted;
  if (parted.rest.length === 0) return 'items: nothing would be left in the order';
  const other = copyOf(erp, order, parted.taken);
  const charges = amountOf(order.totalAmount) - itemsTotal(order.items);
  Object.assign(order, { items: parted.rest, splitType: '3', totalAmount: amountText(itemsTotal(parted.rest) + charges) });
  other.splitType = '3';
  deriveTags(order);
  deriveTags(other);
  erp.orders.add(other, cause);
  erp.orders.save(order, cause);
  return other;
}

/** Everything of a second order moves into the first, which then stands for both platform numbers; the second is deleted. */
export function mergeOrders(erp: Erp, order: HeldOrder, other: HeldOrder, cause: Cause): string | undefined {
  const isFine = [order, other].every(({ status, isDeleted }) => status === REVIEW && !isDeleted) && order !== other;
  if (!isFine || order.storeId !== other.storeId || order.currency !== other.currency) return 'two orders in review of one shop and currency are wanted';
  const numbers = order.platformOrders.map(({ platformOrderNo }) => platformOrderNo);
  order.platformOrders.push(...other.platformOrders.filter(({ platformOrderNo }) => !numbers.includes(platformOrderNo)));
  order.items.push(...other.items.map((item) => ({ ...item })));
  for (const name of ['shippingAmount', 'taxAmount', 'totalAmount'] as const) order[name] = amountText(amountOf(order[name]) + amountOf(other[name]));
  order.splitType = '2';
  other.isDeleted = true;
  deriveTags(order);
  erp.orders.save(other, cause);
  erp.orders.save(order, cause);
  return undefined;
}

/** A resend (补发订单): a free order for what went wrong with one that was shipped. Without items: everything once more. */
export function resendOrder(erp: Erp, order: HeldOrder, wanted: readonly SkuQuantity[] | undefined, cause: Cause): HeldOrder | string {
  const parted = wanted === undefined ? { taken: order.items } : partItems(order.items, wanted);
  if (typeof parted === 'string') return parted;
  const resend = copyOf(erp, order, parted.taken.map((item) => ({ ...item, unitPrice: '0.00' })));
  Object.assign(resend, { orderFrom: '补发订单', originalGlobalOrderNo: order.globalOrderNo });
  deriveTags(resend);
  erp.orders.add(resend, cause);
  return resend;
}

/** A new order in review for the same person; shipping and tax stay with the first. */
function copyOf(erp: Erp, order: HeldOrder, items: readonly HeldItem[]): HeldOrder {
  const now = erp.agenda.now();
  const owned = items.map((item) => ({ ...item, ...itemIds(erp) }));
  return {
    ...structuredClone(order),
    globalOrderNo: globalNumber(erp.nextSerial()),
    status: REVIEW,
    statusSub: 0,
    splitType: '1',
    isDeleted: false,
    tags: [],
    items: owned,
    shippingAmount: '0.00',
    taxAmount: '0.00',
    totalAmount: amountText(itemsTotal(owned)),
    logistics: NO_LOGISTICS,
    createdAt: now,
    updatedAt: now,
    reviewedAt: 0,
    shippedAt: 0,
    cancelledAt: 0,
  };
}

function partItems(items: readonly HeldItem[], wanted: readonly SkuQuantity[]): { taken: HeldItem[]; rest: HeldItem[] } | string {
  const rest = items.map((item) => ({ ...item }));
  const taken = takeLines(rest, wanted);
  return typeof taken === 'string' ? taken : { taken, rest: rest.filter(({ quantity }) => quantity > 0) };
}
