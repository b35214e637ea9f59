import { deployableName } from '@tributary/contracts';
import { bindEffect, createDeliverer, erpIntake, requestCodec } from '@tributary/delivery-kit';
import { createDatabase, createLedger, createMapVersions, createSalts, createSkuMap, createTokenStore, pendingMigrations } from '@tributary/postgres';
import { createInFlightLimiter, createRedis } from '@tributary/redis';
import { createKeyring } from '@tributary/sealing';
import { erpAccounts, masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { createAccounts } from './accounts.ts';
import { options } from './config.ts';
import { deliveryTuning, effectsSettledIn } from './effects.ts';
import { vendor } from './vendor.ts';

await serve(deployableName('erp', vendor, 'deliver'), async (host) => {
  const { name, environment, log, metrics, clock } = host;
  const accounts = erpAccounts(host.loaded, vendor, options);
  const database = createDatabase(environment.databaseUrl);
  host.onClose('database', () => database.destroy());
  const redis = environment.redisUrl === undefined ? undefined : createRedis(environment.redisUrl);
  host.onClose('redis', async () => redis?.close());
  const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: name, log, metrics, clock });
  host.onClose('stream', () => stream.close());
  const keyring = createKeyring(masterKeys(host.config, host.secrets), createSalts(database));
  const producer = stream.producer();
  const { sinks, credentialVersion, close } = createAccounts(accounts, {
    host, keyring, producer,
    limiter: (replicas) => createInFlightLimiter(redis, { replicas, clock, log }),
    tokenStore: (sealer) => createTokenStore(database, sealer),
    skuMap: (erp, erpAccount) => createSkuMap(database, erp, erpAccount),
  });
  host.onClose('connections to Lingxing', async () => close());

  const effects = effectsSettledIn(Math.max(0, ...accounts.map((account) => account.options.settleMs))).map((entry) => bindEffect(entry, requestCodec, sinks[entry.effect]));
  const intake = erpIntake(vendor);
  const consumer = stream.consumer({ deployable: name, rows: intake.rows });
  const deliverer = createDeliverer({ name, intake, accounts, effects, tuning: deliveryTuning, ledger: createLedger(database), maps: createMapVersions(database), consumer, producer, keyring, credentialVersion, log, metrics, clock });
  host.run('delivering', deliverer.run);
  host.onClose('delivering', deliverer.close);
  host.alive('delivering', () => deliverer.alive() && clock.now() - consumer.polledAt() < 60_000);
  host.ready('database', async () => (await pendingMigrations(database)).length === 0);
  host.ready('kafka', () => stream.ready());
});
