import { sidOf } from '../catalog/catalog.ts';
import { appOf, type Erp } from '../erp.ts';
import type { HeldItem, HeldOrder } from '../orders/order.ts';
import { COMMON_STOCK, type Need } from '../stock/book.ts';

const OF_THE_SHOP = '2';

/** Whose stock a line takes: a shop's `sid`, or "0" for common stock. */
export const stockOwnerOf = ({ stockDeductionType }: HeldItem, sid: string): string => (stockDeductionType === OF_THE_SHOP ? sid : COMMON_STOCK);

/** What lines take out of a warehouse; a line that deducts by SKU and shop takes from the shop's own stock. */
export function needsOf(erp: Erp, order: Pick<HeldOrder, 'appId' | 'storeId' | 'wid'>, items: readonly HeldItem[]): Need[] {
  const { appId, storeId, wid } = order;
  const ownSid = sidOf(appOf(erp, order), storeId);
  return items.map((item) => ({ appId, wid, quantity: item.quantity, sku: item.localSku, sellerId: stockOwnerOf(item, ownSid) }));
}
