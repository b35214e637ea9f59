import type { ShopLocation } from '../config.ts';
import { gid, isWorkable, type FulfillmentOrder, type HeldOrder } from '../held-order.ts';
import { done, refuse, type Deed, type Happening, type Office } from '../office.ts';
import { fulfillmentOrderStub } from '../webhooks/fulfillment-body.ts';
import { openFulfillmentOrder } from './fulfillment-orders.ts';
import { progressFields } from './progress.ts';

export interface MoveWish {
  location: ShopLocation;
  /** Everything that is still to be shipped where left out. */
  lines?: readonly { lineItemId: string; quantity: number }[];
}

/** What is moved stands under new fulfillment orders with new ids; what was wholly moved away is closed. */
export function moveOrder(office: Office, held: HeldOrder, { location, lines }: MoveWish): Deed<FulfillmentOrder[]> {
  const sources = held.fulfillmentOrders.filter((order) => isWorkable(order) && order.status !== 'ON_HOLD' && order.location.id !== location.id);
  const left = new Map(lines?.map(({ lineItemId, quantity }) => [lineItemId, quantity]));
  const movable = (lineItemId: string): number => sources.flatMap((order) => order.lines).reduce((sum, line) => sum + (line.lineItemId === lineItemId ? line.remaining : 0), 0);
  if (lines?.some(({ lineItemId, quantity }) => quantity > movable(lineItemId)) === true) return refuse('lines: more units than another location still has to ship');
  const moved = sources.flatMap((source) => {
    const parts = source.lines.flatMap((line) => {
      const quantity = lines === undefined ? line.remaining : Math.min(line.remaining, left.get(line.lineItemId) ?? 0);
      left.set(line.lineItemId, (left.get(line.lineItemId) ?? 0) - quantity);
      return quantity === 0 ? [] : [{ line, lineItemId: line.lineItemId, quantity }];
    });
    if (parts.length === 0) return [];
    for (const { line, quantity } of parts) Object.assign(line, { total: line.total - quantity, remaining: line.remaining - quantity });
    source.lines = source.lines.filter(({ total }) => total > 0);
    const isEmptied = source.lines.every(({ remaining }) => remaining === 0);
    Object.assign(source, { updatedAt: office.store.timeIn(held.shop), ...(isEmptied ? { status: 'CLOSED' } : {}) });
    return [{ source, target: openFulfillmentOrder(office, held, { location, lines: parts }) }];
  });
  if (moved.length === 0) return refuse('There is nothing to move to this location');
  const body = office.store.save(held, progressFields(held));
  office.announce(held, [...moved.map(({ source, target }) => movedHappening(source, target)), { topic: 'orders/updated', body }], 'shop');
  return done(moved.map(({ target }) => target));
}

function movedHappening(source: FulfillmentOrder, target: FulfillmentOrder): Happening {
  return {
    topic: 'fulfillment_orders/moved',
    body: {
      original_fulfillment_order: fulfillmentOrderStub(source),
      moved_fulfillment_order: fulfillmentOrderStub(target),
      destination_location_id: gid('Location', target.location.id),
      fulfillment_order_line_items_requested: target.lines.map(({ id, total }) => ({ id: gid('FulfillmentOrderLineItem', id), quantity: total })),
    },
  };
}
