import { expect, it } from 'vitest';
import { configSchema } from '@tributary/service-host';
import { canBeLive } from './modes.ts';

const us = { tenant: 'acme', channel: 'shopify', account: 'us' };
const main = { erp: 'lingxing', erpAccount: 'main' };

const between = (channel: string, erp: string) =>
  configSchema.parse({ channels: [{ ...us, timeZone: 'UTC', environment: channel }], erps: [{ tenant: 'acme', erp: 'lingxing', account: 'main', timeZone: 'UTC', environment: erp }] });

it('keeps what is sold in a sandbox out of a production ERP', () => {
  expect(canBeLive(between('sandbox', 'production'), us, main)).toBe(false);
  expect(canBeLive(between('sandbox', 'sandbox'), us, main)).toBe(true);
  expect(canBeLive(between('production', 'production'), us, main)).toBe(true);
  expect(canBeLive(between('production', 'sandbox'), us, main)).toBe(true);
});
