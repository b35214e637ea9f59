import { deployableName } from '@tributary/contracts';
import { createRawWriter } from '@tributary/ingest-kit';
import { createCursors, createDatabase, createErpStores, createFetchTasks, createLedger, createSalts, createScanKeys, createTokenStore, pendingMigrations } from '@tributary/postgres';
import { createInFlightLimiter, createRedis } from '@tributary/redis';
import { createKeyring } from '@tributary/sealing';
import { erpAccounts, masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { options } from './config.ts';
import { createReadAccounts } from './ingest-accounts.ts';
import { createReaders } from './readers.ts';
import { vendor } from './vendor.ts';

await serve(deployableName('erp', vendor, 'ingest'), async (host) => {
  const { environment, log, metrics, clock } = host;
  const database = createDatabase(environment.databaseUrl);
  host.onClose('database', () => database.destroy());
  const redis = environment.redisUrl === undefined ? undefined : createRedis(environment.redisUrl);
  host.onClose('redis', async () => redis?.close());
  const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: host.name, log, metrics, clock });
  host.onClose('stream', () => stream.close());
  const producer = stream.producer();
  const writer = createRawWriter({ producer });
  host.onClose('raw writer', () => writer.close());
  const keyring = createKeyring(masterKeys(host.config, host.secrets), createSalts(database));
  const tasks = createFetchTasks(database, vendor);
  const accounts = createReadAccounts(erpAccounts(host.loaded, vendor, options), {
    host, keyring, producer,
    limiter: (replicas) => createInFlightLimiter(redis, { replicas, clock, log }),
    tokenStore: (sealer) => createTokenStore(database, sealer),
    find: createLedger(database).findOrdersByReference, stores: createErpStores(database, vendor).stores, wish: tasks.want, keys: createScanKeys(database, vendor), routes: host.config.routes,
  });
  host.onClose('connections to Lingxing', async () => accounts.forEach((account) => account.close()));
  for (const { name, run, polledAt } of createReaders({ host, accounts, cursors: createCursors(database, vendor), tasks, writer, keyring })) {
    host.run(name, run);
    host.alive(name, () => clock.now() - polledAt() < 60_000);
  }
  host.ready('database', async () => (await pendingMigrations(database)).length === 0);
  host.ready('kafka', () => stream.ready());
});
