import type { JsonObject } from './canonical-body.ts';

/** The longest page of the call. */
export const shopsPageLength = 200;

/** Body of `getSellerList`: every shop of the account, whatever its state. */
export function shopsBody(offset: number): JsonObject {
  return { offset, length: shopsPageLength };
}
