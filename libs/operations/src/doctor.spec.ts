import { describe, expect, it } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import { type Config, ConfigurationError, configSchema, createSecrets, readEnvironment } from '@tributary/service-host';
import { diagnose, type DoctorPorts } from './index.ts';
import { secretReferences } from './secret-references.ts';

const config: Config = configSchema.parse({
  tenants: [{ id: 'acme', masterKey: 'env:MASTER' }],
  channels: [{ tenant: 'acme', channel: 'shopify', account: 'us', timeZone: 'UTC', options: { webhookSecrets: { current: 'env:HOOK', previous: 'env:HOOK' } } }],
  erps: [{ tenant: 'acme', erp: 'lingxing', account: 'main', timeZone: 'UTC', options: { appId: 'app', appSecret: 'file:/run/secrets/app' } }],
});
const variables = { KAFKA_BROKERS: 'kafka:9092', SCHEMA_REGISTRY_URL: 'http://registry', DATABASE_URL: 'postgres://db/x', REDIS_URL: 'redis://r' };
const master = Buffer.alloc(32, 7).toString('base64');

const healthy: DoctorPorts = {
  clock: { now: () => 10_000 },
  secrets: { read: (reference) => ok(reference === 'env:MASTER' ? master : 'hush') },
  environment: () => readEnvironment(variables),
  config: () => config,
  pendingMigrations: () => Promise.resolve([]),
  databaseTime: () => Promise.resolve(ok(11_900)),
  kafkaReady: () => Promise.resolve(true),
  registryReady: () => Promise.resolve(true),
  diffTopics: (topics) => Promise.resolve(ok(topics.map(({ row }) => ({ topic: row, result: 'same' })))),
  pingRedis: () => Promise.resolve(),
};

const away = failed(failure('unavailable', 'asking', { cause: { code: 'away', text: 'no answer' } }));
const boom = () => Promise.reject(new Error('connect ECONNREFUSED'));

async function results(broken: Partial<DoctorPorts>): Promise<Record<string, string>> {
  const checks = await diagnose({ ...healthy, ...broken }, 1);
  expect(checks.every(({ result, remedy }) => (result === 'wrong') === (remedy !== ''))).toBe(true);
  return Object.fromEntries(checks.filter(({ result }) => result !== 'ok').map(({ name, result, text }) => [name, result === 'wrong' ? text : '-']));
}

it('finds nothing wrong where nothing is', async () => {
  expect(await results({})).toEqual({});
  expect((await diagnose(healthy, 1)).map(({ name }) => name)).toEqual(['environment', 'configuration', 'secrets', 'master keys', 'database', 'clock', 'Kafka', 'schema registry', 'topics', 'Redis']);
});

describe('tells each thing that is wrong, and does not check what rests on it', () => {
  it.each<[string, Partial<DoctorPorts>, Record<string, unknown>]>([
    ['the clock', { databaseTime: () => Promise.resolve(ok(7_900)) }, { clock: 'is 2100 ms ahead of' }],
    ['the other way', { databaseTime: () => Promise.resolve(ok(12_000)) }, { clock: '2000 ms behind' }],
    ['migrations', { pendingMigrations: () => Promise.resolve(['shared/0003_actions.sql']) }, { database: 'lacks shared/0003_actions.sql' }],
    ['the database', { pendingMigrations: boom, databaseTime: () => Promise.resolve(away) }, { database: 'connect ECONNREFUSED', clock: '-' }],
    ['Kafka', { kafkaReady: () => Promise.resolve(false) }, { Kafka: 'no broker answers', topics: '-' }],
    ['the registry', { registryReady: () => Promise.resolve(false) }, { 'schema registry': 'does not answer', topics: '-' }],
    ['a topic', { diffTopics: () => Promise.resolve(ok([{ topic: 'one', result: 'same' }, { topic: 'two', result: 'create' }])) }, { topics: 'not as declared: two' }],
    ['topics that cannot be compared', { diffTopics: () => Promise.resolve(away) }, { topics: 'asking: [away] no answer' }],
    ['Redis', { pingRedis: boom }, { Redis: 'does not answer' }],
    ['no Redis', { environment: () => readEnvironment({ ...variables, REDIS_URL: '' }) }, { Redis: '-' }],
    ['the environment', { environment: () => readEnvironment({ ...variables, KAFKA_BROKERS: '' }) }, { environment: 'KAFKA_BROKERS is not set', database: '-', clock: '-', Kafka: '-', 'schema registry': '-', topics: '-', Redis: '-' }],
  ])('%s', async (_name, broken, expected) => {
    const found = await results(broken);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, text] of Object.entries(expected)) expect(found[name]).toContain(String(text).replace(/^is /, ''));
  });

  it('the configuration, cut where it is long', async () => {
    const problems = ['a', 'b', 'c', 'd', 'e'].map((path) => ({ where: 'acme.yaml', path, text: 'is wrong', remedy: 'Correct it' }));
    const throwing = () => {
      throw new ConfigurationError(problems);
    };
    expect(await results({ config: throwing })).toEqual({ configuration: 'acme.yaml: a: is wrong; acme.yaml: b: is wrong; acme.yaml: c: is wrong; and 2 more', secrets: '-', 'master keys': '-', topics: '-' });
  });

  it('secrets by their names, never by what they are', async () => {
    const found = await results({ secrets: createSecrets({ MASTER: 'aHVzaA==' }) });
    expect(found['secrets']).toBe('reading secret env:HOOK: [secret_missing] the environment variable HOOK is not set or empty; reading secret file:/run/secrets/app: [secret_missing] the file is not there');
    expect(found['master keys']).toContain('masterKey env:MASTER: holds 4 bytes, needs 32');
    expect(JSON.stringify(found)).not.toContain('hush');
    expect(JSON.stringify(found)).not.toContain('aHVzaA');
  });
});

it('finds every secret that the configuration names, once', () => {
  expect(secretReferences(config)).toEqual(['env:MASTER', 'env:HOOK', 'file:/run/secrets/app']);
});
