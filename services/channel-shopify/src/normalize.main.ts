import { deployableName, rawRow } from '@tributary/contracts';
import { createNormalizer } from '@tributary/ingest-kit';
import { createDatabase, createSalts, pendingMigrations } from '@tributary/postgres';
import { createKeyring } from '@tributary/sealing';
import { masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { mapper, vendor } from './channel.ts';
import { configuredAccounts } from './config.ts';

await serve(deployableName('channel', vendor, 'normalize'), async (host) => {
  const { environment, log, metrics, clock } = host;
  const accounts = configuredAccounts(host.loaded);
  const database = createDatabase(environment.databaseUrl);
  host.onClose('database', () => database.destroy());
  const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: host.name, log, metrics, clock });
  host.onClose('stream', () => stream.close());

  const keyring = createKeyring(masterKeys(host.config, host.secrets), createSalts(database));
  const producer = stream.producer();
  const consumer = stream.consumer({ deployable: host.name, rows: [rawRow(vendor)] });
  host.run('normalizing', () => consumer.run(createNormalizer({ producer, keyring, mapper, accounts })));
  host.alive('normalizing', () => clock.now() - consumer.polledAt() < 60_000);
  host.ready('database', async () => (await pendingMigrations(database)).length === 0);
  host.ready('kafka', () => stream.ready());
});
