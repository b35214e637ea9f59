import { randomBytes } from 'node:crypto';
import { deployableName, rawRow } from '@tributary/contracts';
import { createLastingReader, createRawWriter, createWebhookIntake } from '@tributary/ingest-kit';
import { createCursors, createDatabase, createFetchTasks, createSalts, createTokenStore, pendingMigrations } from '@tributary/postgres';
import { createKeyring } from '@tributary/sealing';
import { masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { vendor } from './channel.ts';
import { configuredAccounts } from './config.ts';
import { createIngest, reportSubscriptions } from './ingest.ts';
import { connectShops } from './shops.ts';
import { createWebhook } from './webhook.ts';

await serve(deployableName('channel', vendor, 'ingest'), async (host) => {
  const { environment, secrets, log, metrics, clock } = host;
  const accounts = configuredAccounts(host.loaded);
  const database = createDatabase(environment.databaseUrl);
  host.onClose('database', () => database.destroy());
  const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: host.name, log, metrics, clock });
  host.onClose('stream', () => stream.close());
  const producer = stream.producer();
  const writer = createRawWriter({ producer });
  host.onClose('raw writer', () => writer.close());
  const keyring = createKeyring(masterKeys(host.config, secrets), createSalts(database));
  const newTraceId = (): string => randomBytes(16).toString('hex');
  host.app.use(createWebhookIntake({ channel: createWebhook(accounts, secrets), accounts, writer, keyring, clock, newTraceId, log, metrics }));

  const shops = connectShops(accounts, { host, keyring, producer, tokenStore: (sealer) => createTokenStore(database, sealer) });
  host.onClose('connections to Shopify', async () => shops.close());
  const { handler, tasks } = createIngest(shops, { host, keyring, writer, newTraceId, tasks: createFetchTasks(database, vendor), cursors: createCursors(database, vendor) });
  const planning = createLastingReader({ open: () => stream.consumer({ deployable: host.name, rows: [rawRow(vendor)] }), handler, log });
  for (const { name, run, polledAt } of [...tasks, { name: 'planning what to read', ...planning }]) {
    host.run(name, run);
    // A frozen Kafka takes a consumer some 100 s to give up; that is no reason to stop taking webhooks in.
    host.alive(name, () => clock.now() - polledAt() < 180_000);
  }
  void reportSubscriptions(shops.all, { host, newTraceId });
  host.ready('database', async () => (await pendingMigrations(database)).length === 0);
  host.ready('kafka', () => stream.ready());
});
