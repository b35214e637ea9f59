import { deployableName } from '@tributary/contracts';
import { channelIntake, createDeliverer } from '@tributary/delivery-kit';
import { createCarrierMap, createDatabase, createLedger, createMapVersions, createSalts, createTokenStore, pendingMigrations } from '@tributary/postgres';
import { createKeyring } from '@tributary/sealing';
import { masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { vendor } from './channel.ts';
import { configuredAccounts } from './config.ts';
import { shopEffects } from './shop-effects.ts';
import { connectShops } from './shops.ts';

await serve(deployableName('channel', vendor, 'deliver'), async (host) => {
  const { name, environment, log, metrics, clock } = host;
  const accounts = configuredAccounts(host.loaded);
  const database = createDatabase(environment.databaseUrl);
  host.onClose('database', () => database.destroy());
  const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: name, log, metrics, clock });
  host.onClose('stream', () => stream.close());
  const keyring = createKeyring(masterKeys(host.config, host.secrets), createSalts(database));
  const producer = stream.producer();
  const shops = connectShops(accounts, { host, keyring, producer, tokenStore: (sealer) => createTokenStore(database, sealer) });
  host.onClose('connections to Shopify', async () => shops.close());

  const intake = channelIntake(vendor);
  const effects = shopEffects(shops.all, { carriers: createCarrierMap(database), clock });
  const consumer = stream.consumer({ deployable: name, rows: intake.rows });
  const { credentialVersion } = shops;
  const deliverer = createDeliverer({ name, intake, accounts, effects, ledger: createLedger(database), maps: createMapVersions(database), consumer, producer, keyring, credentialVersion, log, metrics, clock });
  host.run('delivering', deliverer.run);
  host.onClose('delivering', deliverer.close);
  host.alive('delivering', () => deliverer.alive() && clock.now() - consumer.polledAt() < 60_000);
  host.ready('database', async () => (await pendingMigrations(database)).length === 0);
  host.ready('kafka', () => stream.ready());
});
