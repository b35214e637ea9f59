import { z } from 'zod';
import { secretReference } from './secrets.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'is not an id: lower-case letters, digits, dot, dash, underscore, at most 40');
const zone = z.string().refine(isTimeZone, 'is not an IANA time zone such as America/New_York');
export const secret = z.string().regex(secretReference, 'is not a secret reference: env:NAME or file:/path');
const environment = z.enum(['production', 'sandbox']).default('production').describe('Which of the vendor’s environments the account belongs to.');
const options = z.record(z.string(), z.unknown()).default({}).describe('What this vendor alone needs; see config/schema/<vendor>.json.');

const tenant = z.strictObject({
  id: id.describe('The seller’s organisation; part of every order key, never changes.'),
  masterKey: secret.describe('32 random bytes, base64. Everything personal of this tenant is sealed under keys derived from it.'),
});

const channelAccount = z.strictObject({
  tenant: id.describe('Whose account it is.'),
  channel: id.describe('Vendor: the folder name without channel-.'),
  account: id.describe('Our name of the account; part of every order key, never changes.'),
  timeZone: zone.describe('IANA zone in which the account’s local dates and cut-off times are read.'),
  environment,
  switches: z.strictObject({ ingest: z.boolean().default(true).describe('Off: webhooks are answered 503, so that the vendor keeps them.') }).prefault({}),
  options,
});

const erpAccount = z.strictObject({
  tenant: id.describe('Whose account it is.'),
  erp: id.describe('Vendor: the folder name without erp-.'),
  account: id.describe('Our name of the account; never changes.'),
  timeZone: zone.describe('IANA zone in which the ERP’s local dates are read.'),
  environment,
  switches: z.strictObject({ deliver: z.boolean().default(true).describe('Off: effects wait in the ledger.') }).prefault({}),
  options,
});

const route = z.strictObject({
  tenant: id.describe('Orders of this tenant …'),
  channel: id.optional().describe('… of this channel (any, where left out) …'),
  mode: z.enum(['live', 'shadow', 'off']).default('live').describe('… leave the house (live), are only computed (shadow) or are not pushed (off).'),
});

/** Everything an operator writes, as one declaration: validation, reference page and JSON Schema come from it. */
export const configSchema = z.strictObject({
  tenants: z.array(tenant).default([]),
  channels: z.array(channelAccount).default([]),
  erps: z.array(erpAccount).default([]),
  routes: z.array(route).default([]),
});

export type Config = z.infer<typeof configSchema>;
export type ChannelAccount = Config['channels'][number];
export type ErpAccount = Config['erps'][number];
export type Route = Config['routes'][number];

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
