import { assertDistinctShops } from '@tributary/ingest-kit';
import { channelAccounts, secret, type ChannelAccount, type LoadedConfig, type WithOptions } from '@tributary/service-host';
import { z } from 'zod';
import { vendor } from './channel.ts';

/** Only Shopify's own domain: an address made from the name must lead nowhere else. */
const shopDomain = /^[a-zA-Z0-9][a-zA-Z0-9-]*\.myshopify\.com$/;

export const options = z.strictObject({
  shop: z.string().regex(shopDomain, 'is not a shop domain such as my-shop.myshopify.com').describe('The shop’s permanent domain, <name>.myshopify.com. Two accounts cannot share one.'),
  webhookSecrets: z
    .strictObject({
      current: secret.describe('Client secret of the app; for webhooks made by hand in the shop’s admin the key shown there.'),
      previous: secret.optional().describe('The secret before the last rotation: Shopify may sign with it for up to an hour.'),
    })
    .describe('What webhooks are signed with. Secret references, read again within seconds of a rotation.'),
  apiVersion: z
    .string()
    .regex(/^20\d\d-(01|04|07|10)$/, 'is not a version of the Admin API such as 2026-10')
    .default('2026-10')
    .describe('Version of the Admin API that calls and webhook subscriptions name.'),
});

export type Account = WithOptions<ChannelAccount, z.infer<typeof options>>;

/** Every Shopify account of the configuration; throws ConfigurationError with all problems. */
export function configuredAccounts(loaded: LoadedConfig): readonly Account[] {
  const accounts = channelAccounts(loaded, vendor, options);
  assertDistinctShops(loaded, accounts, 'shop');
  return accounts;
}
