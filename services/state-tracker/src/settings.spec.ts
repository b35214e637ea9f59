import { expect, it } from 'vitest';
import { configSchema } from '@tributary/service-host';
import { settingsOf } from './settings.ts';

const config = configSchema.parse({
  tenants: [{ id: 'acme', masterKey: 'env:KEY' }],
  channels: [
    { tenant: 'acme', channel: 'shopify', account: 'us', timeZone: 'UTC', environment: 'sandbox', locations: ['7'], policies: { waitForGroups: false, takeOrdersFrom: '2026-01-01T00:00:00+08:00', notifyBuyer: true, stuckAfterHours: { synced: 240 } } },
    { tenant: 'acme', channel: 'tiktok-shop', account: 'us', timeZone: 'UTC' },
    { tenant: 'birch', channel: 'amazon', account: 'eu', timeZone: 'UTC' },
  ],
  erps: [{ tenant: 'acme', erp: 'lingxing', account: 'main', timeZone: 'UTC' }],
  routes: [{ tenant: 'birch' }, { tenant: 'acme', channel: 'shopify', mode: 'shadow' }, { tenant: 'acme' }],
});

it('are those of the account and its tenant, nobody else’s', () => {
  const found = settingsOf(config, { tenant: 'acme', channel: 'shopify', account: 'us' });
  expect(found.policies).toEqual({ waitForGroups: false, takeOrdersFrom: Date.UTC(2025, 11, 31, 16), notifyBuyer: true, locations: ['7'] });
  expect(found.thresholds).toEqual({ pendingMs: 72 * 3_600_000, createdMs: 3_600_000, syncedMs: 240 * 3_600_000 });
  expect(found.routes).toMatchObject([{ channel: 'shopify', mode: 'shadow' }, { mode: 'live' }]);
  expect(found.connectedChannels).toEqual(['shopify', 'tiktok-shop']);
  expect(found.canBeLive({ erp: 'lingxing', erpAccount: 'main' })).toBe(false);
});

it('are the defaults for an account that the configuration does not name any more', () => {
  expect(settingsOf(config, { tenant: 'acme', channel: 'shopify', account: 'gone' })).toMatchObject({
    policies: { waitForGroups: true, takeOrdersFrom: null, notifyBuyer: false, locations: [] },
    thresholds: { pendingMs: 72 * 3_600_000, createdMs: 3_600_000, syncedMs: 72 * 3_600_000 },
  });
});
