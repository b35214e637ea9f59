import type { LineQty } from '@tributary/contracts';
import type { Shipping } from './snapshot.ts';

/** A parcel as Shopify shall know it: whole units of order lines, and its tracking numbers. */
export type WantedParcel = { readonly lines: ReadonlyMap<string, number>; readonly numbers: readonly string[] };

export type GroupShare = { readonly groupId: string; readonly lines: readonly { readonly groupLineId: string; readonly quantity: number }[] };

/**
 * What is to be done about a parcel, seen what Shopify holds:
 *
 * - `done`    a fulfillment of it is there
 * - `retrack` the fulfillment that we made is there under other tracking numbers or with another carrier
 * - `create`  it is not there, and these shares of fulfillment orders make it up
 * - `refused` it is not there and cannot be made, and why, in words for staff
 */
export type ParcelPlan =
  | { readonly kind: 'done' | 'retrack'; readonly fulfillmentId: string }
  | { readonly kind: 'create'; readonly groups: readonly GroupShare[] }
  | { readonly kind: 'refused'; readonly code: string; readonly text: string };

export type PlanOptions = {
  readonly wanted: WantedParcel;
  readonly shipping: Shipping;
  /** The fulfillment that an earlier success made, where there was one. */
  readonly heldId: string | undefined;
  /** What Shopify shall call the carrier; undefined: we do not know. */
  readonly company?: string | undefined;
  /** Locations that we ship from; empty: all. */
  readonly locations: readonly string[];
};

export function planParcel(options: PlanOptions): ParcelPlan {
  const { wanted, shipping, heldId, company } = options;
  const active = shipping.fulfillments.filter(({ status }) => !['cancelled', 'error', 'failure'].includes(status));
  if (heldId !== undefined) return planHeld(wanted, active.find(({ id }) => id === heldId), company);
  const there = active.find((fulfillment) => isThatParcel(fulfillment, wanted));
  return there === undefined ? planCreation(options) : { kind: 'done', fulfillmentId: there.id };
}

type Fulfillment = Shipping['fulfillments'][number];
type Group = Shipping['fulfillmentOrders'][number];

/** A fulfillment of ours that staff called back or changed is theirs to correct: making it again would undo what they did. */
function planHeld(wanted: WantedParcel, held: Fulfillment | undefined, company: string | undefined): ParcelPlan {
  if (held === undefined) return { kind: 'refused', code: 'fulfillment_cancelled', text: 'the fulfillment of this parcel was cancelled in Shopify: fulfill the units there by hand, or write this delivery off' };
  if (!isEqual(unitsOf(held), wanted.lines)) return { kind: 'refused', code: 'fulfillment_differs', text: `fulfillment ${held.name ?? held.id} of this parcel holds other units than it now has: cancel it in Shopify and fulfill the units there by hand` };
  // Without a number of ours there is nothing to correct.
  const isTracked = wanted.numbers.length === 0 || (isSame(numbersOf(held), wanted.numbers) && isCarriedBy(held, company));
  return { kind: isTracked ? 'done' : 'retrack', fulfillmentId: held.id };
}

/** Shopify has no field for a number of ours, so a parcel is known by its tracking number and what is in it. */
function isThatParcel(fulfillment: Fulfillment, { lines, numbers }: WantedParcel): boolean {
  const units = unitsOf(fulfillment);
  const known = numbersOf(fulfillment);
  if (numbers.length === 0) return known.length === 0 && isEqual(units, lines);
  // One that staff made for more units than ours tells the buyer of this parcel all the same.
  return numbers.some((number) => known.some((other) => isSame([other], [number]))) && [...lines].every(([line, quantity]) => (units.get(line) ?? 0) >= quantity);
}

/** Each step takes groups away; the first after which the units do not suffice says why the parcel cannot be made. */
function planCreation({ wanted, shipping, locations }: PlanOptions): ParcelPlan {
  const all = shipping.fulfillmentOrders;
  if (all.length === 0) return { kind: 'refused', code: 'no_fulfillment_orders', text: 'Shopify shows no fulfillment orders of this order: the app needs the scope write_merchant_managed_fulfillment_orders (or the one for assigned or third-party ones)' };
  if (shareOf(all, wanted.lines) === undefined) return { kind: 'refused', code: 'nothing_remaining', text: `fewer units are left to ship than the parcel holds; ${shippedBy(shipping)}` };
  const open = all.filter(({ supportedActions }) => supportedActions.some(({ action }) => action === 'CREATE_FULFILLMENT'));
  if (shareOf(open, wanted.lines) === undefined) return { kind: 'refused', code: 'not_fulfillable', text: `Shopify does not let them be fulfilled now: ${whyShut(all.filter((group) => !open.includes(group)))}` };
  const served = open.filter(({ assignedLocation }) => locations.length === 0 || locations.includes(assignedLocation?.location ?? ''));
  if (shareOf(served, wanted.lines) === undefined) return { kind: 'refused', code: 'other_location', text: 'the units are to be shipped from a location that this account does not serve: move the fulfillment order in Shopify or add the location to the account' };
  const places = [...new Set(served.map(({ assignedLocation }) => assignedLocation?.location ?? ''))];
  const shares = places.map((place) => shareOf(served.filter(({ assignedLocation }) => (assignedLocation?.location ?? '') === place), wanted.lines));
  const share = shares.find((groups) => groups !== undefined);
  if (share !== undefined) return { kind: 'create', groups: share };
  return { kind: 'refused', code: 'several_locations', text: 'the parcel holds units of several locations, and Shopify takes one location per fulfillment: move the fulfillment orders to one of them in Shopify' };
}

/** Units taken from the groups in their order; undefined where they do not suffice. */
function shareOf(groups: readonly Group[], lines: ReadonlyMap<string, number>): GroupShare[] | undefined {
  const missing = new Map(lines);
  const shares = groups.map(({ id, lineItems }) => {
    const taken = lineItems.flatMap(({ id: groupLineId, remainingQuantity, lineItem }) => {
      const quantity = Math.min(remainingQuantity, missing.get(lineItem.id) ?? 0);
      missing.set(lineItem.id, (missing.get(lineItem.id) ?? 0) - quantity);
      return quantity > 0 ? [{ groupLineId, quantity }] : [];
    });
    return { groupId: id, lines: taken };
  });
  return [...missing.values()].some((quantity) => quantity > 0) ? undefined : shares.filter(({ lines: taken }) => taken.length > 0);
}

function unitsOf({ fulfillmentLineItems }: Fulfillment): Map<string, number> {
  const units = new Map<string, number>();
  for (const { lineItem, quantity } of fulfillmentLineItems) units.set(lineItem.id, (units.get(lineItem.id) ?? 0) + (quantity ?? 0));
  return units;
}

function isCarriedBy({ trackingInfo }: Fulfillment, company: string | undefined): boolean {
  return company === undefined || trackingInfo.every(({ company: known }) => isSame([known ?? ''], [company]));
}

const numbersOf = ({ trackingInfo }: Fulfillment): string[] => trackingInfo.flatMap(({ number }) => number ?? []);

function isEqual(units: ReadonlyMap<string, number>, lines: ReadonlyMap<string, number>): boolean {
  return units.size === lines.size && [...lines].every(([line, quantity]) => units.get(line) === quantity);
}

/** Upper and lower case and blanks are written as people please. */
function isSame(left: readonly string[], right: readonly string[]): boolean {
  const normal = (numbers: readonly string[]): string => numbers.map((number) => number.replace(/\s+/g, '').toUpperCase()).sort().join('\n');
  return normal(left) === normal(right);
}

function shippedBy({ fulfillments }: Shipping): string {
  const names = fulfillments.flatMap(({ name, status }) => (status === 'success' ? [name ?? ''] : []));
  return names.length === 0 ? 'they were cancelled or removed' : `others were shipped as ${names.join(', ')}`;
}

function whyShut(groups: readonly Group[]): string {
  const reasons = groups.flatMap(({ status, fulfillmentHolds }) => (fulfillmentHolds.length === 0 ? [status.toLowerCase()] : fulfillmentHolds.map(({ reason, displayReason }) => `on hold (${displayReason ?? reason})`)));
  return [...new Set(reasons)].join(', ');
}

/** Lines of a notice in whole units; undefined where some are not whole. */
export function wholeUnits(lines: readonly LineQty[]): ReadonlyMap<string, number> | undefined {
  const units = new Map<string, number>();
  for (const { channelLineId, qty } of lines) units.set(channelLineId, (units.get(channelLineId) ?? 0) + Number(qty));
  const whole = [...units].filter(([, quantity]) => quantity !== 0);
  return whole.every(([, quantity]) => Number.isSafeInteger(quantity) && quantity > 0) ? new Map(whole) : undefined;
}
