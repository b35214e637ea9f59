import type { Tracking } from '@tributary/contracts';

/** What a channel calls an ERP's carrier. `trackingUrl` has {number} in place of the tracking number; empty: the channel knows it. */
export type MappedCarrier = { readonly carrier: string; readonly trackingUrl: string };
export type Carriers = ReadonlyMap<string, MappedCarrier>;

/** Shopify's FulfillmentTrackingInput. */
export type TrackingInput = { readonly company?: string; readonly number?: string; readonly url?: string; readonly numbers?: readonly string[]; readonly urls?: readonly string[] };

/**
 * Tracking of a parcel in Shopify's words. A company that Shopify does not know by that very name gets no address of its
 * own there, so ours goes along. A carrier without a row in the map keeps the ERP's name. Several parcels share one
 * company; addresses go in the numbers' order, so all or none.
 */
export function trackingInput(trackings: readonly Tracking[], carriers: Carriers): TrackingInput {
  const parts = trackings.map(({ number, carrier, url }) => {
    const mapped = carrier === null ? undefined : carriers.get(carrier);
    const template = mapped?.trackingUrl ?? '';
    return { number, company: mapped?.carrier ?? carrier ?? undefined, url: template === '' ? (url ?? undefined) : template.replaceAll('{number}', encodeURIComponent(number)) };
  });
  const company = parts.find((part) => part.company !== undefined)?.company;
  const [first] = parts;
  if (first === undefined) return {};
  const urls = parts.flatMap(({ url }) => url ?? []);
  if (parts.length === 1) return { number: first.number, ...(company !== undefined && { company }), ...(first.url !== undefined && { url: first.url }) };
  return { numbers: parts.map(({ number }) => number), ...(company !== undefined && { company }), ...(urls.length === parts.length && { urls }) };
}
