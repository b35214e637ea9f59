import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigurationError, loadConfig } from '@tributary/service-host';
import { configuredAccounts, options } from './config.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'shopify-config-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shop = (account: string, options: string): string => `  - { tenant: acme, channel: shopify, account: ${account}, timeZone: America/New_York, options: ${options} }\n`;
const secrets = 'webhookSecrets: { current: "env:SECRET" }, auth: { kind: static, accessToken: "env:TOKEN" }';

/** The accounts of a configuration with these channels, or the lines of its problems. */
function load(channels: string): unknown {
  writeFileSync(join(folder, 'accounts.yaml'), `tenants: [{ id: acme, masterKey: "env:MASTER" }]\nchannels:\n${channels}`);
  // Vendors whose options may be anything: what is tested here is this channel's own declaration.
  for (const vendor of ['shopify', 'other']) writeFileSync(join(folder, `${vendor}.json`), '{}');
  try {
    return configuredAccounts(loadConfig(folder, folder));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ where, path, text }) => `${where} ${path} ${text}`);
  }
}

it('gives the accounts of this channel alone, with the current API version', () => {
  const other = '  - { tenant: acme, channel: other, account: x, timeZone: UTC, options: { shop: "anything" } }\n';
  expect(load(other + shop('us', `{ shop: quill-home.myshopify.com, ${secrets} }`))).toMatchObject([{ account: 'us', options: { shop: 'quill-home.myshopify.com', apiVersion: '2026-10' } }]);
});

it('reports two accounts with one shop by file and place', () => {
  const channels = shop('us', `{ shop: quill-home.myshopify.com, ${secrets} }`) + shop('eu', `{ shop: quill-eu.myshopify.com, ${secrets} }`) + shop('us2', `{ shop: Quill-Home.myshopify.com, ${secrets} }`);
  expect(load(channels)).toEqual(['accounts.yaml channels[2].options.shop quill-home.myshopify.com belongs to account us of tenant acme already']);
});

it.each(['quill-home.myshopify.com.evil.example', 'evil.example/quill-home.myshopify.com', 'https://quill-home.myshopify.com', '-x.myshopify.com', 'shop.example.com', 'a.b.myshopify.com', 'a.myshopify.com\n'])('refuses the shop domain %j', (domain) => {
  expect(options.safeParse({ shop: domain, webhookSecrets: { current: 'env:SECRET' }, auth: { kind: 'static', accessToken: 'env:TOKEN' } }).success).toBe(false);
});

it('reports every problem of an account at once, and not the secret that was written down by mistake', () => {
  const problems = load(shop('us', '{ webhookSecrets: { current: shpss_written_down }, auth: { kind: static, accessToken: shpat_written_down }, apiVersion: "2026-11", shops: 1 }')) as string[];
  expect(problems).toHaveLength(5);
  expect(problems.join()).not.toMatch(/shpss|shpat/);
});

it('describes every field', () => {
  const { properties } = options.toJSONSchema() as { properties: Record<string, { description?: string; properties?: Record<string, { description?: string }> }> };
  const fields = Object.values(properties).flatMap((field) => [field, ...Object.values(field.properties ?? {})]);
  expect(fields.filter(({ description }) => !description)).toEqual([]);
});
