import { randomBytes } from 'node:crypto';
import { deployableName } from '@tributary/contracts';
import { createRawWriter, createWebhookIntake } from '@tributary/ingest-kit';
import { createDatabase, createSalts, pendingMigrations } from '@tributary/postgres';
import { createKeyring } from '@tributary/sealing';
import { masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { vendor } from './channel.ts';
import { configuredAccounts } from './config.ts';
import { createWebhook } from './webhook.ts';

await serve(deployableName('channel', vendor, 'ingest'), async (host) => {
  const { environment, secrets, log, metrics, clock } = host;
  const accounts = configuredAccounts(host.loaded);
  const database = createDatabase(environment.databaseUrl);
  host.onClose('database', () => database.destroy());
  const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: host.name, log, metrics, clock });
  host.onClose('stream', () => stream.close());
  const writer = createRawWriter({ producer: stream.producer() });
  host.onClose('raw writer', () => writer.close());

  const keyring = createKeyring(masterKeys(host.config, secrets), createSalts(database));
  const newTraceId = (): string => randomBytes(16).toString('hex');
  host.app.use(createWebhookIntake({ channel: createWebhook(accounts, secrets), accounts, writer, keyring, clock, newTraceId, log, metrics }));
  host.ready('database', async () => (await pendingMigrations(database)).length === 0);
  host.ready('kafka', () => stream.ready());
});
