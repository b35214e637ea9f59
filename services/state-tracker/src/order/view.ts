import { addDecimals, subtractDecimals } from '@tributary/kernel';
import type { ErpOrder } from '@tributary/contracts';
import { type Commands, commandsOf } from './commands.ts';
import { type ChannelParcel, channelParcelsOf, elsewhereUnits, unitsOf } from './echoes.ts';
import { bodiesOf, bodyOf, type Facts, type OrderBody, type RouteBody } from './facts.ts';
import { type Life, type Part, partsOf } from './lives.ts';
import { atLeastZero, isSome, type Need, needsOf } from './needs.ts';
import { erpOrdersOf, type Outcomes, outcomesOf } from './outcomes.ts';
import { type Parcel, parcelsOf } from './parcels.ts';
import { toldLines, type Told } from './told.ts';

/** An order's facts put together: what every derivation reads. */
export type OrderView = {
  readonly facts: Facts;
  readonly order: OrderBody;
  /** When the channel cancelled the order; undefined: it did not. */
  readonly cancelledAt: number | undefined;
  readonly route: RouteBody | undefined;
  readonly parts: readonly Part[];
  readonly needs: readonly Need[];
  readonly commands: Commands;
  readonly outcomes: Outcomes;
  /** Parcels of ERPs. */
  readonly parcels: readonly Parcel[];
  readonly channelParcels: readonly ChannelParcel[];
  /** What the channel may be told, by parcel. */
  readonly told: ReadonlyMap<string, Told>;
  /** Orders at ERPs that are a life of a part. */
  readonly erpOrders: (life: Life) => readonly ErpOrder[];
};

export function viewOf(facts: Facts, order: OrderBody, locations: readonly string[]): OrderView {
  const route = bodyOf(facts, 'route');
  const outcomes = outcomesOf(facts);
  const parts = partsOf(facts, order, route?.parts ?? []);
  const parcels = parcelsOf(facts, order, parts, outcomes);
  const channelParcels = channelParcelsOf({ facts, order, parts, outcomes, parcels });
  const needs = needsOf(facts, order, route?.locations ?? locations);
  return {
    facts,
    order,
    cancelledAt: cancelledAtOf(facts),
    route,
    parts,
    needs,
    commands: commandsOf(facts),
    outcomes,
    parcels,
    channelParcels,
    told: toldLines(order, parcels, channelParcels),
    erpOrders: (life) => erpOrdersOf(outcomes, life),
  };
}

/** The channel says so in the order, or in a cancellation of the whole order that has happened. */
function cancelledAtOf(facts: Facts): number | undefined {
  const cancelled = bodyOf(facts, 'cancelled');
  const executed = bodiesOf(facts, 'cancellation').filter(({ kind, lines }) => kind === 'executed' && lines.length === 0);
  const times = [...executed.map(({ decidedAt, requestedAt }) => decidedAt ?? requestedAt), ...(cancelled === undefined ? [] : [cancelled.at])];
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Nobody wants the order any more: the channel, or a person of ours. */
export const isCalledOff = ({ cancelledAt, commands }: OrderView): boolean => cancelledAt !== undefined || commands.cancel !== undefined;

/** Units of a line that an ERP shipped, in all lives or in those that fit. */
export function shippedByErp({ parcels }: Pick<OrderView, 'parcels'>, channelLineId: string, fits: (life: Life) => boolean = () => true): string {
  return addDecimals(...parcels.filter(({ life }) => life !== undefined && fits(life)).map(({ lines }) => unitsOf(lines, channelLineId)));
}

/**
 * Units of a line that have left, whoever sent them: parcels that we know, or what the channel counts where that is more
 * (shipped before we knew the order). Never more than were ordered.
 */
export function shippedOf(view: OrderView, { line }: Need): string {
  const known = addDecimals(shippedByErp(view, line.channelLineId), elsewhereUnits(view.channelParcels, line.channelLineId));
  const most = isSome(subtractDecimals(line.fulfilledQty ?? '0', known)) ? (line.fulfilledQty ?? '0') : known;
  return isSome(subtractDecimals(most, line.orderedQty)) ? line.orderedQty : most;
}

/** Units of a line that a life should hold at its ERP: what we ship, without what earlier lives of the part have shipped. */
export function wantedOf(view: OrderView, { line, ours }: Need, life: Life): string {
  const earlier = shippedByErp(view, line.channelLineId, (one) => one.part === life.part && one.incarnation < life.incarnation);
  return atLeastZero(subtractDecimals(ours, earlier));
}

export const needsOfPart = ({ needs }: OrderView, { channelLineIds }: Part): readonly Need[] => needs.filter(({ line }) => channelLineIds.includes(line.channelLineId));
