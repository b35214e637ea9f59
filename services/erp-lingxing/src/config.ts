import { z } from 'zod';
import { secretReference } from '@tributary/service-host';
import { defaultSettleMs } from './effects.ts';
import { documentedCapacities } from './requests/endpoints.ts';
import { appIdLengths } from './sign.ts';

const capacities = z
  .record(z.string().startsWith('/', 'is not a path'), z.int().positive())
  .default({})
  .describe('Capacity per path where the tenant has another one than documented: {"/pb/mp/order/v2/create": 5}.');

const inFlight = z.strictObject({
  capacities,
  waitMs: z.int().min(0).default(5_000).describe('How long a call waits for a free place before the effect is put back, ms.'),
  leaseMs: z.int().positive().default(120_000).describe('How long a place stays taken when no answer came, ms. Lingxing itself gives it back after two minutes.'),
  paceMs: z.int().min(0).default(1_000).describe('Shortest time between the starts of two calls of a path that takes one at a time, ms.'),
  replicas: z.int().positive().default(1).describe('Processes that call this account; while Redis is away each takes its share of the capacity.'),
});

const batch = z.strictObject({
  creates: z.int().min(1).max(50).default(20).describe('Orders of one store that one create may hold. Lingxing documents no limit; 1: one order a call.'),
  lookUps: z.int().min(1).max(50).default(50).describe('Order numbers of one store that one look-up may hold.'),
  windowMs: z.int().min(0).max(1_000).default(15).describe('How long the first of several orders waits for others to share its call, ms.'),
});

const countries = z.array(z.string().regex(/^[A-Z]{2}$/, 'is not a country (ISO 3166-1 alpha-2)')).min(1);
const taxNumber = z.strictObject({
  countries: countries.describe('Ship-to countries that it is for; the first entry that names the country is taken.'),
  type: z.enum(['IOSS', 'VAT', 'CPF', 'EORI', 'recipient', 'VOEC']).describe('What kind of number it is (sender_tax_type).'),
  number: z.string().min(1).describe('The number itself (sender_tax_no).'),
});

const nativeStore = z.strictObject({
  store: z.string().regex(/^\d+$/, 'is not a store_id').describe('store_id of the store at Lingxing.'),
  channel: z.string().min(1).describe('The channel whose orders it holds.'),
  account: z.string().min(1).describe('The account of that channel.'),
});

const poll = z.strictObject({
  ordersEveryMs: z.int().positive().default(60_000).describe('How often changed orders are asked for, ms.'),
  outboundsEveryMs: z.int().positive().default(120_000).describe('How often changed outbounds are asked for, ms. Each time the whole day is read.'),
  inventoryEveryMs: z.int().positive().default(900_000).describe('How often the whole stock is read, ms.'),
  lagMs: z.int().min(0).default(5_000).describe('Polls read up to so long ago, ms: what Lingxing may still be writing down is left to the next one.'),
  overlapMs: z.int().min(0).default(600_000).describe('How far back every poll reads over what the one before has read, ms: lists show changes late.'),
  firstReadMs: z.int().positive().default(604_800_000).describe('How far back the very first poll of orders and outbounds reads, ms.'),
  warehouses: z.array(z.string().regex(/^\d+$/, 'is not a wid')).default([]).describe('Warehouses (wid) whose stock is read. Empty: all that are not deleted, of the types in warehouseTypes.'),
  warehouseTypes: z.array(z.int().positive()).default([1, 3]).describe('Types of warehouses that are read: 1 own, 3 overseas, 4 the platform’s, 6 AWD.'),
});

/** What an ERP account with `erp: lingxing` needs under `options`. */
export const options = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://openapi.lingxing.com').describe('Address of the open platform, without a path.'),
  appId: z
    .string()
    .refine((text) => appIdLengths.includes(Buffer.byteLength(text)), `is not an appId: it has ${appIdLengths.join(', ')} bytes`)
    .describe('appId from Settings › Business config › Global › Open API in Lingxing. The addresses we call from must be on its white list.'),
  appSecret: z.string().regex(secretReference, 'is not a secret reference: env:NAME or file:/path').describe('appSecret that belongs to the appId. Read again for every new token.'),
  timeoutMs: z.int().positive().default(20_000).describe('How long one call may take, ms.'),
  settleMs: z.int().min(0).default(defaultSettleMs).describe('How long a created order may stay invisible in the order list, ms; no create is repeated earlier, and no cancel takes an order for absent earlier.'),
  inFlight: inFlight.prefault({}).describe('How many calls may be under way at once.'),
  batch: batch.prefault({}).describe('How orders share a call.'),
  piiGranted: z
    .boolean()
    .default(true)
    .describe('Lingxing granted the app the fields state, postal code, district, address lines 2 and 3, phone, buyer name and e-mail. Off: they are not sent, and orders have none of them.'),
  stockDeduction: z.enum(['none', 'sku_and_shop']).default('none').describe('How created lines take stock in Lingxing (stock_deduction_type).'),
  readBack: z.boolean().default(true).describe('Look a created or changed order up once more, so that its outcome rests on what Lingxing holds.'),
  taxNumbers: z.array(taxNumber).default([]).describe('Tax numbers of the sender by country. Orders to other countries are created without one.'),
  fillSyncedStores: z.boolean().default(false).describe('Create orders in stores that Lingxing fills by itself, too. Each such order would stand there twice if Lingxing fetches it as well.'),
  nativeStores: z.array(nativeStore).default([]).describe('Stores that Lingxing fills by itself from a channel account that Tributary knows: their orders are recognized by the channel’s own order id.'),
  interceptEveryMs: z.int().positive().default(60_000).describe('How often an outbound that is being taken back is looked at, ms. Overseas warehouses answer after minutes or hours.'),
  linkEveryMs: z.int().positive().default(300_000).describe('How often an order is looked for that Lingxing shall fetch by itself and does not have yet, ms.'),
  poll: poll.prefault({}).describe('What is read of Lingxing by itself, and how often.'),
});

export type Options = z.infer<typeof options>;

/** Requests that may be in flight for a path at once; 1 for a path that is neither documented nor configured. */
export function capacityOf({ inFlight: { capacities } }: Pick<Options, 'inFlight'>, path: string): number {
  return capacities[path] ?? documentedCapacities[path] ?? 1;
}
