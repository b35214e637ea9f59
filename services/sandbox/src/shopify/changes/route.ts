import type { ShopLocation } from '../config.ts';
import type { FulfillmentOrder, HeldOrder } from '../held-order.ts';
import { linesOf, type Line } from '../lines.ts';
import type { Happening, Office } from '../office.ts';
import { fulfillmentOrderStub } from '../webhooks/fulfillment-body.ts';
import { openFulfillmentOrder } from './fulfillment-orders.ts';
import { holdOrder } from './hold.ts';
import { progressFields } from './progress.ts';

/** What an order's placing says about its way out. */
export interface Routing {
  groups?: readonly { location: ShopLocation; lines: readonly { index: number; quantity?: number }[] }[];
  hold?: { reason: string; notes: string | null };
  /** An instant before which the fulfillment orders are only scheduled. */
  fulfillAt?: string;
}

/** Gives an order its fulfillment orders, once; a cancelled order gets none. */
export function routeOrder(office: Office, held: HeldOrder, routing: Routing = {}): void {
  if (held.isRouted || held.body['cancelled_at'] !== null) return;
  held.isRouted = true;
  const status = routing.fulfillAt === undefined ? 'OPEN' : 'SCHEDULED';
  for (const { location, lines } of splitOf(held, routing)) openFulfillmentOrder(office, held, { location, lines, status, fulfillAt: routing.fulfillAt ?? null });
  const happenings = held.fulfillmentOrders.map((order): Happening => ({
    topic: 'fulfillment_orders/order_routing_complete', body: { fulfillment_order: fulfillmentOrderStub(order) },
  }));
  office.announce(held, happenings, 'shop');
  if (routing.hold !== undefined) holdOrder(office, held, routing.hold, 'shop');
}

/** Scheduled fulfillment orders become open: their time has come. */
export function openScheduled(office: Office, held: HeldOrder): FulfillmentOrder[] {
  const due = held.fulfillmentOrders.filter(({ status }) => status === 'SCHEDULED');
  for (const order of due) Object.assign(order, { status: 'OPEN', updatedAt: office.store.timeIn(held.shop) });
  if (due.length === 0) return due;
  office.store.save(held, progressFields(held));
  const ready = due.map((order): Happening => ({
    topic: 'fulfillment_orders/scheduled_fulfillment_order_ready', body: { fulfillment_order: fulfillmentOrderStub(order) },
  }));
  office.announce(held, [...ready, { topic: 'orders/updated', body: held.body }], 'shop');
  return due;
}

interface Share {
  location: ShopLocation;
  lines: { lineItemId: string; quantity: number }[];
}

function splitOf(held: HeldOrder, { groups }: Routing): Share[] {
  const lines = linesOf(held);
  const wanted = groups ?? held.shop.locations.map((location) => ({
    location,
    lines: lines.flatMap((line, index) => (homeOf(held, line) === location ? [{ index }] : [])),
  }));
  const shares = wanted.map(({ location, lines: entries }): Share => ({
    location,
    lines: entries.flatMap(({ index, quantity }: { index: number; quantity?: number }) => {
      const line = lines[index];
      return line === undefined || line.current === 0 ? [] : [{ lineItemId: line.id, quantity: Math.min(quantity ?? line.current, line.current) }];
    }),
  }));
  return shares.filter((share) => share.lines.length > 0);
}

const homeOf = ({ shop }: HeldOrder, { sku }: Line): ShopLocation =>
  shop.locations.find(({ skus }) => sku !== null && skus.includes(sku)) ?? shop.locations[0];
