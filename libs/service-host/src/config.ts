import { z } from 'zod';
import { secretReference } from './secrets.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'is not an id: lower-case letters, digits, dot, dash, underscore, at most 40');
const zone = z.string().refine(isTimeZone, 'is not an IANA time zone such as America/New_York');
export const secret = z.string().regex(secretReference, 'is not a secret reference: env:NAME or file:/path');
const environment = z.enum(['production', 'sandbox']).default('production').describe('Which of the vendor’s environments the account belongs to.');
const options = z.record(z.string(), z.unknown()).default({}).describe('What this vendor alone needs; see config/schema/<vendor>.json.');

const hours = z.number().positive().max(8_760);

const tenant = z.strictObject({
  id: id.describe('The seller’s organisation; part of every order key, never changes.'),
  masterKey: secret.describe('32 random bytes, base64. Everything personal of this tenant is sealed under keys derived from it.'),
});

const policies = z
  .strictObject({
    waitForGroups: z.boolean().default(true).describe('Orders wait until the channel has told its fulfillment groups, where it has any: holds and places are known then. Off: they are routed as soon as they come.'),
    takeOrdersFrom: z.iso.datetime({ offset: true }).optional().describe('Orders placed before are known and shown, and never pushed.'),
    notifyBuyer: z.boolean().default(false).describe('The channel tells the buyer when a parcel is confirmed.'),
    stuckAfterHours: z
      .strictObject({
        pending: hours.default(72).describe('Paid, and the channel does not let it go; it may keep an order back over a weekend.'),
        created: hours.default(1).describe('May be fulfilled, and no ERP has all of it; a push takes seconds.'),
        synced: hours.default(72).describe('At its ERPs, and not shipped; longer for goods that are made to order.'),
      })
      .prefault({})
      .describe('After how many hours an order that does not move is shown to staff.'),
  });

/** Those of an account that names none. */
export const defaultPolicies = policies.parse({});

const channelAccount = z.strictObject({
  tenant: id.describe('Whose account it is.'),
  channel: id.describe('Vendor: the folder name without channel-.'),
  account: id.describe('Our name of the account; part of every order key, never changes.'),
  timeZone: zone.describe('IANA zone in which the account’s local dates and cut-off times are read.'),
  environment,
  switches: z
    .strictObject({
      ingest: z.boolean().default(true).describe('Off: webhooks are answered 503, so that the vendor keeps them.'),
      poll: z.boolean().default(true).describe('Off: the vendor is not asked for what changed; webhooks alone tell.'),
      deliver: z.boolean().default(true).describe('Off: what the channel shall be told waits in the ledger.'),
    })
    .prefault({}),
  locations: z.array(z.string().min(1)).default([]).describe('Places of the channel that we ship from, by the channel’s own ids. Groups of other places are never routed. Empty: all places.'),
  policies: policies.prefault({}),
  options,
});

const erpAccount = z.strictObject({
  tenant: id.describe('Whose account it is.'),
  erp: id.describe('Vendor: the folder name without erp-.'),
  account: id.describe('Our name of the account; never changes.'),
  timeZone: zone.describe('IANA zone in which the ERP’s local dates are read.'),
  environment,
  switches: z
    .strictObject({
      poll: z.boolean().default(true).describe('Off: the ERP is not asked for shipments, statuses and stock.'),
      deliver: z.boolean().default(true).describe('Off: effects wait in the ledger.'),
    })
    .prefault({}),
  options,
});

const words = (what: string) => z.array(z.string().min(1)).min(1).optional().describe(what);

const condition = z.strictObject({
  countries: words('Country of the ship-to address is one of these (ISO 3166-1 alpha-2).'),
  skus: words('Channel SKU of the line is one of these; `*` at the end stands for any rest.'),
  tags: words('The order has one of these tags.'),
  serviceLevels: words('The buyer chose one of these.'),
  locations: words('The line’s fulfillment group is at one of these places of the channel.'),
});

const routeTarget = z.strictObject({
  erp: id.describe('ERP …'),
  account: id.describe('… and its account.'),
  store: z.string().min(1).describe('The ERP’s id of the store.'),
  platformCode: z.string().default('').describe('The ERP’s code of the store’s platform, where it has any.'),
  numberPrefix: z.string().max(20).describe('Begins our order numbers in that store; two accounts that write into one store need different ones.'),
});

const route = z.strictObject({
  tenant: id.describe('Orders of this tenant …'),
  channel: id.optional().describe('… of this channel (any, where left out) …'),
  account: id.optional().describe('… of this account of the channel (any, where left out) …'),
  when: condition.optional().describe('… whose lines fulfill all of this (any, where left out); the first route that fits a line takes it …'),
  to: routeTarget.optional().describe('… go to this store (left out: the one of the store map) …'),
  warehouse: z.string().min(1).optional().describe('… are shipped from this warehouse of the ERP (left out: the warehouse map, else the ERP decides) …'),
  method: z.string().min(1).optional().describe('… by this logistics method of the ERP; needs a warehouse …'),
  mode: z.enum(['live', 'shadow', 'off']).default('live').describe('… leave the house (live), are only computed (shadow) or are not pushed (off) …'),
  percentage: z.int().min(0).max(100).default(100).describe('… as many of a hundred, chosen by the order key; the others are in shadow.'),
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
