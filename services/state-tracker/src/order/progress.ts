import type { LineQuantities, OrderStatus } from '@tributary/contracts';
import { addDecimals, compareDecimals } from '@tributary/kernel';
import { unitsOf } from './echoes.ts';
import { doomOf, hasEnded, lastLife, type Life, type Part } from './lives.ts';
import { isSome, type Need } from './needs.ts';
import { creationOf } from './outcomes.ts';
import { pushedBy, quantitiesOf } from './requests.ts';
import { isCalledOff, type OrderView, shippedOf } from './view.ts';

export function lineQuantities(view: OrderView): LineQuantities[] {
  const pushed = view.parts.flatMap(({ lives }) => lives.filter((life) => !hasEnded(life, false, view.outcomes)).map((life) => pushedBy(view, life)));
  return view.needs.map((need) => {
    const { channelLineId } = need.line;
    return {
      channelLineId,
      current: need.current,
      pushed: addDecimals(...pushed.map((lines) => lines.get(channelLineId) ?? '0')),
      shipped: shippedOf(view, need),
      confirmed: confirmedOf(view, channelLineId),
      refunded: need.refunded,
    };
  });
}

/** Units that the channel knows to be shipped: in parcels that it took from us or from the ERP, and in those of others. */
function confirmedOf({ parcels, channelParcels, told }: OrderView, channelLineId: string): string {
  const confirmed = parcels.filter((parcel) => parcel.confirmed !== undefined || isRepeated(parcel.shipment.trackingNumber, channelParcels));
  const elsewhere = channelParcels.filter(({ kind }) => kind === 'elsewhere');
  return addDecimals(...confirmed.map(({ id }) => unitsOf(told.get(id)?.lines ?? [], channelLineId)), ...elsewhere.map(({ shipment }) => unitsOf(shipment.lines, channelLineId)));
}

export function isRepeated(trackingNumber: string | null, channelParcels: OrderView['channelParcels']): boolean {
  return trackingNumber !== null && channelParcels.some(({ kind, shipment }) => kind === 'ours' && shipment.trackingNumber === trackingNumber);
}

/** How far the order is, in the words of the headline's table. */
export type Progress = {
  /** Lines that must be shipped. */
  readonly shippable: readonly Need[];
  readonly isNothingWanted: boolean;
  readonly isSomeShipped: boolean;
  /** Of what is still wanted. */
  readonly isAllShipped: boolean;
  readonly isDelivered: boolean;
  /** The channel has done with it. */
  readonly isClosed: boolean;
};

export function progressOf(view: OrderView): Progress {
  const { order, needs, parcels, channelParcels } = view;
  const shippable = needs.filter(({ line }) => line.requiresShipping);
  const counted = parcels.filter(({ isCounted }) => isCounted);
  const elsewhere = channelParcels.filter(({ kind }) => kind === 'elsewhere');
  return {
    shippable,
    isNothingWanted: needs.length > 0 && needs.every(({ current }) => compareDecimals(current, '0') === 0),
    isSomeShipped: shippable.some((need) => isSome(shippedOf(view, need))),
    isAllShipped: shippable.every((need) => compareDecimals(shippedOf(view, need), need.current) >= 0),
    isDelivered: counted.length + elsewhere.length > 0 && [...counted, ...elsewhere].every(({ shipment }) => shipment.status === 'delivered'),
    isClosed: order.closedAt !== null || order.channelStatus === 'completed' || order.channelStatus === 'delivered',
  };
}

/** The ERP has the life: created there, or linked. */
export const isAccepted = ({ outcomes }: OrderView, life: Life): boolean => creationOf(outcomes.succeeded, life) !== undefined && !hasEnded(life, false, outcomes);

/** Nothing is to be done at an ERP for the part: it was taken, or nothing of it is wanted. */
export function isPartSettled(view: OrderView, part: Part): boolean {
  const life = lastLife(part);
  return quantitiesOf(view, part, life).all.length === 0 || (isAccepted(view, life) && !isOver(view, part, life));
}

/** The life shall not be at its ERP any more. */
export function isOver(view: OrderView, part: Part, life: Life): boolean {
  return life !== lastLife(part) || isCalledOff(view) || doomOf(life, view.commands, view.outcomes) !== undefined || quantitiesOf(view, part, life).all.length === 0;
}

/** Since when the headline stands, from the times of the facts that made it. */
export function sinceOf(view: OrderView, status: OrderStatus): number {
  const { order } = view;
  const times = timesOf(view, status).filter((at) => at !== null);
  return times.length === 0 ? order.revision.at : Math.max(...times);
}

function timesOf({ order, cancelledAt, parcels, channelParcels, parts, outcomes }: OrderView, status: OrderStatus): (number | null)[] {
  const left = [...parcels.filter(({ isCounted }) => isCounted), ...channelParcels.filter(({ kind }) => kind === 'elsewhere')].map(({ shipment }) => shipment.shippedAt);
  switch (status) {
    case 'cancelled':
      return [cancelledAt ?? null];
    case 'completed':
      return [order.closedAt, ...left];
    case 'shipped':
    case 'partially_shipped':
      return left;
    case 'synced':
      return parts.map((part) => creationOf(outcomes.first, lastLife(part))?.revision.at ?? null);
    case 'pending':
    case 'created':
    case 'invoiced':
    case 'UNKNOWN':
      return [];
  }
}
