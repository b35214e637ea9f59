import type { CatalogueEntry, EffectCatalogue } from '@tributary/delivery-kit';

/** How long what was taken may stay invisible, ms. */
export type SettleTimes = { readonly shipConfirm: number; readonly cancel: number };

/** For accounts whose options say nothing else; no text of Shopify says. */
export const defaultSettleMs: SettleTimes = { shipConfirm: 15_000, cancel: 60_000 };

/** What we do at Shopify. */
export function effectsSettledIn({ shipConfirm, cancel }: SettleTimes) {
  return {
    shipConfirm: {
      effect: 'ship.confirm',
      trigger: 'a shipment notice in state active and mode live for a Shopify account',
      subject: 'one parcel, as a fulfillment of its order',
      subjectKind: 'parcel',
      precondition: 'fulfillment orders of one location that we serve can be fulfilled and have its units left; no fulfillment has its tracking number and units',
      supersededBy: 'a newer version of the notice, or its cancellation, while it is unsent',
      key: 'ship.confirm/<order key>/<parcel>/shopify:<account>',
      verifiedBy: 'fulfillments of the order: the one that we made, else by tracking number and units',
      vendorGuard: 'none: fulfillmentCreate takes the same parcel twice as long as units are left',
      settleMs: shipConfirm,
      absentsNeeded: 2,
    },
    cancelChannel: {
      effect: 'cancel.channel',
      trigger: 'an approved cancellation of ours that the channel shall be told, in mode live',
      subject: 'one whole order',
      subjectKind: 'cancellation',
      precondition: 'the cancellation is of all lines and the order is not cancelled yet',
      supersededBy: 'nothing: it is asked for once',
      key: 'cancel.channel/<order key>/<cancellation>/shopify:<account>',
      verifiedBy: 'cancelledAt of the order',
      vendorGuard: 'an order is cancelled once; a second call is refused in words',
      settleMs: cancel,
      absentsNeeded: 2,
    },
  } as const satisfies Record<string, CatalogueEntry>;
}

export const effects: EffectCatalogue = Object.values(effectsSettledIn(defaultSettleMs));
