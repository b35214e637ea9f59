import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { channelIntake } from '@tributary/delivery-kit';
import { sinkSuite, type ControlledVendor, type SinkUnderTest } from '@tributary/delivery-kit/suite';
import { ok } from '@tributary/kernel';
import { createCarrierMap, createDatabase, createLedger, createSalts, createTokenStore, migrate } from '@tributary/postgres';
import { createKeyring } from '@tributary/sealing';
import { defaultPolicies, type Host } from '@tributary/service-host';
import type { Producer } from '@tributary/stream';
import { freshDatabase } from '@tributary/testing';
import { options, type Account } from './config.ts';
import { cancellation, notice } from './fixtures/effects.suite.ts';
import { sandboxShop, startSandbox, type Sandbox } from './fixtures/sandbox.suite.ts';
import { shopEffects } from './shop-effects.ts';
import { connectShops } from './shops.ts';

/* Both effects through the whole delivery engine and a real ledger, against the stand-in. */

type Json = Record<string, unknown>;
const secrets: Record<string, string> = { 'env:TOKEN': 'shpat_example', 'env:SECRET': 'shpss_current_example' };
let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox({ auth: 'static', accessToken: 'shpat_example' })));
afterAll(() => sandbox.close());

let series = 0;

/** Ten orders of one line of two mugs each, in a shop as `deliver.main.ts` composes it. */
async function setUp() {
  const { url, drop } = await freshDatabase('shopify-sink');
  const database = createDatabase(url);
  await migrate(database);
  const keyring = createKeyring(new Map([['acme', randomBytes(32)]]), createSalts(database));
  const producer: Producer = { send: async () => ok(), close: async () => undefined };
  const nothing = (): undefined => undefined;
  const host = { secrets: { read: (reference: string) => ok(secrets[reference] ?? '') }, log: { info: nothing, warn: nothing, error: nothing }, metrics: { getSingleMetric: nothing, registerMetric: nothing }, clock: Date } as unknown as Host;
  const account: Account = {
    tenant: 'acme', channel: 'shopify', account: 'us', timeZone: 'UTC', environment: 'sandbox', switches: { ingest: true, poll: true, deliver: true }, locations: [], policies: defaultPolicies,
    options: options.parse({ shop: sandboxShop, webhookSecrets: { current: 'env:SECRET' }, apiBaseUrl: sandbox.apiBaseUrl, auth: { kind: 'static', accessToken: 'env:TOKEN' } }),
  };
  const shops = connectShops([account], { host, keyring, producer, tokenStore: (sealer) => createTokenStore(database, sealer) });
  const effects = shopEffects(shops.all, { carriers: createCarrierMap(database), clock: Date });
  const idOf = ((first) => (n: number) => String(first + n))(7_000_000 + 100 * ++series);
  const lineOf = new Map<string, string>();
  await sandbox.control('shopify/orders', { shop: sandboxShop, orders: Array.from({ length: 10 }, (_, n) => ({ id: idOf(n), lines: [{ sku: 'MUG-1', quantity: 2 }], announce: false })) });
  for (let n = 0; n < 10; n++) lineOf.set(idOf(n), String(((await sandbox.order(idOf(n)))['line_items'] as Json[])[0]!['id']));
  const close = async (): Promise<void> => {
    shops.close();
    await database.destroy();
    await drop();
  };
  return { database, keyring, effects, idOf, lineOf, close };
}

type Built = Awaited<ReturnType<typeof setUp>>;

function subjectOf(built: Built, effect: 'ship.confirm' | 'cancel.channel', vendor: Omit<ControlledVendor, 'refuseCredential' | 'loseNextAnswer' | 'throttleNext'>, operation: string) {
  const plan = (fault: string) => sandbox.control('faults/next', { vendor: 'shopify', operation, fault });
  return {
    account: { tenant: 'acme', account: 'us' },
    intake: channelIntake('shopify'),
    effect: built.effects.find(({ entry }) => entry.effect === effect)!,
    ledger: createLedger(built.database),
    keyring: built.keyring,
    vendor: {
      ...vendor,
      loseNextAnswer: async () => void (await plan('lose_answer')),
      throttleNext: async () => (await plan('throttle'), 0),
      refuseCredential: async (refused: boolean) => void (secrets['env:TOKEN'] = refused ? 'shpat_wrong' : 'shpat_example'),
    },
    secrets: ['shpat_example', 'shpat_wrong'],
    close: built.close,
  };
}

const orderKeyOf = (id: string) => `acme/shopify/us/${id}`;

sinkSuite('Shopify, confirming parcels,', async (): Promise<SinkUnderTest<'shipment-notice' | 'cancellation'>> => {
  const built = await setUp();
  const { idOf, lineOf } = built;
  const recordOf = (n: number, version: number, number: string) => {
    const id = idOf(n);
    const value = notice({ orderKey: orderKeyOf(id), shipmentId: `WO-${id}`, version, lines: [{ channelLineId: lineOf.get(id)!, qty: '2' }], trackings: [{ number, carrier: 'UPS', service: null, url: null }] });
    return { row: 'shipment-notice' as const, key: value.orderKey, value };
  };
  return {
    ...subjectOf(built, 'ship.confirm', {
      taken: async (reference) => ((await sandbox.order(reference.replace('WO-', '')))['fulfillments'] as Json[]).length,
      rejectNext: async () => (await sandbox.control(`shopify/orders/${sandboxShop}/${idOf(4)}/hold`, { reason: 'INCORRECT_ADDRESS' }), 'on hold'),
    }, 'fulfillmentCreate'),
    record: (n) => recordOf(n, 1, `1Z00${idOf(n)}`),
    changed: (n) => recordOf(n, 2, `1Z99${idOf(n)}`),
  };
});

sinkSuite('Shopify, cancelling,', async (): Promise<SinkUnderTest<'shipment-notice' | 'cancellation'>> => {
  const built = await setUp();
  const { idOf } = built;
  return {
    ...subjectOf(built, 'cancel.channel', {
      taken: async (reference) => ((await sandbox.order(reference.replace('c-', '')))['cancelled_at'] === null ? 0 : 1),
      rejectNext: async () => (await sandbox.control(`shopify/orders/${sandboxShop}/${idOf(4)}/fulfill`, {}), ''),
    }, 'orderCancel'),
    record(n) {
      const value = cancellation({ orderKey: orderKeyOf(idOf(n)), cancellationId: `c-${idOf(n)}`, version: 1 });
      return { row: 'cancellation' as const, key: value.orderKey, value };
    },
  };
});

it('sends nothing that the vendor’s schema or its rules forbid', async () => {
  // The suites use a wrong token on purpose.
  expect(Object.keys((await sandbox.control('violations'))['byRule'] as Json)).toEqual(['shopify token-unknown']);
});
