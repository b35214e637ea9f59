import { assertDistinctShops } from '@tributary/ingest-kit';
import { channelAccounts, secret, type ChannelAccount, type LoadedConfig, type WithOptions } from '@tributary/service-host';
import { z } from 'zod';
import { vendor } from './channel.ts';
import { defaultSettleMs } from './effects.ts';

/** Only Shopify's own domain: an address made from the name must lead nowhere else. */
const shopDomain = /^[a-zA-Z0-9][a-zA-Z0-9-]*\.myshopify\.com$/;

const clientId = z.string().min(1).describe('Client id of the app.');
const clientSecret = secret.describe('Client secret of the app. Read again for every new token.');

const auth = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('client_credentials').describe('An app of the shop’s own organization asks for a token that lives a day.'),
      clientId,
      clientSecret,
    }),
    z.strictObject({
      kind: z.literal('refresh_token').describe('An installed app holds a token of an hour and a refresh token that changes with every use.'),
      clientId,
      clientSecret,
      refreshToken: secret.describe('The first refresh token, from the installation. Later ones are kept sealed in the database.'),
    }),
    z.strictObject({
      kind: z.literal('static').describe('A custom app made in the shop’s admin before 2026 holds a token that does not expire.'),
      accessToken: secret.describe('The Admin API access token, shpat_….'),
    }),
  ])
  .describe('How the Admin API lets us in.');

const settleMs = z.strictObject({
  shipConfirm: z.int().min(0).default(defaultSettleMs.shipConfirm).describe('How long a fulfillment that was made may stay invisible, ms; none is made again earlier.'),
  cancel: z.int().min(0).default(defaultSettleMs.cancel).describe('How long a cancellation that was asked for may stay invisible, ms.'),
});

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
  auth,
  apiBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address in front of /admin/api, where a stand-in answers in the place of https://<shop>. Left out: the shop itself.'),
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Public address of /webhooks/shopify. Where it is given, missing webhook subscriptions are made at the start; left out, they are only reported.'),
  timeoutMs: z.int().positive().default(15_000).describe('How long one call may take, ms.'),
  pollEveryMs: z.int().positive().default(60_000).describe('How often the shop is asked which orders changed, ms.'),
  pollOverlapMs: z.int().min(1_000).default(300_000).describe('How far back each reading begins before the newest change that is known, ms: the shop’s search finds changes late.'),
  firstPollMs: z.int().min(0).default(86_400_000).describe('How far back the very first reading begins, ms, where the account has no takeOrdersFrom.'),
  settleMs: settleMs.prefault({}).describe('How long Shopify may take to show what it has taken.'),
});

export type Options = z.infer<typeof options>;
export type Auth = Options['auth'];
export type Account = WithOptions<ChannelAccount, Options>;

/** Every Shopify account of the configuration; throws ConfigurationError with all problems. */
export function configuredAccounts(loaded: LoadedConfig): readonly Account[] {
  const accounts = channelAccounts(loaded, vendor, options);
  assertDistinctShops(loaded, accounts, 'shop');
  return accounts;
}

/** Where the shop's API is, without a slash at the end. */
export function apiBase({ shop, apiBaseUrl }: Pick<Options, 'shop' | 'apiBaseUrl'>): string {
  return (apiBaseUrl ?? `https://${shop}`).replace(/\/+$/, '');
}
