import { isWorkable, type Fulfillment, type FulfillmentOrder, type FulfillmentOrderLine, type HeldOrder, type Tracking } from '../held-order.ts';
import { done, refuse, type Deed, type Happening, type Office, type Origin, type Problem } from '../office.ts';
import { fulfillmentBody } from '../webhooks/fulfillment-body.ts';
import { closeIfDone, openFulfillmentOrder } from './fulfillment-orders.ts';
import { progressFields } from './progress.ts';

/** What one parcel takes from one fulfillment order. */
export interface Parcel {
  order: FulfillmentOrder;
  lines: readonly { line: FulfillmentOrderLine; quantity: number }[];
}

/** Ships once per call: two equal calls make two fulfillments as long as enough remains. Nothing happens where anything is wrong. */
export function fulfill(office: Office, held: HeldOrder, parcels: readonly Parcel[], { tracking, origin }: { tracking: Tracking; origin: Origin }): Deed<Fulfillment> {
  const closed = parcels.flatMap(statusProblems);
  const problems = closed.length > 0 ? closed : quantityProblems(parcels);
  const [first] = parcels;
  if (first === undefined) return refuse('Line items by fulfillment order must not be empty', FIELD);
  if (parcels.some(({ order }) => order.location.id !== first.order.location.id)) {
    return refuse('All fulfillment orders must be assigned to the same location.', FIELD);
  }
  if (problems.length > 0) return { ok: false, problems };
  const at = office.store.timeIn(held.shop);
  const fulfillment: Fulfillment = {
    id: held.nextId(),
    name: `${held.body.name}.${held.fulfillments.length + 1}`,
    status: 'SUCCESS',
    location: first.order.location,
    fulfillmentOrderIds: parcels.map(({ order }) => order.id),
    lines: parcels.flatMap(({ lines }) => lines).map(({ line, quantity }) => ({ id: held.nextId(), lineItemId: line.lineItemId, quantity })),
    tracking,
    createdAt: at,
    updatedAt: at,
  };
  held.fulfillments.push(fulfillment);
  office.store.own(held, fulfillment.id);
  for (const { order, lines } of parcels) takeOut(order, lines, at);
  const body = office.store.save(held, progressFields(held));
  const happenings: Happening[] = [
    { topic: 'fulfillments/create', body: fulfillmentBody(held, fulfillment) },
    { topic: body['fulfillment_status'] === 'fulfilled' ? 'orders/fulfilled' : 'orders/partially_fulfilled', body },
    { topic: 'orders/updated', body },
  ];
  office.announce(held, happenings, origin);
  return done(fulfillment);
}

export function updateTracking(office: Office, held: HeldOrder, fulfillment: Fulfillment, { tracking, origin }: { tracking: Tracking; origin: Origin }): Deed<Fulfillment> {
  if (fulfillment.status === 'CANCELLED') return refuse('Fulfillment is cancelled', ['fulfillmentId']);
  Object.assign(fulfillment, { tracking, updatedAt: office.store.timeIn(held.shop) });
  tellOfUpdate(office, held, fulfillment, origin);
  return done(fulfillment);
}

/** What was shipped with it is open again, under a new fulfillment order. */
export function cancelFulfillment(office: Office, held: HeldOrder, fulfillment: Fulfillment, origin: Origin): Deed<Fulfillment> {
  if (fulfillment.status === 'CANCELLED') return refuse('Fulfillment is already cancelled', ['id']);
  Object.assign(fulfillment, { status: 'CANCELLED', updatedAt: office.store.timeIn(held.shop) });
  if (held.body['cancelled_at'] === null) openFulfillmentOrder(office, held, { location: fulfillment.location, lines: fulfillment.lines });
  tellOfUpdate(office, held, fulfillment, origin);
  return done(fulfillment);
}

function tellOfUpdate(office: Office, held: HeldOrder, fulfillment: Fulfillment, origin: Origin): void {
  const body = office.store.save(held, progressFields(held));
  office.announce(held, [{ topic: 'fulfillments/update', body: fulfillmentBody(held, fulfillment) }, { topic: 'orders/updated', body }], origin);
}

function takeOut(order: FulfillmentOrder, lines: Parcel['lines'], at: string): void {
  for (const { line, quantity } of lines) line.remaining -= quantity;
  Object.assign(order, { status: 'IN_PROGRESS', updatedAt: at });
  closeIfDone(order);
}

const FIELD = ['fulfillment', 'lineItemsByFulfillmentOrder'];

function statusProblems({ order }: Parcel): Problem[] {
  if (isWorkable(order) && order.status !== 'ON_HOLD' && order.status !== 'SCHEDULED') return [];
  return [{ field: FIELD, message: `Fulfillment order ${order.id} has an unfulfillable status= ${order.status.toLowerCase()}.` }];
}

/** Over all parts of a call: one that names a line twice must not ship more than remains. */
function quantityProblems(parcels: readonly Parcel[]): Problem[] {
  const asked = new Map<FulfillmentOrderLine, number>();
  for (const { line, quantity } of parcels.flatMap(({ lines }) => lines)) asked.set(line, (asked.get(line) ?? 0) + quantity);
  const isWrong = [...asked].some(([line, quantity]) => quantity > line.remaining) || parcels.some(({ lines }) => lines.length === 0 || lines.some(({ quantity }) => quantity < 1));
  return isWrong ? [{ field: FIELD, message: 'Invalid fulfillment order line item quantity requested.' }] : [];
}
