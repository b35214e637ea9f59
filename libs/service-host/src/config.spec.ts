import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { channelAccounts, ConfigurationError, createSecrets, loadConfig, masterKeys, type Problem, readEnvironment, secret } from './index.ts';

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const schemas = folderWith({
  'shopify.json': JSON.stringify({ type: 'object', properties: { shop: { type: 'string' } }, additionalProperties: false }),
});
const good = {
  'tenants.yaml': 'tenants:\n  - { id: acme, masterKey: env:ACME_KEY }\n',
  'shopify.yaml': 'channels:\n  - { tenant: acme, channel: shopify, account: us, timeZone: America/New_York, options: { shop: a.myshopify.com } }\n',
};

it('joins the files of a folder', () => {
  const { config } = loadConfig(folderWith(good), schemas);
  expect(config.channels[0]).toMatchObject({ account: 'us', environment: 'production', switches: { ingest: true } });
});

it('reports every mistake of every file at once, with file, path and remedy, and shows no value', () => {
  const problems = problemsOf(() =>
    loadConfig(
      folderWith({
        ...good,
        'a.yaml': 'tenants:\n  - { id: Bad Id, masterKey: hunter2 }\nchanels: []\n',
        'b.yaml': 'channels:\n  - { tenant: acme, channel: shopify, account: eu, timeZone: Europe/Nowhere, tiemZone: x }\n  - { channel: shopify, account: us, timeZone: UTC }\n',
        'c.yaml': 'tenants: [\n',
        'd.yaml': 'erps: nothing\n',
        'e.yaml': 'channels:\n  - { tenant: acme, channel: shopify, account: ca, timeZone: UTC, options: { shop: 7, colour: blue } }\n  - { tenant: acme, channel: esty, account: us, timeZone: UTC }\n',
      }),
      schemas,
    ),
  );
  expect(problems.map(({ where, path, text }) => `${where} ${path} ${text}`)).toEqual([
    'a.yaml chanels is not a known part',
    expect.stringContaining('c.yaml line'),
    'd.yaml erps is not a list',
    expect.stringContaining('a.yaml tenants[0].id is not an id'),
    expect.stringContaining('a.yaml tenants[0].masterKey is not a secret reference'),
    expect.stringContaining('b.yaml channels[0].timeZone is not an IANA time zone'),
    'b.yaml channels[0] has unknown key tiemZone',
    'b.yaml channels[1].tenant is missing',
    'e.yaml channels[0].options.shop expected string, received number',
    'e.yaml channels[0].options has unknown key colour',
    'e.yaml channels[1].channel there is no vendor esty',
  ]);
  expect(problems.every(({ remedy }) => remedy.length > 0)).toBe(true);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});

it('finds names that are given twice and tenants that nobody declared', () => {
  const again = 'channels:\n  - { tenant: acme, channel: shopify, account: us, timeZone: UTC }\n  - { tenant: zeta, channel: shopify, account: us, timeZone: UTC }\n';
  const problems = problemsOf(() => loadConfig(folderWith({ ...good, 'z.yaml': again }), schemas));
  expect(problems.map(({ where, path }) => `${where} ${path}`)).toEqual(['z.yaml channels[0]', 'z.yaml channels[1].tenant']);
});

it('names the place of a mistake in a vendor’s options', () => {
  const loaded = loadConfig(folderWith(good), schemas);
  expect(problemsOf(() => channelAccounts(loaded, 'shopify', z.strictObject({ shop: z.string(), webhookSecret: secret })))).toEqual([
    { where: 'shopify.yaml', path: 'channels[0].options.webhookSecret', text: 'is missing', remedy: 'Add it' },
  ]);
  expect(channelAccounts(loaded, 'shopify', z.object({ shop: z.string() }))[0]?.options).toEqual({ shop: 'a.myshopify.com' });
});

it('says what is wrong with the form that was meant, and which forms there are', () => {
  const entrance = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('app'), id: z.string() }), z.strictObject({ kind: z.literal('static'), token: secret })]);
  const folder = folderWith({ 'shopify.json': JSON.stringify(z.toJSONSchema(z.strictObject({ shop: z.string(), auth: entrance }), { io: 'input' })) });
  const found = (auth: string) => problemsOf(() => loadConfig(folderWith({ ...good, 'shopify.yaml': good['shopify.yaml'].replace('a.myshopify.com', `a.myshopify.com, auth: ${auth}`) }), folder));
  expect(found('{ kind: static, token: plain }')).toMatchObject([{ path: 'channels[0].options.auth.token' }]);
  expect(found('{ kind: app }')).toMatchObject([{ path: 'channels[0].options.auth.id', text: 'is missing' }]);
  expect(found('{ kind: other }')).toMatchObject([{ path: 'channels[0].options.auth', text: 'has none of the allowed forms (kind: app or static)' }]);
});

describe('environment', () => {
  const full = { KAFKA_BROKERS: 'a:1,b:2', SCHEMA_REGISTRY_URL: 'http://r', DATABASE_URL: 'postgres://d/x' };
  it('has defaults', () => {
    expect(readEnvironment(full)).toMatchObject({ kafkaBrokers: ['a:1', 'b:2'], namespace: 'tributary', port: 8080, redisUrl: undefined });
  });
  it('reports all that is missing or wrong', () => {
    expect(problemsOf(() => readEnvironment({ KAFKA_BROKERS: 'nohost', PORT: '70000' })).map(({ path }) => path)).toEqual(['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'DATABASE_URL', 'PORT']);
  });
});

describe('secrets', () => {
  it('are read anew each time from environment and file', () => {
    const path = join(folderWith({ key: 'one\n' }), 'key');
    const secrets = createSecrets({ A: 'x' });
    expect(secrets.read('env:A')).toEqual({ ok: true, value: 'x' });
    expect(secrets.read(`file:${path}`)).toEqual({ ok: true, value: 'one' });
    writeFileSync(path, 'two');
    expect(secrets.read(`file:${path}`)).toEqual({ ok: true, value: 'two' });
    expect(secrets.read('env:B').ok).toBe(false);
    expect(JSON.stringify(secrets.read('plain-secret'))).not.toContain('plain-secret');
  });
  it('of all tenants are checked at once', () => {
    const { config } = loadConfig(folderWith({ 't.yaml': 'tenants:\n  - { id: a, masterKey: env:A }\n  - { id: b, masterKey: env:B }\n' }));
    expect(problemsOf(() => masterKeys(config, createSecrets({ A: 'c2hvcnQ=' })))).toHaveLength(2);
  });
});
