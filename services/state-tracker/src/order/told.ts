import type { LineQty, Tracking } from '@tributary/contracts';
import { compareDecimals, subtractDecimals } from '@tributary/kernel';
import { type ChannelParcel, elsewhereUnits } from './echoes.ts';
import type { OrderBody } from './facts.ts';
import { atLeastZero, isSome, least } from './needs.ts';
import type { Parcel } from './parcels.ts';

/** What the channel may be told of a parcel. */
export type Told = {
  readonly lines: readonly LineQty[];
  /** Its own tracking first, then that of parcels with the rest of the same units. */
  readonly trackings: readonly Tracking[];
  /** It carries more units than the channel can take. */
  readonly isCut: boolean;
};

/**
 * Lines and trackings of every parcel of an ERP. Never more units of a line than were ordered, less what somebody else
 * shipped: the channel would refuse the parcel. What it has confirmed is not cut.
 */
export function toldLines(order: OrderBody, parcels: readonly Parcel[], channelParcels: readonly ChannelParcel[]): ReadonlyMap<string, Told> {
  const room = new Map(order.lines.map(({ channelLineId, orderedQty }) => [channelLineId, atLeastZero(subtractDecimals(orderedQty, elsewhereUnits(channelParcels, channelLineId)))]));
  return new Map(
    parcels.map((parcel) => {
      const lines = parcel.lines.map(({ channelLineId, qty }) => {
        const free = room.get(channelLineId) ?? '0';
        const taken = parcel.confirmed === undefined ? least(qty, free) : qty;
        room.set(channelLineId, atLeastZero(subtractDecimals(free, taken)));
        return { channelLineId, qty: taken };
      });
      const isCut = lines.some(({ qty }, index) => compareDecimals(qty, parcel.lines[index]?.qty ?? '0') !== 0);
      const rest = parcels.filter(({ restOf }) => restOf.includes(parcel.id));
      return [parcel.id, { lines: lines.filter(({ qty }) => isSome(qty)), trackings: [parcel, ...rest].flatMap(trackingOf), isCut }];
    }),
  );
}

function trackingOf({ shipment: { trackingNumber, carrier, service, trackingUrl } }: Parcel): Tracking[] {
  return trackingNumber === null ? [] : [{ number: trackingNumber, carrier, service, url: trackingUrl }];
}
