import type { EffectCatalogue } from '@tributary/delivery-kit';

/** What we do at Lingxing. `settleMs`: how long a created order may stay invisible in the order list; no vendor text says. */
export function effectsSettledIn(settleMs: number): EffectCatalogue {
  return [
    {
      effect: 'erp.create',
      trigger: 'a fulfillment request in state active and mode live for a Lingxing account',
      subject: 'one part of an order, as a manual order in one shop',
      subjectKind: 'order_part',
      precondition: 'every line has its ERP SKUs, the address has country, name, city and line 1, and the shop holds no order of that number',
      supersededBy: 'a newer version of the request, or its cancellation, while it is unsent',
      key: 'erp.create/<order key>/<part>/lingxing:<account>/<incarnation>',
      verifiedBy: 'order list by platform_order_no in the shop, deleted ones too; counts as ours only if its lines agree',
      vendorGuard: 'platform_order_no is unique within a shop; a second create is refused per order, in words that are not documented',
      settleMs,
      absentsNeeded: 2,
    },
  ];
}

export const effects: EffectCatalogue = effectsSettledIn(60_000);
