import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './town.ts';

const parts = ['ingest', 'normalize', 'deliver'];
const mains = [...['channel-shopify', 'erp-lingxing'].flatMap((service) => parts.map((part) => `services/${service}/src/${part}.main.ts`)), 'services/state-tracker/src/main.ts'];
const addresses = { KAFKA_BROKERS: '127.0.0.1:1', SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1', DATABASE_URL: 'postgres://127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' };

function run(script: string, config: string, env: Record<string, string>, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  writeFileSync(join(folder, 'mistakes.yaml'), config);
  return spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8', timeout: 30_000, env: { PATH: process.env['PATH'] ?? '', TRIBUTARY_CONFIG_DIR: folder, ...env } });
}

const mistakes = `
tenants: [{ id: acme, masterKey: my-secret-key }]
channels:
  - { tenant: acme, channel: shopify, account: us, timeZone: America/Nowhere, options: { shop: a.myshopify.com, webhookSecrets: { current: env:S }, auth: { kind: static, accessToken: env:T } } }
  - { tenant: acme, channel: shopify, timeZone: UTC }
colour: blue
`;

it.each(mains)('%s reports every mistake of the configuration and ends with 2 before anything starts', (script) => {
  const { status, stderr, stdout } = run(script, mistakes, addresses);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  for (const place of ['tenants[0].masterKey', 'channels[0].timeZone', 'channels[1].account', 'colour']) expect(stderr).toContain(`mistakes.yaml: ${place}`);
  expect(stderr).not.toContain('my-secret-key');
});

it('names every environment variable that is missing', () => {
  const { status, stderr } = run(mains[0] ?? '', 'tenants: []', {});
  expect(status).toBe(2);
  for (const name of ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'DATABASE_URL']) expect(stderr).toContain(`environment: ${name}: is not set`);
});

it('tributary config validate reports vendor options and unknown vendors as well', () => {
  const { status, stderr } = run(
    'services/cli/src/main.ts',
    `
tenants: [{ id: acme, masterKey: env:K }]
channels:
  - { tenant: acme, channel: shopify, account: us, timeZone: UTC, options: { shop: not-a-shop, webhookSecret: env:S, auth: { kind: static, accessToken: shpat_plain } } }
  - { tenant: acme, channel: esty, account: us, timeZone: UTC }
erps:
  - { tenant: acme, erp: lingxing, account: main, timeZone: Asia/Shanghai, options: { appId: short, appSecret: plain } }
`,
    {},
    'config',
    'validate',
  );
  expect(status).toBe(2);
  for (const place of ['channels[0].options.shop', 'channels[0].options.webhookSecrets', 'channels[0].options: has unknown key webhookSecret', 'channels[0].options.auth.accessToken', 'channels[1].channel', 'erps[0].options.appSecret']) expect(stderr).toContain(place);
  expect(stderr).not.toContain('shpat_plain');
});
