import { deployableName, rawRow } from '@tributary/contracts';
import { createNormalizer } from '@tributary/ingest-kit';
import { createDatabase, createSalts, pendingMigrations } from '@tributary/postgres';
import { createKeyring } from '@tributary/sealing';
import { erpAccounts, masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { options } from './config.ts';
import { mapper } from './mapper.ts';
import { vendor } from './vendor.ts';

await serve(deployableName('erp', vendor, 'normalize'), async (host) => {
  const { environment, log, metrics, clock } = host;
  const accounts = erpAccounts(host.loaded, vendor, options);
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
