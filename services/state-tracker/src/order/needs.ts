import type { FulfillmentGroup, OrderLine, Refund } from '@tributary/contracts';
import { addDecimals, compareDecimals, subtractDecimals } from '@tributary/kernel';
import { bodiesOf, bodyOf, type Facts, type OrderBody } from './facts.ts';

/** What is wanted of one line, in units of the order. */
export type Need = {
  readonly line: OrderLine;
  /** Still wanted. */
  readonly current: string;
  /** Of these, what we ship: units that the channel wants from a place of somebody else are not ours. */
  readonly ours: string;
  /** Of ours, what the channel keeps back for now. */
  readonly held: string;
  readonly refunded: string;
  /** The place that the line is shipped from; null: not told. */
  readonly location: string | null;
  /** What the channel's groups say about sending the line anywhere: it may go; all of ours is kept back; others ship it; it is not told yet. */
  readonly release: 'free' | 'kept' | 'others' | 'untold';
};

/** The lines of the order with what is wanted of each. `locations`: the places that we ship from; empty: all. */
export function needsOf(facts: Facts, order: OrderBody, locations: readonly string[]): readonly Need[] {
  const groups = bodyOf(facts, 'groups')?.groups.filter(({ status }) => status !== 'cancelled') ?? [];
  const refunds = bodiesOf(facts, 'refund').filter(({ status }) => status !== 'failed');
  return order.lines.map((line) => needOf(line, groups, refunds, locations));
}

function needOf(line: OrderLine, groups: readonly FulfillmentGroup[], refunds: readonly Refund[], locations: readonly string[]): Need {
  const { channelLineId } = line;
  const current = currentOf(line, refunds);
  const telling = groups.filter((group) => group.lines.some((one) => one.channelLineId === channelLineId));
  const served = telling.filter(({ location }) => location === null || locations.length === 0 || locations.includes(location));
  const ours = telling.length === 0 ? current : least(current, unitsIn(served, channelLineId));
  return {
    line,
    current,
    ours,
    held: least(ours, unitsIn(served.filter(isHeld), channelLineId)),
    refunded: addDecimals(...refunds.flatMap(({ lines }) => lines.filter((one) => one.channelLineId === channelLineId).map(({ qty }) => qty))),
    location: served[0]?.location ?? null,
    release: releaseOf(groups, telling, served),
  };
}

function releaseOf(groups: readonly FulfillmentGroup[], telling: readonly FulfillmentGroup[], served: readonly FulfillmentGroup[]): Need['release'] {
  if (groups.length === 0) return 'free';
  if (telling.length === 0) return 'untold';
  if (served.length === 0) return 'others';
  return served.every(isHeld) ? 'kept' : 'free';
}

/** A refund that takes units off the order says so before the order's next snapshot does. */
function currentOf({ channelLineId, orderedQty, currentQty }: OrderLine, refunds: readonly Refund[]): string {
  const removed = refunds.flatMap(({ lines }) => lines.filter((one) => one.channelLineId === channelLineId && one.restock === 'cancel').map(({ qty }) => qty));
  return least(currentQty, atLeastZero(subtractDecimals(orderedQty, addDecimals(...removed))));
}

/** A status that we do not know keeps the units back: what is shipped too early cannot be taken back. */
function isHeld({ status, holds }: FulfillmentGroup): boolean {
  return status === 'on_hold' || status === 'scheduled' || status === 'UNKNOWN' || (holds.length > 0 && status === 'open');
}

function unitsIn(groups: readonly FulfillmentGroup[], channelLineId: string): string {
  return addDecimals(...groups.flatMap(({ lines }) => lines.filter((one) => one.channelLineId === channelLineId).map(({ qty }) => qty)));
}

export const least = (a: string, b: string): string => (compareDecimals(a, b) < 0 ? a : b);
export const most = (a: string, b: string): string => (compareDecimals(a, b) > 0 ? a : b);
export const atLeastZero = (value: string): string => most(value, '0');
export const isSome = (value: string): boolean => compareDecimals(value, '0') > 0;
