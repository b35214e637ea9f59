import type { App, Method, Store, Warehouse } from '../config.ts';
import type { HeldItem } from '../orders/order.ts';

const FIRST_SID = 400;
const FIRST_PRODUCT_ID = 10_001;

/** `sid`, the number by which the warehouse side knows a shop. */
export const sidOf = (app: App, storeId: string): string => String(FIRST_SID + app.stores.findIndex((store) => store.storeId === storeId));
export const storeOf = (app: App, storeId: string): Store | undefined => app.stores.find((store) => store.storeId === storeId);
export const warehouseOf = (app: App, wid: string): Warehouse | undefined => app.warehouses.find((warehouse) => warehouse.wid === wid);
export const methodOf = (app: App, typeId: string): Method | undefined => app.logistics.find((method) => method.typeId === typeId);

/** A third-party warehouse abroad ships by itself and orders the label itself. */
export const isOverseas = (app: App, wid: string): boolean => warehouseOf(app, wid)?.type === 3;

/** The local SKU of a line, empty where it is paired with none. An app that lists no SKUs knows every one. */
export function pairedSku(app: App, { sku, msku }: Pick<HeldItem, 'sku' | 'msku'>): string {
  const wanted = sku === '' ? msku : sku;
  return app.skus.length === 0 || app.skus.some((known) => known.sku === wanted) ? wanted : '';
}

export const productIdOf = (app: App, sku: string): number => FIRST_PRODUCT_ID + Math.max(0, app.skus.findIndex((known) => known.sku === sku));
