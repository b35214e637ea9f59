import { gid, isWorkable, type FulfillmentOrder, type HeldOrder } from '../held-order.ts';
import { done, refuse, type Deed, type Happening, type Office, type Origin } from '../office.ts';
import { fulfillmentOrderStub } from '../webhooks/fulfillment-body.ts';
import { progressFields } from './progress.ts';

export interface HoldWish {
  reason: string;
  notes: string | null;
}

/** Puts everything that is still to be shipped on hold. */
export function holdOrder(office: Office, held: HeldOrder, { reason, notes }: HoldWish, origin: Origin): Deed<FulfillmentOrder[]> {
  const chosen = held.fulfillmentOrders.filter((order) => isWorkable(order) && order.status !== 'ON_HOLD');
  if (chosen.length === 0) return refuse('There is no open fulfillment order to hold');
  for (const order of chosen) {
    order.holds.push({ id: held.nextId(), reason, notes });
    Object.assign(order, { status: 'ON_HOLD', updatedAt: office.store.timeIn(held.shop) });
  }
  tell(office, held, chosen.map((order) => placedOnHold(order, { reason, notes })), origin);
  return done(chosen);
}

export function releaseOrder(office: Office, held: HeldOrder, origin: Origin): Deed<FulfillmentOrder[]> {
  const chosen = held.fulfillmentOrders.filter(({ status }) => status === 'ON_HOLD');
  if (chosen.length === 0) return refuse('No fulfillment order is on hold');
  for (const order of chosen) {
    const isStarted = order.lines.some(({ total, remaining }) => remaining < total);
    Object.assign(order, { holds: [], status: isStarted ? 'IN_PROGRESS' : 'OPEN', updatedAt: office.store.timeIn(held.shop) });
  }
  tell(office, held, chosen.map((order) => ({ topic: 'fulfillment_orders/hold_released', body: { fulfillment_order: fulfillmentOrderStub(order) } })), origin);
  return done(chosen);
}

function placedOnHold(order: FulfillmentOrder, { reason, notes }: HoldWish): Happening {
  return {
    topic: 'fulfillment_orders/placed_on_hold',
    body: {
      fulfillment_order: fulfillmentOrderStub(order),
      remaining_fulfillment_order: null,
      created_fulfillment_hold: { id: gid('FulfillmentHold', order.holds.at(-1)?.id ?? 0n), reason: reason.toLowerCase(), reason_notes: notes },
      held_fulfillment_order_line_items: order.lines.map(({ id, remaining }) => ({ id: gid('FulfillmentOrderLineItem', id), quantity: remaining })),
    },
  };
}

/** A hold shows in the order's own status, so the order counts as updated. */
function tell(office: Office, held: HeldOrder, happenings: Happening[], origin: Origin): void {
  const body = office.store.save(held, progressFields(held));
  office.announce(held, [...happenings, { topic: 'orders/updated', body }], origin);
}
