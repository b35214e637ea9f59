import { createRandom, seedOf, type Random } from '../../engine/random.ts';
import type { Erp } from '../erp.ts';
import { FROZEN, isOpen, REVIEW, type HeldOrder } from '../orders/order.ts';
import { hasTag, MANUAL_REVIEW, OUT_OF_STOCK, TAG_NAMES } from '../orders/tags.ts';
import { isBeingStopped, isStanding, LABELING, LOGISTICS, type Outbound } from '../outbounds/outbound.ts';
import { reviewByStaff } from './review.ts';
import { carrierOf, cutOutbounds, shipOutbound, standingOf, startWork } from './ship.ts';
import type { SkuQuantity } from './take.ts';

export interface AutoshipSettings {
  enabled: boolean;
  /** From an order's arrival to its first parcel. */
  afterMs: number;
  parcels: 1 | 2 | 'mixed';
  seed: number;
}

/** A warehouse that works by itself: it approves, packs and ships every open order that nothing stands against. */
export interface Autoship {
  set(settings: AutoshipSettings): void;
  get(): AutoshipSettings;
}

const CAUSE = { by: 'rule', call: 'autoship' } as const;

export function createAutoship(erp: Erp): Autoship {
  let settings: AutoshipSettings = { enabled: false, afterMs: 0, parcels: 1, seed: 1 };
  const planned = new Set<string>();
  const plan = (order: HeldOrder, delayMs: number): void => {
    planned.add(order.globalOrderNo);
    erp.agenda.after(delayMs, () => {
      // Still planned while it works: its own changes are no reason to plan it twice.
      const nextMs = settings.enabled && isWorkable(erp, order) ? advance(order) : undefined;
      if (nextMs === undefined) planned.delete(order.globalOrderNo);
      else plan(order, nextMs);
    });
  };
  /** One step of the way: first approve and pack, then one parcel after the other. Returns the wait before the next step, if there is one. */
  const advance = (order: HeldOrder): number | undefined => {
    const dice = diceOf(erp, settings.seed, order);
    if (order.status === REVIEW && reviewByStaff(erp, order, CAUSE) !== undefined) return undefined;
    const standing = standingOf(erp, order);
    if (standing.some(({ status }) => status === LABELING)) {
      pack(erp, order, settings.parcels, dice);
      return settings.afterMs / 2;
    }
    const next = standing[dice.int(0, standing.length - 1)];
    if (next === undefined) return undefined;
    shipOutbound(erp, order, next, { label: labelOf(erp, order, next), cause: CAUSE });
    return isOpen(order) ? (settings.afterMs * dice.int(1, 3)) / 4 : undefined;
  };
  const consider = (order: HeldOrder): void => {
    if (settings.enabled && !planned.has(order.globalOrderNo) && isWorkable(erp, order)) plan(order, settings.afterMs / 2);
  };
  erp.watchers.push(consider);
  return {
    set(wanted) {
      settings = wanted;
      erp.orders.all().forEach(consider);
    },
    get: () => settings,
  };
}

/** Nobody packs what is frozen, unpaired, missing, held for a person or without a label; that no warehouse was chosen is for the staff to mend. */
function isWorkable(erp: Erp, order: HeldOrder): boolean {
  if (!isOpen(order) || order.statusSub === FROZEN || hasTag(order, OUT_OF_STOCK.tagNo)) return false;
  const isHeld = Object.keys(TAG_NAMES).some((tagNo) => hasTag(order, tagNo) && !(tagNo === MANUAL_REVIEW && order.wid === ''));
  const isStuck = (outbound: Outbound): boolean => isBeingStopped(outbound) || (isStanding(outbound) && outbound.logisticsStatus === LOGISTICS.refused);
  return !isHeld && !erp.outbounds.ofOrder(order.globalOrderNo).some(isStuck);
}

/** The same seed and order number always give the same parcels, whatever else happens. */
function diceOf(erp: Erp, seed: number, order: HeldOrder): Random {
  const siblings = erp.orders.ofNumber(order.storeId, order.platformOrderNo);
  const shipped = erp.outbounds.ofOrder(order.globalOrderNo).filter(({ deliveredAt }) => deliveredAt > 0);
  return createRandom(seedOf(seed, order.storeId, order.platformOrderNo, siblings.indexOf(order), shipped.length));
}

/** Two parcels share the units in the order of the lines, so a line may lie in both. */
function pack(erp: Erp, order: HeldOrder, wanted: AutoshipSettings['parcels'], dice: Random): void {
  const units = standingOf(erp, order).flatMap(({ items }) => items).flatMap(({ localSku, quantity }) => Array.from({ length: quantity }, () => localSku));
  const isInTwo = wanted === 2 || (wanted === 'mixed' && dice.chance(0.5));
  const first = isInTwo && units.length > 1 ? units.slice(0, dice.int(1, units.length - 1)) : undefined;
  cutOutbounds(erp, order, first === undefined ? [undefined] : [countOf(first), undefined]);
  for (const outbound of standingOf(erp, order)) startWork(erp, outbound);
}

function countOf(units: readonly string[]): SkuQuantity[] {
  return [...new Set(units)].map((sku) => ({ sku, quantity: units.filter((unit) => unit === sku).length }));
}

const labelOf = (erp: Erp, order: HeldOrder, { woId }: Outbound) => ({
  trackingNo: `1Z999AA1${woId.padStart(10, '0')}`, waybillNo: `WB${woId}`, carrier: carrierOf(erp, order),
});
