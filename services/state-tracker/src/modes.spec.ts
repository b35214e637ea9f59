import { expect, it } from 'vitest';
import type { Config } from '@tributary/service-host';
import { modeOf } from './modes.ts';

const account = { tenant: 'acme', channel: 'shopify', account: 'us' };
const store = { erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', numberPrefix: 'US-' };

function config(more: Partial<Config>, [channel, erp]: ['production' | 'sandbox', 'production' | 'sandbox'] = ['production', 'production']): Config {
  return {
    tenants: [],
    channels: [{ ...account, timeZone: 'UTC', environment: channel, switches: { ingest: true }, options: {} }],
    erps: [{ tenant: 'acme', erp: 'lingxing', account: 'main', timeZone: 'UTC', environment: erp, switches: { deliver: true }, options: {} }],
    routes: [{ tenant: 'acme', mode: 'live' }],
    ...more,
  };
}

it('is that of the route that names the channel, else of the tenant’s general one, else off', () => {
  expect(modeOf(config({}), account, store)).toBe('live');
  expect(modeOf(config({ routes: [{ tenant: 'acme', mode: 'live' }, { tenant: 'acme', channel: 'shopify', mode: 'shadow' }] }), account, store)).toBe('shadow');
  expect(modeOf(config({ routes: [{ tenant: 'zeta', mode: 'live' }] }), account, store)).toBe('off');
});

it('keeps what is sold in a sandbox out of a production ERP', () => {
  expect(modeOf(config({}, ['sandbox', 'production']), account, store)).toBe('shadow');
  expect(modeOf(config({}, ['sandbox', 'sandbox']), account, store)).toBe('live');
});
