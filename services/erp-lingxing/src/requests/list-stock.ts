import type { JsonObject } from './canonical-body.ts';

/** The longest pages of the calls. */
export const [stockPageLength, warehousesPageLength] = [800, 1000];

/** Body that asks for the warehouses of one type: 1 own, 3 overseas, 4 the platform's, 6 AWD. */
export function warehousesBody(type: number): JsonObject {
  return { type, is_delete: '0', offset: 0, length: warehousesPageLength };
}

/** Body of `inventoryDetails` for one page of the stock of some warehouses. */
export function stockBody(wids: readonly string[], offset: number): JsonObject {
  return { wid: wids.join(','), offset, length: stockPageLength };
}
