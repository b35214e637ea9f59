import { Router, type Request } from 'express';
import { answer, ControlError, readControlBody } from '../../engine/control.ts';
import { isObject, type JsonObject } from '../../engine/json.ts';
import { decimalsOf, parseUnits } from '../../engine/money.ts';
import { cancelOrder } from '../changes/cancel.ts';
import { editOrder, type LineEdit } from '../changes/edit.ts';
import { fulfill, type Parcel } from '../changes/fulfill.ts';
import { holdOrder, releaseOrder } from '../changes/hold.ts';
import { moveOrder } from '../changes/move.ts';
import { payOrder } from '../changes/pay.ts';
import { refundOrder, type RefundLine, type Restock } from '../changes/refund.ts';
import { openScheduled } from '../changes/route.ts';
import { isWorkable, type HeldOrder, type Tracking } from '../held-order.ts';
import { linesOf } from '../lines.ts';
import { orderView } from './order-view.ts';
import { findLine, findLocation, findOrder, readQuantity, valueOf, type ControlParts } from './parts.ts';
import { readHold } from './read-hold.ts';

type Body = Record<string, unknown>;
type Action = (parts: ControlParts, held: HeldOrder, body: Body) => void;

const ACTIONS: Record<string, Action> = { cancel, edit, fulfill: fulfillAtShop, hold, move, pay, ready, refund, release, update };

/** What people in the shop do to an order: `POST /orders/:shop/:id/<action>`. All but `update` answer with the order as it is then. */
export function createOrderActions(parts: ControlParts): Router {
  const router = Router();
  for (const [name, act] of Object.entries(ACTIONS)) {
    router.post(`/orders/:shop/:id/${name}`, (req: Request<{ shop: string; id: string }>, res) => {
      const held = findOrder(parts, req.params.shop, req.params.id);
      act(parts, held, readControlBody(req as unknown as Request));
      answer(res, name === 'update' ? { shop: held.shop.shop, id: held.body.id, updated_at: held.body.updated_at } : orderView(held));
    });
  }
  return router;
}

function update({ office }: ControlParts, held: HeldOrder, { changes }: Body): void {
  if (!isObject(changes) || 'id' in changes) throw new ControlError(400, 'changes: an object without id is wanted');
  const body = office.store.save(held, changes as JsonObject);
  office.announce(held, [{ topic: 'orders/updated', body }], 'shop');
}

function edit({ office }: ControlParts, held: HeldOrder, { lines }: Body): void {
  const edits = objectsOf(lines).map((entry): LineEdit => {
    const quantity = readQuantity(entry['quantity'], 0);
    if (typeof entry['sku'] !== 'string') return { index: readQuantity(entry['index'], 0), quantity };
    const price = entry['price'];
    return { sku: entry['sku'], quantity: readQuantity(quantity), ...(typeof price === 'string' ? { price } : {}) };
  });
  valueOf(editOrder(office, held, edits));
}

const CANCEL_REASONS = ['customer', 'declined', 'fraud', 'inventory', 'other', 'staff'];

function cancel({ office }: ControlParts, held: HeldOrder, { reason = 'customer', restock = true, refund: back = true }: Body): void {
  const known = CANCEL_REASONS.find((entry) => entry === reason);
  if (known === undefined) throw new ControlError(400, `reason: one of ${CANCEL_REASONS.join(', ')} is wanted`);
  valueOf(cancelOrder(office, held, { reason: known, restock: restock === true, refund: back === true }, 'shop'));
}

const RESTOCKS: readonly Restock[] = ['cancel', 'return', 'no_restock'];

function refund({ office }: ControlParts, held: HeldOrder, { lines, amount, note }: Body): void {
  const known = linesOf(held);
  const wanted = objectsOf(lines ?? []).map((entry): RefundLine => {
    const restock = RESTOCKS.find((kind) => kind === (entry['restock'] ?? 'no_restock'));
    if (restock === undefined) throw new ControlError(400, `restock: one of ${RESTOCKS.join(', ')} is wanted`);
    return { lineItemId: findLine(known, entry).id, quantity: readQuantity(entry['quantity']), restock };
  });
  const units = amount === undefined ? undefined : parseUnits(String(amount), decimalsOf(held.shop.currency));
  if (amount !== undefined && units === undefined) throw new ControlError(400, `amount: an amount in ${held.shop.currency} as text is wanted`);
  const wish = { lines: wanted, ...(units === undefined ? {} : { amount: units }), note: typeof note === 'string' ? note : null };
  valueOf(refundOrder(office, held, wish, 'shop'));
}

/** Somebody else ships: everything that may be shipped at the first location that has something, or the lines that are named. */
function fulfillAtShop({ office }: ControlParts, held: HeldOrder, { lines, tracking }: Body): void {
  const open = held.fulfillmentOrders.filter((order) => isWorkable(order) && order.status !== 'ON_HOLD' && order.status !== 'SCHEDULED');
  const location = open[0]?.location;
  if (location === undefined) throw new ControlError(409, 'nothing of this order can be shipped now');
  const known = linesOf(held);
  const wanted = lines === undefined ? undefined : objectsOf(lines).map((entry) => ({ line: findLine(known, entry), quantity: readQuantity(entry['quantity']) }));
  const chosen = wanted === undefined ? open.filter((order) => order.location.id === location.id) : open;
  const parcels = wanted === undefined ? chosen.map(everythingOf) : wanted.map(({ line, quantity }) => parcelFor(chosen, line.id, quantity));
  valueOf(fulfill(office, held, parcels, { tracking: readTracking(tracking), origin: 'shop' }));
}

const everythingOf = (order: Parcel['order']): Parcel => ({
  order, lines: order.lines.filter(({ remaining }) => remaining > 0).map((line) => ({ line, quantity: line.remaining })),
});

function parcelFor(orders: readonly Parcel['order'][], lineItemId: string, quantity: number): Parcel {
  for (const order of orders) {
    const line = order.lines.find((entry) => entry.lineItemId === lineItemId && entry.remaining >= quantity);
    if (line !== undefined) return { order, lines: [{ line, quantity }] };
  }
  throw new ControlError(409, 'lines: no open fulfillment order has so many units of this line left');
}

function readTracking(tracking: unknown): Tracking {
  const { company, number, numbers, url, urls } = isObject(tracking) ? tracking : {};
  const texts = (many: unknown, one: unknown): string[] => (Array.isArray(many) ? many.map(String) : typeof one === 'string' ? [one] : []);
  return { company: typeof company === 'string' ? company : null, numbers: texts(numbers, number), urls: texts(urls, url) };
}

function hold({ office }: ControlParts, held: HeldOrder, body: Body): void {
  valueOf(holdOrder(office, held, readHold(body), 'shop'));
}

function release({ office }: ControlParts, held: HeldOrder): void {
  valueOf(releaseOrder(office, held, 'shop'));
}

function move({ office }: ControlParts, held: HeldOrder, { location, lines }: Body): void {
  const known = linesOf(held);
  const wanted = lines === undefined ? undefined : objectsOf(lines).map((entry) => ({ lineItemId: findLine(known, entry).id, quantity: readQuantity(entry['quantity']) }));
  valueOf(moveOrder(office, held, { location: findLocation(held.shop, location), ...(wanted === undefined ? {} : { lines: wanted }) }));
}

function pay({ office }: ControlParts, held: HeldOrder): void {
  valueOf(payOrder(office, held));
}

function ready({ office }: ControlParts, held: HeldOrder): void {
  if (openScheduled(office, held).length === 0) throw new ControlError(409, 'no fulfillment order is scheduled');
}

function objectsOf(value: unknown): Body[] {
  if (Array.isArray(value) && value.every((entry) => isObject(entry))) return value;
  throw new ControlError(400, 'lines: a list of objects is wanted');
}
