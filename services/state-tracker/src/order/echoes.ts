import type { LineQty, Shipment } from '@tributary/contracts';
import { addDecimals, compareDecimals } from '@tributary/kernel';
import { bodiesOf, type DeliveryBody, type Facts, type OrderBody } from './facts.ts';
import type { Part } from './lives.ts';
import type { Outcomes } from './outcomes.ts';
import type { Parcel } from './parcels.ts';

/** A parcel as the channel tells of it. */
export type ChannelParcel = {
  readonly shipment: Shipment;
  /**
   * ours: the channel repeats what it was told, or what the ERP told it by itself. waiting: it looks like ours, and what
   * became of ours is not known yet. elsewhere: somebody else ships it. voided: it counts for nothing.
   */
  readonly kind: 'ours' | 'waiting' | 'elsewhere' | 'voided';
  /** Key of our effect that the channel repeats. */
  readonly echoOf: string | null;
};

type Known = { readonly facts: Facts; readonly order: OrderBody; readonly parts: readonly Part[]; readonly outcomes: Outcomes; /** Of ERPs. */ readonly parcels: readonly Parcel[] };

/** Tells the channel's own parcels from those that it only repeats. */
export function channelParcelsOf({ facts, order, parts, outcomes, parcels }: Known): readonly ChannelParcel[] {
  const isToldByErp = parts.some(({ lives }) => lives.some(({ shipConfirm }) => shipConfirm === 'native'));
  return bodiesOf(facts, 'shipment')
    .filter(({ origin }) => origin === order.channel)
    .map((shipment) => judge(shipment, outcomes, parcels, isToldByErp));
}

function judge(shipment: Shipment, outcomes: Outcomes, parcels: readonly Parcel[], isToldByErp: boolean): ChannelParcel {
  const alike = parcels.filter((parcel) => isSameTracking(shipment, parcel));
  const same = alike.find((parcel) => hasSameLines(shipment, parcel));
  const isWaiting = alike.some(isOpen);
  const echoOf = byReference(shipment, outcomes) ?? (isWaiting ? null : keyOf(same));
  if (shipment.status === 'voided') return { shipment, echoOf, kind: 'voided' };
  const isOurs = echoOf !== null || same !== undefined || isToldByErp;
  return { shipment, echoOf, kind: echoOf === null && isWaiting ? 'waiting' : isOurs ? 'ours' : 'elsewhere' };
}

const keyOf = (parcel: Parcel | undefined): string | null => parcel?.outcome?.idempotencyKey ?? null;

/** The channel's number of the parcel is the reference that it gave us. Vendors write ids bare or as the end of a path. */
function byReference(shipment: Shipment, { succeeded }: Outcomes): string | undefined {
  const numbers = new Set([shipment.shipmentId, ...shipment.sourceRefs.map(({ value }) => value)].map(bare));
  const known = (delivery: DeliveryBody): boolean => delivery.effect === 'ship.confirm' && delivery.vendorReference !== null && numbers.has(bare(delivery.vendorReference));
  return succeeded.find(known)?.idempotencyKey;
}

const bare = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

function isSameTracking({ trackingNumber }: Shipment, parcel: Parcel): boolean {
  return trackingNumber !== null && parcel.shipment.trackingNumber !== null && plain(trackingNumber) === plain(parcel.shipment.trackingNumber);
}

const plain = (tracking: string): string => tracking.replace(/[\s-]/g, '').toUpperCase();

/** Nothing is settled yet about telling the channel. */
function isOpen({ outcome, life }: Parcel): boolean {
  return life?.shipConfirm === 'hub' && (outcome === undefined || ['submitted', 'unknown', 'retrying', 'UNRECOGNISED'].includes(outcome.outcome));
}

/** A channel that tells no lines says nothing against it. */
function hasSameLines({ lines: left }: Shipment, { lines: right }: Parcel): boolean {
  if (left.length === 0) return true;
  const ids = new Set([...left, ...right].map(({ channelLineId }) => channelLineId));
  return [...ids].every((id) => compareDecimals(unitsOf(left, id), unitsOf(right, id)) === 0);
}

export const unitsOf = (lines: readonly LineQty[], channelLineId: string): string => addDecimals(...lines.filter((line) => line.channelLineId === channelLineId).map(({ qty }) => qty));

/** Units of a line that somebody else shipped. */
export function elsewhereUnits(parcels: readonly ChannelParcel[], channelLineId: string): string {
  return addDecimals(...parcels.filter(({ kind }) => kind === 'elsewhere').map(({ shipment }) => unitsOf(shipment.lines, channelLineId)));
}
