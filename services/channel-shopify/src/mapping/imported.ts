import type { RelatedOrder } from '@tributary/contracts';

/**
 * Channels whose orders an app copies into the shop, by what Shopify calls their source. The app keeps the order's own
 * number as source identifier. No list of these words is published; a word that is missing here only means that the
 * copy is not told from an order of the shop itself.
 */
const channels: Readonly<Record<string, string>> = { tiktok: 'tiktok-shop', tiktok_shop: 'tiktok-shop', amazon: 'amazon', ebay: 'ebay', walmart: 'walmart' };

export function importedFrom({ source_name, source_identifier }: { readonly source_name: string | null; readonly source_identifier: string | null }): RelatedOrder[] {
  const name = (source_name ?? '').toLowerCase();
  const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
  return channel === undefined || source_identifier === null ? [] : [{ relation: 'imported_from', channel, orderId: source_identifier }];
}
