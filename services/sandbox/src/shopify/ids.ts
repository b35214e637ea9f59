import type { FulfillmentOrder, FulfillmentOrderLine, Fulfillment, HeldOrder } from './held-order.ts';
import { idIn } from './held-order.ts';
import type { ShopStore } from './store.ts';

/** Finds what a gid names. Every answer is undefined for an id of another type or of nothing. */
export interface Finder {
  order(id: string): HeldOrder | undefined;
  fulfillmentOrder(id: string): { held: HeldOrder; order: FulfillmentOrder } | undefined;
  fulfillment(id: string): { held: HeldOrder; fulfillment: Fulfillment } | undefined;
  /** Any order that has an entry fitting `pick`. */
  within<T>(pick: (held: HeldOrder) => T | undefined): { held: HeldOrder; found: T } | undefined;
}

export function createFinder(store: ShopStore, shop: string): Finder {
  const within: Finder['within'] = (pick) => {
    for (const held of store.all(shop)) {
      const found = pick(held);
      if (found !== undefined) return { held, found };
    }
    return undefined;
  };
  return {
    within,
    order: (id) => store.find(shop, idIn('Order', id) ?? ''),
    fulfillmentOrder(id) {
      const wanted = idIn('FulfillmentOrder', id) ?? '';
      const held = store.ownerOf(shop, wanted);
      const order = held?.fulfillmentOrders.find((entry) => String(entry.id) === wanted);
      return held === undefined || order === undefined ? undefined : { held, order };
    },
    fulfillment(id) {
      const wanted = idIn('Fulfillment', id) ?? '';
      const held = store.ownerOf(shop, wanted);
      const fulfillment = held?.fulfillments.find((entry) => String(entry.id) === wanted);
      return held === undefined || fulfillment === undefined ? undefined : { held, fulfillment };
    },
  };
}

/** The line of a fulfillment order by its own id; a LineItem's id names none, which is the classic mistake. */
export function lineIn(order: FulfillmentOrder, id: string): FulfillmentOrderLine | undefined {
  const wanted = idIn('FulfillmentOrderLineItem', id);
  return order.lines.find((line) => String(line.id) === wanted);
}
