import type { CatalogueEntry } from '@tributary/delivery-kit';
import type { Sinks } from './accounts.ts';

type Effects = readonly (CatalogueEntry & { readonly effect: keyof Sinks })[];

/**
 * As many orders at once as one create holds: fewer would leave its calls half empty. They share calls, so Lingxing sees about
 * one in flight of each kind, well under its ten.
 */
export const deliveryTuning = { concurrency: 20 };

/** For accounts whose options say nothing else. */
export const defaultSettleMs = 60_000;

/** What we do at Lingxing. `settleMs`: how long a created order may stay invisible in the order list; no vendor text says. */
export function effectsSettledIn(settleMs: number): Effects {
  const subject = { subject: 'one part of an order, as a manual order in one shop', subjectKind: 'order_part', settleMs, absentsNeeded: 2 } as const;
  return [
    {
      effect: 'erp.create',
      trigger: 'a fulfillment request in state active, intake hub and mode live for a Lingxing account; again whenever its content changes',
      ...subject,
      precondition: 'every line has its ERP SKUs, the address has country, name, city and line 1, warehouse and method come together or not at all, and Lingxing does not fetch the store’s orders by itself',
      supersededBy: 'a newer version of the request, or its cancellation, while it is unsent',
      key: 'erp.create/<order key>/<part>/lingxing:<account>/<incarnation>',
      verifiedBy: 'order list by platform_order_no in the shop, deleted ones too; a first create counts as ours only if its lines and prices agree, a change only if all that the list shows agrees, else it is made again',
      vendorGuard: 'platform_order_no is unique within a shop; a second create is refused per order, in words that are not documented. A change overwrites, a remark is added only where it is missing',
    },
    {
      effect: 'erp.cancel',
      trigger: 'a fulfillment request in state cancelled for an order part that was created',
      ...subject,
      precondition: 'no part of the order was shipped, and no other order was merged with it',
      supersededBy: 'nothing: a number that was cancelled is never used again',
      key: 'erp.cancel/<order key>/<part>/lingxing:<account>/<incarnation>',
      verifiedBy: 'order list by platform_order_no: all orders of the number deleted or in status 7; else the next try goes on from what it finds',
      vendorGuard: 'none needed: a cancelled order cannot be cancelled again, an intercept that runs is refused in words that count as running',
    },
    {
      effect: 'erp.link',
      trigger: 'a fulfillment request in state active, intake native and mode live for a Lingxing account',
      ...subject,
      precondition: 'none: it only looks',
      supersededBy: 'the cancellation of the request',
      key: 'erp.link/<order key>/<part>/lingxing:<account>/<incarnation>',
      verifiedBy: 'order list by the platform’s number and name in the shop',
      vendorGuard: 'none needed: nothing is written',
    },
  ];
}

export const effects: Effects = effectsSettledIn(defaultSettleMs);
