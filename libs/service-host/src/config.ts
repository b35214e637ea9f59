import { z } from 'zod';
import { secretReference } from './secrets.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'is not an id: lower-case letters, digits, dot, dash, underscore, at most 40');
const zone = z.string().refine(isTimeZone, 'is not an IANA time zone such as America/New_York');
export const secret = z.string().regex(secretReference, 'is not a secret reference: env:NAME or file:/path');
const environment = z.enum(['production', 'sandbox']).default('production').describe('Which of the vendor’s environments the account belongs to. Orders of a sandbox are never live at a production ERP account.');
const options = z.record(z.string(), z.unknown()).default({}).describe('What this vendor alone takes; docs/configuration.md has a table for each vendor.');

const hours = z.number().positive().max(8_760);

const tenant = z.strictObject({
  id: id.describe('Our name of the seller’s organization; part of every order key, never changes.'),
  masterKey: secret.describe('32 random bytes, base64. Everything personal of this tenant is sealed under keys derived from it, and lost with it. Read once, at the start.'),
});

const policies = z
  .strictObject({
    waitForGroups: z.boolean().default(true).describe('Orders wait until the channel has told its fulfillment groups, where it has any: holds and places are known then. Off: they are routed as soon as they come.'),
    takeOrdersFrom: z.iso.datetime({ offset: true }).optional().describe('Orders placed before are known and shown, and never pushed. Left out: any order may be pushed.'),
    notifyBuyer: z.boolean().default(false).describe('The channel tells the buyer when a parcel is confirmed.'),
    stuckAfterHours: z
      .strictObject({
        pending: hours.default(72).describe('For an order that is paid, and the channel does not let it go; it may keep one back over a weekend.'),
        created: hours.default(1).describe('For an order that may be fulfilled, and no ERP has all of it; a push takes seconds.'),
        synced: hours.default(72).describe('For an order that is at its ERPs, and not shipped; longer for goods that are made to order.'),
      })
      .prefault({})
      .describe('After how many hours an order that does not move is shown to staff.'),
  });

/** Those of an account that names none. */
export const defaultPolicies = policies.parse({});

const channelAccount = z.strictObject({
  tenant: id.describe('Whose account it is.'),
  channel: id.describe('The vendor’s name; it decides what `options` takes.'),
  account: id.describe('Our name of the account; part of every order key, never changes.'),
  timeZone: zone.describe('IANA zone in which the account’s local dates and cut-off times are read.'),
  environment,
  switches: z
    .strictObject({
      ingest: z.boolean().default(true).describe('Off: webhooks are answered 503, so that the vendor keeps them.'),
      poll: z.boolean().default(true).describe('Off: the vendor is not asked for what changed; webhooks alone tell.'),
      deliver: z.boolean().default(true).describe('Off: what the channel shall be told waits in the ledger.'),
    })
    .prefault({})
    .describe('Work that can be turned off for this account, for a time.'),
  locations: z.array(z.string().min(1)).default([]).describe('Places of the channel that we ship from, by the channel’s own ids. Groups of other places are never routed. Empty: all places.'),
  policies: policies.prefault({}).describe('How orders of the account are treated.'),
  options,
});

const erpAccount = z.strictObject({
  tenant: id.describe('Whose account it is.'),
  erp: id.describe('The vendor’s name; it decides what `options` takes.'),
  account: id.describe('Our name of the account; routes and maps name it, never changes.'),
  timeZone: zone.describe('IANA zone in which the ERP’s local dates are read.'),
  environment,
  switches: z
    .strictObject({
      poll: z.boolean().default(true).describe('Off: the ERP is not asked for shipments, statuses and stock.'),
      deliver: z.boolean().default(true).describe('Off: effects wait in the ledger.'),
    })
    .prefault({})
    .describe('Work that can be turned off for this account, for a time.'),
  options,
});

const words = (what: string) => z.array(z.string().min(1)).min(1).optional().describe(what);

const condition = z.strictObject({
  countries: words('Country of the ship-to address is one of these (ISO 3166-1 alpha-2).'),
  skus: words('Channel SKU of the line is one of these; `*` at the end stands for any rest.'),
  tags: words('The order has one of these tags.'),
  serviceLevels: words('The buyer chose one of these ways of shipping, in the channel’s words.'),
  locations: words('The line’s fulfillment group is at one of these places of the channel, by the channel’s own ids.'),
});

const routeTarget = z.strictObject({
  erp: id.describe('The ERP’s vendor name, as under `erps`.'),
  account: id.describe('The account of the ERP, as under `erps`.'),
  store: z.string().min(1).describe('The ERP’s id of the store.'),
  platformCode: z.string().default('').describe('The ERP’s code of the store’s platform, where it has any.'),
  numberPrefix: z.string().max(20).describe('Begins our order numbers in that store; two accounts that write into one store need different ones.'),
});

const route = z.strictObject({
  tenant: id.describe('Takes only orders of this tenant.'),
  channel: id.optional().describe('Takes only orders of this channel. Left out: of any.'),
  account: id.optional().describe('Takes only orders of this account of the channel. Left out: of any.'),
  when: condition.optional().describe('Takes only lines of which all of this holds; what the channel does not tell fits no condition. Left out: any line.'),
  to: routeTarget.optional().describe('The store that the lines go to. Left out: the one of the store map.'),
  warehouse: z.string().min(1).optional().describe('The ERP’s id of the warehouse that ships the lines. Left out: the warehouse map says it, else the ERP decides.'),
  method: z.string().min(1).optional().describe('The ERP’s id of the logistics method; needs a warehouse beside it. Left out: as with the warehouse.'),
  mode: z.enum(['live', 'shadow', 'off']).default('live').describe('`live`: the lines are pushed. `shadow`: what would be pushed is computed and shown. `off`: they are not pushed. An order keeps the mode that it was routed with.'),
  percentage: z.int().min(0).max(100).default(100).describe('Of a live route: how many of a hundred orders are live, chosen by the order key; the others are in shadow. Who is in stays in when it is raised.'),
});

/** Everything an operator writes, as one declaration: validation, reference page and JSON Schema come from it. */
export const configSchema = z.strictObject({
  tenants: z.array(tenant).default([]).describe('The sellers. Everything else belongs to one of them.'),
  channels: z.array(channelAccount).default([]).describe('Accounts at sales channels: orders come from them, and they are told of parcels.'),
  erps: z.array(erpAccount).default([]).describe('Accounts at ERPs: orders go to them, parcels and stock come from them.'),
  routes: z.array(route).default([]).describe('Where lines of orders go. The first route that fits a line takes it; a line that no route takes is not pushed.'),
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
