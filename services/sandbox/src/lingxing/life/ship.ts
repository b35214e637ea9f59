import { methodOf } from '../catalog/catalog.ts';
import { appOf, type Erp } from '../erp.ts';
import { SHIPPED, type HeldItem, type HeldOrder } from '../orders/order.ts';
import type { Cause } from '../orders/store.ts';
import { dropTag, OUT_OF_STOCK } from '../orders/tags.ts';
import { DELIVERY, IN_WORK, isStanding, LABELING, LEFT, LOGISTICS, STOPPED, type Outbound } from '../outbounds/outbound.ts';
import { needsOf } from './needs.ts';
import { addOutbound } from './review.ts';
import { takeAll, takeLines, type SkuQuantity } from './take.ts';

export interface Label {
  trackingNo: string;
  waybillNo: string;
  carrier: string;
}

/** Without items: all that remains. */
export type Parcel = Label & { items?: SkuQuantity[] };

export const standingOf = (erp: Erp, { globalOrderNo }: HeldOrder): Outbound[] => erp.outbounds.ofOrder(globalOrderNo).filter(isStanding);

/** The warehouse starts to pick: from now on only an intercept stops it. */
export function startWork(erp: Erp, outbound: Outbound): void {
  if (outbound.status !== LABELING) return;
  Object.assign(outbound, { status: IN_WORK, logisticsStatus: LOGISTICS.ordered, deliveryStatus: DELIVERY.running });
  erp.outbounds.save(outbound);
}

/** Each parcel becomes an outbound order of its own and leaves; what no parcel holds stays in one more. Returns what is wrong, or the parcels. */
export function shipParcels(erp: Erp, order: HeldOrder, parcels: readonly Parcel[], cause: Cause): Outbound[] | string {
  const cut = cutOutbounds(erp, order, parcels.map(({ items }) => items));
  if (typeof cut === 'string') return cut;
  parcels.forEach((parcel, index) => {
    const outbound = cut[index];
    if (outbound !== undefined) shipOutbound(erp, order, outbound, { label: parcel, cause });
  });
  return cut.slice(0, parcels.length);
}

/**
 * Deals the lines that have not left out to outbound orders: one per group, in the order of the groups, and one for the rest. Standing
 * ones are used first; one that ends up empty is deleted.
 */
export function cutOutbounds(erp: Erp, order: HeldOrder, groups: readonly (SkuQuantity[] | undefined)[]): Outbound[] | string {
  const standing = standingOf(erp, order);
  const pool = standing.flatMap(({ items }) => items).map((item) => ({ ...item }));
  const deals: HeldItem[][] = [];
  for (const group of groups) {
    const dealt = group === undefined ? takeAll(pool) : takeLines(pool, group);
    if (typeof dealt === 'string') return dealt;
    if (dealt.length === 0) return 'a parcel without items: nothing remains to be shipped';
    deals.push(dealt);
  }
  const rest = takeAll(pool);
  if (rest.length > 0) deals.push(rest);
  for (const surplus of standing.slice(deals.length)) {
    Object.assign(surplus, { status: STOPPED, items: [] });
    erp.outbounds.save(surplus);
  }
  const isInWork = standing.some(({ status }) => status === IN_WORK);
  return deals.map((items, index) => {
    const outbound = standing[index] ?? addOutbound(erp, order, items);
    outbound.items = items;
    erp.outbounds.save(outbound);
    if (isInWork) startWork(erp, outbound);
    return outbound;
  });
}

/** The parcel leaves; the order is shipped once nothing remains. */
export function shipOutbound(erp: Erp, order: HeldOrder, outbound: Outbound, { label, cause }: { label: Label; cause: Cause }): void {
  const now = erp.agenda.now();
  const { trackingNo, waybillNo, carrier } = label;
  Object.assign(outbound, {
    status: LEFT, logisticsStatus: LOGISTICS.ordered, deliveryStatus: DELIVERY.done, deliveryMessage: '', trackingNo, waybillNo, carrier, deliveredAt: now,
  });
  erp.stock.takeOut(needsOf(erp, order, outbound.items));
  erp.outbounds.save(outbound);
  order.logistics = { status: 2, trackingNo, waybillNo, carrier, at: now };
  if (standingOf(erp, order).length === 0) {
    Object.assign(order, { status: SHIPPED, shippedAt: now });
    dropTag(order, OUT_OF_STOCK.tagNo);
  }
  erp.orders.save(order, cause);
}

/** The first word of a method's name is the carrier's: "UPS Ground". */
export function carrierOf(erp: Erp, order: HeldOrder): string {
  const [carrier = ''] = (methodOf(appOf(erp, order), order.logisticsTypeId)?.name ?? '').split(' ');
  return carrier;
}
