import type { OrderBody } from './facts.ts';

/** Whose order it is and where it came from; everything that is wanted of others says so. */
export function placeOf({ tenant, channel, account, marketplace, salesPartner, timeZone, orderKey }: OrderBody) {
  return { tenant, channel, account, marketplace, salesPartner, timeZone, orderKey };
}
