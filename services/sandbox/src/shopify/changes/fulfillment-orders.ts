import type { ShopLocation } from '../config.ts';
import { isWorkable, type FulfillmentOrder, type FulfillmentOrderStatus, type HeldOrder } from '../held-order.ts';
import type { Office } from '../office.ts';

interface Opening {
  location: ShopLocation;
  lines: readonly { lineItemId: string; quantity: number }[];
  status?: FulfillmentOrderStatus;
  fulfillAt?: string | null;
}

export function openFulfillmentOrder({ store }: Office, held: HeldOrder, { location, lines, status = 'OPEN', fulfillAt = null }: Opening): FulfillmentOrder {
  const at = store.timeIn(held.shop);
  const order: FulfillmentOrder = {
    id: held.nextId(), location, status, holds: [], createdAt: at, updatedAt: at, fulfillAt,
    lines: lines.map(({ lineItemId, quantity }) => ({ id: held.nextId(), lineItemId, total: quantity, remaining: quantity })),
  };
  held.fulfillmentOrders.push(order);
  store.own(held, order.id);
  return order;
}

/** New units of a line go where that line is worked on, else to the first workable fulfillment order, else to a new one. */
export function addToFulfillmentOrders(office: Office, held: HeldOrder, lineItemId: string, quantity: number): void {
  if (!held.isRouted) return;
  const open = held.fulfillmentOrders.filter(isWorkable);
  const existing = open.flatMap(({ lines }) => lines).find((line) => line.lineItemId === lineItemId);
  if (existing !== undefined) {
    existing.total += quantity;
    existing.remaining += quantity;
    return;
  }
  const [first] = open;
  if (first === undefined) openFulfillmentOrder(office, held, { location: held.shop.locations[0], lines: [{ lineItemId, quantity }] });
  else first.lines.push({ id: held.nextId(), lineItemId, total: quantity, remaining: quantity });
}

/** Takes units that are not shipped yet out of the fulfillment orders; returns how many there were to take. */
export function takeFromFulfillmentOrders({ store }: Office, held: HeldOrder, lineItemId: string, quantity: number): number {
  let left = quantity;
  for (const order of held.fulfillmentOrders.filter(isWorkable)) {
    for (const line of order.lines.filter((entry) => entry.lineItemId === lineItemId)) {
      const taken = Math.min(left, line.remaining);
      line.total -= taken;
      line.remaining -= taken;
      left -= taken;
      if (taken > 0) order.updatedAt = store.timeIn(held.shop);
    }
    order.lines = order.lines.filter(({ total }) => total > 0);
    closeIfDone(order);
  }
  return quantity - left;
}

export function closeIfDone(order: FulfillmentOrder): void {
  if (order.lines.every(({ remaining }) => remaining === 0)) Object.assign(order, { status: 'CLOSED', holds: [] });
}
