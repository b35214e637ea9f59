import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { mapper } from './channel.ts';

/** Shopify's own samples, which are not ours to commit: folders `<topic>` with `{ response: <payload> }` files. */
const contracts = process.env['CONTRACTS_DIR'] ?? resolve(import.meta.dirname, '../../../../shared/contracts');
const folder = join(contracts, 'shopify/webhook-samples/orders');
const samples = existsSync(folder) ? readdirSync(folder) : [];

const notice = `skipped: no samples in ${folder}; set CONTRACTS_DIR to the folder of the vendor contracts`;
if (samples.length === 0) console.warn(`Shopify’s own samples are ${notice}`);

it('maps the vendor’s own samples of orders', ({ skip }) => {
  skip(samples.length === 0, notice);
  const map = mapper.topics['orders/updated']!;
  for (const sample of samples) {
    const { response } = JSON.parse(readFileSync(join(folder, sample), 'utf8')) as { response: unknown };
    const body = Buffer.from(JSON.stringify(response));
    const result = map({ account: 'us', kind: 'resource', orderKeys: [], asOf: null, topic: 'orders/updated', resourceType: 'order', resourceId: '1', vendorRevision: null, via: 'webhook', contentType: null, body });
    expect(result, sample).toMatchObject({ ok: true, value: [{ row: 'order', currency: 'USD', isTest: true, shippingAmount: '10', grandTotal: '404.95' }] });
  }
});
