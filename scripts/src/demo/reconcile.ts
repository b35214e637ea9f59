import type { ErpOrder, ShopOrder } from './held.ts';
import { compareOrder } from './compare-order.ts';
import { bulkyStore, type Seller } from './sellers.ts';

/** One row of what the tracker holds, read from its table. */
export type TrackedOrder = { readonly orderKey: string; readonly status: string; readonly content: TrackedContent };
export type TrackedContent = {
  readonly lines: readonly { readonly channelLineId: string; readonly current: string; readonly shipped: string; readonly confirmed: string }[];
  readonly exceptions: readonly { readonly code: string; readonly text: string }[];
};

export type Difference = { readonly order: string; readonly what: 'lost' | 'doubled' | 'differing'; readonly text: string };
export type Reconciliation = {
  readonly orders: number;
  readonly lost: number;
  readonly doubled: number;
  readonly differing: number;
  /** Orders that were changed or cancelled too late: the tracker says so, and a person decides. */
  readonly forPeople: number;
  readonly differences: readonly Difference[];
};

/** What nobody can make undone any more; the tracker has to say it, in one of these words. */
const tooLate = new Set(['cancel_too_late', 'too_late', 'intercept_failed', 'changed_after_shipping', 'changed_after_push']);

/**
 * Compares the witnesses order by order: the shop with its fulfillments, the tracker, the ERP with its outbound orders. It
 * knows the sellers' maps and nothing of how the services work.
 */
export function reconcile(sellers: readonly Seller[], shop: readonly ShopOrder[], tracked: readonly TrackedOrder[], erp: readonly ErpOrder[]): Reconciliation {
  const trackedByKey = new Map(tracked.map((order) => [order.orderKey, order]));
  const heldOf = ordersByNumber(erp);
  const differences: Difference[] = [];
  let forPeople = 0;
  for (const order of shop) {
    const seller = sellers.find((one) => one.shop === order.shop);
    if (seller === undefined) throw new Error(`comparing: nobody sells in ${order.shop}`);
    const known = trackedByKey.get(`${seller.tenant}/shopify/${seller.account}/${order.id}`);
    const held = heldOf.take(seller, order.id);
    const found = compareOrder(seller, order, known, held);
    const isExplained = found.every(({ what }) => what !== 'lost') && known?.content.exceptions.some(({ code }) => tooLate.has(code));
    if (found.length > 0 && isExplained === true) forPeople++;
    else differences.push(...found);
  }
  differences.push(...heldOf.rest().map((order) => ({ order: order.platformOrderNo, what: 'doubled' as const, text: 'stands at the ERP and in no shop' })));
  const count = (what: Difference['what']): number => new Set(differences.filter((difference) => difference.what === what).map(({ order }) => order)).size;
  return { orders: shop.length, lost: count('lost'), doubled: count('doubled'), differing: count('differing'), forPeople, differences };
}

/** ERP orders by the shop order that their number names. */
function ordersByNumber(erp: readonly ErpOrder[]) {
  const left = new Map(Map.groupBy(erp, ({ storeId, platformOrderNo }) => `${storeId} ${platformOrderNo.replace(/-P\d+-R\d+$/, '')}`));
  const take = (name: string): ErpOrder[] => {
    const found = left.get(name) ?? [];
    left.delete(name);
    return found;
  };
  return {
    take: (seller: Seller, id: string): ErpOrder[] => [...take(`${seller.store} ${seller.numberPrefix}${id}`), ...(seller.goods.some(({ bulky }) => bulky === true) ? take(`${bulkyStore.store} ${bulkyStore.numberPrefix}${id}`) : [])],
    rest: (): ErpOrder[] => [...left.values()].flat(),
  };
}
