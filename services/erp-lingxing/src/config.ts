import { z } from 'zod';
import { secretReference } from '@tributary/service-host';
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
  replicas: z.int().positive().default(1).describe('Processes that deliver to this account; while Redis is away each takes its share of the capacity.'),
});

/** What an ERP account with `erp: lingxing` needs under `options`. */
export const options = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://openapi.lingxing.com').describe('Address of the open platform, without a path.'),
  appId: z
    .string()
    .refine((text) => appIdLengths.includes(Buffer.byteLength(text)), `is not an appId: it has ${appIdLengths.join(', ')} bytes`)
    .describe('appId from Settings › Business config › Global › Open API in Lingxing. The addresses we call from must be on its white list.'),
  appSecret: z.string().regex(secretReference, 'is not a secret reference: env:NAME or file:/path').describe('Where the appSecret is: env:NAME or file:/path. Read again for every new token.'),
  timeoutMs: z.int().positive().default(20_000).describe('How long one call may take, ms.'),
  settleMs: z.int().min(0).default(60_000).describe('How long a created order may stay invisible in the order list, ms; no create is repeated earlier.'),
  inFlight: inFlight.prefault({}),
  piiGranted: z
    .boolean()
    .default(true)
    .describe('Lingxing granted the app the fields state, postal code, district, address lines 2 and 3, phone, buyer name and e-mail. Off: they are not sent, and orders have none of them.'),
  stockDeduction: z.enum(['none', 'sku_and_shop']).default('none').describe('How created lines take stock in Lingxing (stock_deduction_type).'),
  readBack: z.boolean().default(true).describe('Look a created order up once more, so that its outcome rests on what Lingxing holds. Costs one call an order.'),
});

export type Options = z.infer<typeof options>;

/** Requests that may be in flight for a path at once; 1 for a path that is neither documented nor configured. */
export function capacityOf({ inFlight: { capacities } }: Options, path: string): number {
  return capacities[path] ?? documentedCapacities[path] ?? 1;
}
