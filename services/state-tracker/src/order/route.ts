import type { OrderBody, RouteBody } from './facts.ts';

/** The store that takes an account's orders, from the store map. */
export type Store = { readonly erp: string; readonly erpAccount: string; readonly store: string; readonly platformCode: string; readonly numberPrefix: string };
export type Mode = RouteBody['mode'];

/** Both ERPs take numbers of up to 50 characters. */
const maxExternalNo = 50;
export const rulesVersion = 'fixed-1';

export type Routing = { readonly decided: true; readonly route: RouteBody } | { readonly decided: false; readonly code: string; readonly text: string };

/**
 * Decides where an order goes: everything that must be shipped, as one part, to the store of its account. A test order
 * never leaves shadow mode.
 */
export function decideRoute(order: OrderBody, store: Store | undefined, mode: Mode): Routing {
  const { tenant, channel, account } = order;
  if (store === undefined) {
    return { decided: false, code: 'unmapped_store', text: `No store takes orders of ${tenant}/${channel}/${account}. Add a row for it to the store map (tributary maps import) and the order goes on by itself.` };
  }
  const channelLineIds = order.lines.filter((line) => line.requiresShipping).map((line) => line.channelLineId);
  const externalNo = `${store.numberPrefix}${order.channelOrderId}-P1-R1`;
  if (externalNo.length > maxExternalNo) {
    return { decided: false, code: 'number_too_long', text: `The order number at the ERP would be ${externalNo.length} characters, at most ${maxExternalNo} are possible. Shorten number_prefix of ${tenant}/${channel}/${account} in the store map.` };
  }
  const part = { part: 1, incarnation: 1, erp: store.erp, erpAccount: store.erpAccount, store: store.store, platformCode: store.platformCode || null, externalNo, channelLineIds };
  return { decided: true, route: { rulesVersion, mode: order.isTest && mode === 'live' ? 'shadow' : mode, parts: channelLineIds.length === 0 ? [] : [part] } };
}
