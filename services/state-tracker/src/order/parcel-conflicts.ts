import type { OrderException } from '@tributary/contracts';
import type { Life } from './lives.ts';
import { creationOf, isBirth } from './outcomes.ts';
import type { Parcel } from './parcels.ts';
import type { OrderView } from './view.ts';

/** Parcels that do not fit the order. */
export function parcelConflicts(view: OrderView): OrderException[] {
  return [...view.parcels.flatMap((parcel) => [...unknownContent(view, parcel), ...tooMuch(view, parcel), ...corrected(view, parcel)]), ...shippedElsewhere(view)];
}

const unsettled = ['submitted', 'unknown', 'retrying', 'UNRECOGNISED'];

/** Nothing says what a parcel holds: its number is none of ours, or the ERP never took what has that number. */
function unknownContent(view: OrderView, { shipment, life, isCounted, isTranslated }: Parcel): OrderException[] {
  if (!isCounted || isTranslated || view.parts.length === 0 || (life !== undefined && isExplained(view, life))) return [];
  const number = shipment.externalNo === null ? '' : ` for ${shipment.externalNo}`;
  const text = `${shipment.origin} shipped parcel ${shipment.shipmentId}${number}, and nothing tells which lines of the order it holds. Look there, and confirm it at the channel by hand.`;
  return [{ code: 'parcel_without_allocation', text, source: shipment.origin, leg: 'ship.confirm', since: shipment.revision.at }];
}

/** The word that the ERP took it may still be on its way; and an ERP that tells the channel by itself needs nobody who knows. */
function isExplained({ outcomes }: OrderView, life: Life): boolean {
  const creation = creationOf(outcomes.newest, life);
  return life.shipConfirm === 'native' || creation === undefined || unsettled.includes(creation.outcome);
}

function tooMuch({ told }: OrderView, { id, shipment, hasSurplus }: Parcel): OrderException[] {
  if (!hasSurplus && told.get(id)?.isCut !== true) return [];
  const text = `Parcel ${shipment.shipmentId} of ${shipment.origin} holds more than the order wants of it, or something else. The channel is told of no more than was ordered; find out what was sent.`;
  return [{ code: 'over_shipped', text, source: shipment.origin, leg: 'ship.confirm', since: shipment.revision.at }];
}

function corrected({ order }: OrderView, { shipment, isCorrected }: Parcel): OrderException[] {
  if (!isCorrected) return [];
  const text = `${shipment.origin} corrected what parcel ${shipment.shipmentId} holds after ${order.channel} was told of it. What was told stays; correct the parcel at ${order.channel} by hand.`;
  return [{ code: 'corrected_after_confirm', text, source: shipment.origin, leg: 'ship.confirm', since: shipment.revision.at }];
}

/** Somebody else ships what an ERP was asked to ship. */
function shippedElsewhere({ channelParcels, order, outcomes }: OrderView): OrderException[] {
  if (!outcomes.newest.some(isBirth)) return [];
  return channelParcels
    .filter(({ kind }) => kind === 'elsewhere')
    .map(({ shipment }) => ({
      code: 'shipped_elsewhere',
      text: `${order.channel} knows of parcel ${shipment.trackingNumber ?? shipment.shipmentId}, which no ERP of ours shipped. Its units are not sent to an ERP again; where an ERP holds them already, stop it there, or cancel the parcel at ${order.channel} if it is a mistake.`,
      source: `${order.channel}:${order.account}`,
      leg: 'ship.confirm',
      since: shipment.revision.at,
    }));
}
