import { createKeyring } from '@tributary/sealing';
import { attempt, createDatabase, createMapVersions, createSalts, createStoreMap, pendingMigrations } from '@tributary/postgres';
import { masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { announceAll } from './announcer.ts';
import { createLoop } from './loop.ts';
import { registerOrderGauges } from './metrics.ts';
import { modeOf } from './modes.ts';
import { countOrders } from './store/counts.ts';
import { createTracker } from './track.ts';

await serve('state-tracker', async (host) => {
  const { environment, log, metrics, clock } = host;
  const database = createDatabase(environment.databaseUrl);
  host.onClose('database', () => database.destroy());
  const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: host.name, log, metrics, clock });
  host.onClose('stream', () => stream.close());
  const keyring = createKeyring(masterKeys(host.config, host.secrets), createSalts(database));

  const announcer = createLoop(log, 1_000, () => announceAll({ database, attempt, producer, digest: keyring.digest }));
  const tracker = createTracker({
    database,
    attempt,
    storeMap: createStoreMap,
    mapVersions: createMapVersions,
    modeOf: (account, store) => modeOf(host.config, account, store),
    changed: announcer.wake,
  });
  const lookAgain = createLoop(log, 2_000, tracker.lookAgain);
  const producer = stream.producer();
  const consumer = stream.consumer({ deployable: host.name, rows: ['order', 'delivery'] });

  registerOrderGauges(metrics, () => attempt('counting orders', () => countOrders(database)));
  host.run('tracking', () => consumer.run(tracker.track));
  host.run('announcing', announcer.run);
  host.run('looking again', lookAgain.run);
  host.alive('tracking', () => clock.now() - consumer.polledAt() < 60_000);
  host.ready('database', async () => (await pendingMigrations(database)).length === 0);
  host.ready('kafka', () => stream.ready());
});
