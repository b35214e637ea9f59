import type { JsonObject } from '../../engine/json.ts';
import { isWorkable, type HeldOrder } from '../held-order.ts';
import { countIn, linesOf, objectsIn } from '../lines.ts';
import { fulfillmentBody } from '../webhooks/fulfillment-body.ts';

/** Units of a line that left in parcels which were not cancelled. */
export function shippedOf({ fulfillments }: HeldOrder, lineItemId: string): number {
  return fulfillments
    .filter(({ status }) => status === 'SUCCESS')
    .flatMap(({ lines }) => lines)
    .filter((line) => line.lineItemId === lineItemId)
    .reduce((total, { quantity }) => total + quantity, 0);
}

/** Units of a line that are still to be shipped. Before the order is routed that is all there is of it. */
export function unshippedOf(held: HeldOrder, lineItemId: string): number {
  if (!held.isRouted) return held.body['cancelled_at'] === null ? (linesOf(held).find(({ id }) => id === lineItemId)?.current ?? 0) : 0;
  return held.fulfillmentOrders
    .filter(isWorkable)
    .flatMap(({ lines }) => lines)
    .filter((line) => line.lineItemId === lineItemId)
    .reduce((total, { remaining }) => total + remaining, 0);
}

/** The part of the body that follows from fulfillment orders and fulfillments, over the given lines. */
export function progressFields(held: HeldOrder, lines: readonly JsonObject[] = objectsIn(held.body['line_items'])): JsonObject {
  const marked = lines.map((raw): JsonObject => {
    const id = String(raw['id']);
    const [shipped, unshipped] = [shippedOf(held, id), unshippedOf(held, id)];
    return { ...raw, fulfillable_quantity: unshipped, fulfillment_status: statusOf(shipped, unshipped) };
  });
  const shipped = marked.reduce((total, line) => total + shippedOf(held, String(line['id'])), 0);
  const unshipped = marked.reduce((total, line) => total + countIn(line['fulfillable_quantity']), 0);
  return { line_items: marked, fulfillment_status: statusOf(shipped, unshipped), fulfillments: held.fulfillments.map((fulfillment) => fulfillmentBody(held, fulfillment)) };
}

function statusOf(shipped: number, unshipped: number): string | null {
  if (shipped === 0) return null;
  return unshipped === 0 ? 'fulfilled' : 'partial';
}
