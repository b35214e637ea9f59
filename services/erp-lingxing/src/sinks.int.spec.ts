import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import type { Audit, FulfillmentRequest } from '@tributary/contracts';
import { bindEffect, erpIntake, requestCodec } from '@tributary/delivery-kit';
import { sinkSuite, type ControlledVendor, type SinkUnderTest } from '@tributary/delivery-kit/suite';
import { ok } from '@tributary/kernel';
import { createDatabase, createLedger, createSalts, createTokenStore, migrate } from '@tributary/postgres';
import { createInFlightLimiter, createRedis } from '@tributary/redis';
import { createKeyring, orderScope, sealPersonal } from '@tributary/sealing';
import type { Host } from '@tributary/service-host';
import type { Producer } from '@tributary/stream';
import { freshDatabase, freshNamespace, leaks, stackFromEnvironment, waitFor } from '@tributary/testing';
import { createAccounts, type AccountParts, type Sinks } from './accounts.ts';
import { options } from './config.ts';
import type { LingxingAccount } from './connection.ts';
import { effects } from './effects.ts';
import { createFakeLingxing, type FakeLingxing } from './fixtures/fake-lingxing.ts';
import { personal, request, skuMap } from './fixtures/request.ts';
import { serveFake, stopServing } from './fixtures/serve-fake.suite.ts';
import { paths } from './requests/endpoints.ts';

const leaked = leaks();
afterAll(async () => {
  await waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' });
});

const appId = 'tributaryapp0001';
const appSecret = 'a-secret-of-the-app';

/** The accounts as `deliver.main.ts` composes them, before a Lingxing of our own. */
async function setUp() {
  const fake = createFakeLingxing(appId);
  const { server, baseUrl } = await serveFake(fake);
  const { url, drop } = await freshDatabase('lingxing-sink');
  const database = createDatabase(url);
  await migrate(database);
  const redis = createRedis(stackFromEnvironment().redisUrl);
  const keyring = createKeyring(new Map([['acme', randomBytes(32)]]), createSalts(database));
  const audits: Audit[] = [];
  const producer: Producer = { send: async (records) => (audits.push(...records.map(({ value }) => value as Audit)), ok()), close: async () => undefined };
  const lines: string[] = [];
  const line = (fields: object, text: string): void => void lines.push(`${JSON.stringify(fields)} ${text}`);
  const log = { info: line, warn: line, error: line } as unknown as Host['log'];
  const metrics = { getSingleMetric: () => undefined, registerMetric: () => undefined };
  const host = { environment: { namespace: freshNamespace('lingxing-sink') }, secrets: { read: () => ok(appSecret) }, log, metrics, clock: { now: () => Date.now() } } as unknown as AccountParts['host'];
  const account: LingxingAccount = { tenant: 'acme', erp: 'lingxing', account: 'main', timeZone: 'UTC', environment: 'sandbox', switches: { poll: true, deliver: true }, options: options.parse({ baseUrl, appId, appSecret: 'env:SECRET' }) };
  const accounts = createAccounts([account], {
    host, keyring, producer,
    limiter: (replicas) => createInFlightLimiter(redis, { replicas, clock: host.clock, log }),
    tokenStore: (sealer) => createTokenStore(database, sealer),
    skuMap: () => ({ resolve: async () => ok(skuMap({ 'MUG-RED': { 'LX-MUG-R': '1' } })) }),
  });
  const close = async (): Promise<void> => {
    accounts.close();
    await redis.close();
    await database.destroy();
    await drop();
    await stopServing(server);
  };
  return { fake, accounts, audits, lines, database, keyring, close };
}

const orderKeys = Array.from({ length: 10 }, (_, n) => `acme/shopify/us-shop/${n}`);

async function subject(effect: keyof Sinks, { of, vendorOf }: { of(n: number): Partial<FulfillmentRequest>; vendorOf(fake: FakeLingxing): Pick<ControlledVendor, 'taken' | 'loseNextAnswer' | 'throttleNext' | 'rejectNext'> }): Promise<SinkUnderTest<'fulfillment-request'>> {
  const { fake, accounts, database, keyring, close } = await setUp();
  const scopes = orderKeys.map((orderKey) => orderScope('acme', orderKey));
  const keys = await keyring.prepare(scopes);
  if (!keys.ok) throw new Error('preparing keys');
  const recordOf = (n: number, person: typeof personal, version: number) => {
    const value = request({ orderKey: orderKeys[n]!, externalNo: `SH-${n}-P1-R1`, version, personal: sealPersonal(keys.value, scopes[n]!, person), ...of(n) });
    return { row: 'fulfillment-request' as const, key: value.orderKey, value };
  };
  const entry = effects.find((one) => one.effect === effect);
  if (entry === undefined) throw new Error(`looking up ${effect}: it is not in the catalogue`);
  return {
    account: { tenant: 'acme', account: 'main' },
    intake: erpIntake('lingxing'),
    effect: bindEffect(entry, requestCodec, accounts.sinks[effect]),
    ledger: createLedger(database),
    keyring,
    vendor: { ...vendorOf(fake), refuseCredential: async (refused) => void (fake.state.credentialRefused = refused) },
    record: (n) => recordOf(n, personal, 3),
    ...(effect === 'erp.create' ? { changed: (n: number) => recordOf(n, { ...personal, shipTo: { ...personal.shipTo!, line1: '9 Elm Street' } }, 4) } : {}),
    secrets: [appSecret, 'token-1', 'token-2', 'Ada', 'Sample Road', 'Elm Street', '555 0142', 'ada@example.test'],
    close,
  };
}

const throttled = { answer: { code: '3001008', msg: 'requests too frequently' } };

sinkSuite('Lingxing, creating,', () =>
  subject('erp.create', {
    of: () => ({}),
    vendorOf: (fake) => ({
      taken: async (reference) => fake.orders.filter(({ number }) => number === reference).length,
      loseNextAnswer: async () => fake.next(paths.orderCreate, 'lose'),
      throttleNext: async () => (fake.next(paths.orderCreate, throttled), 2_000),
      rejectNext: async () => (fake.next(paths.orderCreate, { answer: { code: 102, message: '店铺未授权' } }), '店铺未授权'),
    }),
  }),
);

sinkSuite('Lingxing, cancelling,', () =>
  subject('erp.cancel', {
    of: () => ({ state: 'cancelled' }),
    vendorOf: (fake) => {
      for (const [n] of orderKeys.entries()) fake.orders.push({ number: `SH-${n}-P1-R1`, storeId: request().store, global: `900${n}`, items: [{ sku: 'LX-MUG-R', quantity: 2 }], deleted: false });
      return {
        taken: async (reference) => fake.orders.filter(({ number, status }) => number === reference && status === 7).length,
        loseNextAnswer: async () => fake.next(paths.orderCancel, 'lose'),
        throttleNext: async () => (fake.next(paths.orderCancel, throttled), 2_000),
        rejectNext: async () => (fake.next(paths.orderCancel, { answer: { code: 0, data: { process_code: 10000, failure_info: [{ message: '订单已锁定' }] } } }), '订单已锁定'),
      };
    },
  }),
);

sinkSuite('Lingxing, linking,', () =>
  subject('erp.link', {
    of: () => ({ intake: 'native' }),
    vendorOf: (fake) => {
      for (const [n] of orderKeys.entries()) fake.orders.push({ number: String(n), storeId: request().store, global: `900${n}`, items: [{ sku: 'LX-MUG-R', quantity: 2 }], deleted: false });
      let rejected = 0;
      return {
        // Nothing is written, so what was taken is what an answered look-up showed.
        taken: async (reference) => Number(reference !== String(rejected)),
        loseNextAnswer: async () => fake.next(paths.orderList, 'lose'),
        throttleNext: async () => (fake.next(paths.orderList, throttled), 2_000),
        rejectNext: async () => ((rejected = 4), fake.next(paths.orderList, { answer: { code: 102, message: '店铺未授权' } }), '店铺未授权'),
      };
    },
  }),
);

describe('Lingxing accounts over real stores', () => {
  it('share one token between processes, sealed at rest, and write every call down without contents', async () => {
    const { fake, accounts, audits, lines, database, close } = await setUp();
    try {
      const desired = request({ personal: null, shipTo: { ...request().shipTo, country: null } });
      const effect = { idempotencyKey: 'key-1', effect: 'erp.create', tenant: 'acme', target: 'lingxing', targetAccount: 'main', subject: { kind: 'order_part' as const, id: '1' }, orderKeys: [desired.orderKey], reference: desired.externalNo, attempt: 1, traceId: desired.traceId, held: null, desired };
      const sink = accounts.sinks['erp.create'];
      const permit = { deadline: Date.now() + 20_000, signal: new AbortController().signal, check: () => ok() };
      expect(await sink.verify(effect, permit)).toEqual({ ok: true, value: { state: 'absent' } });
      await Promise.all([sink.verify(effect, permit), sink.verify(effect, permit)]);
      // The two at the same time share one call, which serves no single effect.
      expect(fake.seen.map(({ path }) => path)).toEqual([paths.accessToken, paths.orderList, paths.orderList]);

      const { rows } = await database.raw<{ rows: { holder: string; sealed: Buffer }[] }>('select holder, sealed from shared.tokens');
      expect([rows.map(({ holder }) => holder), rows[0]?.sealed.includes('token-1')]).toEqual([[`lingxing:${appId}`], false]);

      await waitFor(() => audits.length === 3, { description: 'three audit records' });
      expect(audits.map(({ replyCode, result, effectKey, orderKeys }) => [replyCode, result, effectKey, orderKeys.length])).toEqual([['200', 'ok', null, 0], ['0', 'ok', 'key-1', 1], ['0', 'ok', null, 1]]);
      expect(JSON.stringify([audits, lines])).not.toMatch(/token-1|a-secret-of-the-app|\?|SH-5001/);
      expect(accounts.credentialVersion({ tenant: 'acme', target: 'lingxing', account: 'main' })).toMatch(/^[0-9a-f]{64}$/);
    } finally {
      await close();
    }
  });
});
