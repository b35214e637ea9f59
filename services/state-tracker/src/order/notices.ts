import type { DesiredNotice } from './desired.ts';
import type { Parcel } from './parcels.ts';
import { placeOf } from './place.ts';
import type { OrderView } from './view.ts';

/**
 * What the channel should know of parcels, each in lines of the order. A parcel that is voided, or that carries only the
 * rest of units which another parcel has, is not known on its own.
 */
export function noticesOf(view: OrderView): readonly DesiredNotice[] {
  return view.parcels.flatMap((parcel) => noticeOf(view, parcel));
}

function noticeOf(view: OrderView, parcel: Parcel): DesiredNotice[] {
  const { order, route } = view;
  const { life, shipment } = parcel;
  const told = view.told.get(parcel.id);
  if (life === undefined || told === undefined || !isTellable(parcel)) return [];
  const isKnown = parcel.isCounted && told.lines.length > 0;
  return [
    {
      ...placeOf(order),
      shipmentId: shipment.shipmentId,
      state: isKnown ? 'active' : 'cancelled',
      mode: life.mode,
      lines: [...told.lines],
      trackings: [...told.trackings],
      shippedAt: shipment.shippedAt,
      erp: life.erp,
      erpAccount: life.erpAccount,
      notifyBuyer: route?.notifyBuyer ?? false,
    },
  ];
}

/** Only parcels that ship the order, can be followed and that no ERP tells the channel about by itself. */
function isTellable({ life, shipment, isTranslated, isCounted, outcome }: Parcel): boolean {
  if (life?.shipConfirm !== 'hub' || shipment.purpose !== 'original' || shipment.trackingNumber === null) return false;
  if (shipment.status === 'voided') return true;
  // A parcel that gets into trouble before the channel knows it waits until it is on its way again.
  return isTranslated && isCounted && (shipment.status !== 'exception' || outcome !== undefined);
}
