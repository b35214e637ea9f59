import type { FulfillmentRequest, OrderPersonal } from '@tributary/contracts';
import type { Effect } from '@tributary/delivery-kit';
import { ok, type Result } from '@tributary/kernel';
import { openPersonal, orderScope, type Keyring } from '@tributary/sealing';
import { pinnedBy, resolveLines, skuKeyOf, type ResolvedLines, type SkuLinks } from './mapping/lines.ts';
import { orderOf, shopOf, type OrderChoices } from './mapping/order.ts';
import type { CreateOrder, Shop } from './requests/create-order.ts';

/** What channel SKUs consist of at this ERP account. A SKU that is not mapped is missing from the answer. */
export type SkuMap = { resolve(scope: { tenant: string; channel: string; account: string }, skus: readonly string[]): Promise<Result<SkuLinks>> };

/** What Lingxing shall hold under our number, as far as it can be compared with the order list. */
export type Wanted = { readonly shop: Shop; readonly lines: ResolvedLines };

/** The same with everything that a create needs; `personal` is what is in it of the person, `stateNames` what their state is called. */
export type Prepared = Wanted & { readonly order: CreateOrder; readonly personal: OrderPersonal | null; readonly stateNames: readonly string[] };

type Wish = Pick<Effect<FulfillmentRequest>, 'desired' | 'held'>;

/**
 * Makes calls out of desired state. All that our own data or maps lack is found here, before anything is sent: `invalid`.
 * Lines that Lingxing holds already keep the ERP SKUs that they were pushed with: a map that was edited since is no change of
 * the order.
 */
export type Preparation = { wanted(wish: Wish): Promise<Result<Wanted>>; order(wish: Wish): Promise<Result<Prepared>> };

export function createPreparation({ skuMap, keyring, choices }: { skuMap: SkuMap; keyring: Keyring; choices: OrderChoices }): Preparation {
  async function wanted({ desired: request, held }: Wish): Promise<Result<Wanted>> {
    const shop = shopOf(request);
    if (!shop.ok) return shop;
    const pinned = pinnedBy(held?.allocation ?? []);
    const skus = [...new Set(request.lines.filter(({ channelLineId }) => !pinned.has(channelLineId)).map(skuKeyOf).filter((sku) => sku !== undefined))];
    const map = skus.length === 0 ? ok<SkuLinks>(new Map()) : await skuMap.resolve(request, skus);
    if (!map.ok) return map;
    const lines = resolveLines(request, map.value, pinned);
    return lines.ok ? ok({ shop: shop.value, lines: lines.value }) : lines;
  }

  async function open({ tenant, orderKey, personal }: FulfillmentRequest): Promise<Result<OrderPersonal | null>> {
    if (personal === null) return ok(null);
    const scope = orderScope(tenant, orderKey);
    const keys = await keyring.prepare([scope]);
    return keys.ok ? openPersonal(keys.value, scope, personal) : keys;
  }

  return {
    wanted,
    async order(wish) {
      const { desired: request } = wish;
      const found = await wanted(wish);
      if (!found.ok) return found;
      const personal = await open(request);
      if (!personal.ok) return personal;
      const order = orderOf(request, personal.value, found.value.lines.items, choices);
      if (!order.ok) return order;
      const names = [request.shipTo.region, request.shipTo.regionCode, personal.value?.shipTo?.region, personal.value?.shipTo?.regionCode];
      return ok({ ...found.value, order: order.value, personal: personal.value, stateNames: names.filter((name) => name !== null && name !== undefined) });
    },
  };
}
