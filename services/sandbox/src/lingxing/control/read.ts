import { ControlError } from '../../engine/control.ts';
import { isObject } from '../../engine/json.ts';
import type { Parcel } from '../life/ship.ts';
import type { SkuQuantity } from '../life/take.ts';

export function textOf(body: Record<string, unknown>, name: string, fallback?: string): string {
  const value = body[name] ?? fallback;
  if (typeof value !== 'string') throw new ControlError(400, `${name}: a text is wanted`);
  return value;
}

export function readItems(items: unknown): SkuQuantity[] {
  if (!Array.isArray(items) || items.length === 0) throw new ControlError(400, 'items: a list of {sku, quantity} is wanted');
  return items.map((item: unknown) => {
    const { sku, quantity } = isObject(item) ? item : {};
    if (typeof sku !== 'string' || typeof quantity !== 'number' || !Number.isSafeInteger(quantity) || quantity < 1) {
      throw new ControlError(400, 'items: {sku: text, quantity: 1 or more} is wanted');
    }
    return { sku, quantity };
  });
}

/** Without a waybill number it is the tracking number. */
export function readParcels(parcels: unknown): Parcel[] {
  if (!Array.isArray(parcels) || parcels.length === 0) throw new ControlError(400, 'parcels: a list of {items?, trackingNo, waybillNo?, carrier?} is wanted');
  return parcels.map((entry: unknown) => {
    if (!isObject(entry)) throw new ControlError(400, 'parcels: every parcel is an object');
    const trackingNo = textOf(entry, 'trackingNo');
    const label = { trackingNo, waybillNo: textOf(entry, 'waybillNo', trackingNo), carrier: textOf(entry, 'carrier', '') };
    return entry['items'] === undefined ? label : { ...label, items: readItems(entry['items']) };
  });
}
