import type { JsonObject } from './canonical-body.ts';

/** The longest page of `wmsOrderList`. */
export const outboundsPageSize = 200;

/** Body of `wmsOrderList` that asks for the outbounds of some orders. */
export function outboundsOfOrdersBody(globalOrderNos: readonly string[]): JsonObject {
  return { page: 1, page_size: outboundsPageSize, order_number_arr: [...globalOrderNos] };
}

/**
 * Body that asks for the outbounds that changed on one day, "2026-01-31" in Beijing. Whether `end_date` takes part is
 * undocumented: the day after is named, so that the day itself is whole either way.
 */
export function changedOutboundsBody({ day, dayAfter }: { day: string; dayAfter: string }, page: number): JsonObject {
  return { page, page_size: outboundsPageSize, time_type: 'update_at', start_date: day, end_date: dayAfter };
}
