import { createKeyring } from '@tributary/sealing';
import { attempt, createDatabase, createMapVersions, createSalts, createStoreMap, createWarehouseMap, destroyOldRawKeys, pendingMigrations, pruneFetchTasks } from '@tributary/postgres';
import { explain } from '@tributary/kernel';
import { masterKeys, serve } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { announceAll } from './announcer.ts';
import { createLoop } from './loop.ts';
import { createEventCounters, registerOrderGauges } from './metrics.ts';
import { settingsOf } from './settings.ts';
import { countOrders } from './store/counts.ts';
import { createTracker, trackedRows } from './track.ts';

/** How long what vendors sent can be read again, days. */
const rawDays = 14;

await serve('state-tracker', async (host) => {
  const { environment, config, log, metrics, clock } = host;
  const database = createDatabase(environment.databaseUrl);
  host.onClose('database', () => database.destroy());
  const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: host.name, log, metrics, clock });
  host.onClose('stream', () => stream.close());
  const { digest } = createKeyring(masterKeys(config, host.secrets), createSalts(database));
  const producer = stream.producer();
  const consumer = stream.consumer({ deployable: host.name, rows: trackedRows });

  const refused = (orderKey: string, failure: Parameters<typeof explain>[0]) => log.error({ orderKey, kind: failure.kind }, explain(failure));
  const announcer = createLoop(log, 1_000, () => announceAll({ database, attempt, producer, digest, refused }));
  const maps = { storeMap: createStoreMap, warehouseMap: createWarehouseMap, mapVersions: createMapVersions };
  const told = { changed: announcer.wake, counted: createEventCounters(metrics), setAside: (orderKey: string, reason: string) => log.error({ orderKey }, `folding order: ${reason}`) };
  const tracker = createTracker({ database, attempt, ...maps, ...told, settingsOf: (account) => settingsOf(config, account) });

  registerOrderGauges(metrics, () => attempt('counting orders', () => countOrders(database)));
  host.run('tracking', () => consumer.run(tracker.track));
  host.run('announcing', announcer.run);
  host.run('looking again', createLoop(log, 2_000, tracker.lookAgain).run);
  host.run('firing timers', createLoop(log, 5_000, tracker.fireTimers).run);
  host.run('rebuilding', createLoop(log, 5_000, tracker.rebuild).run);
  host.run('destroying old keys', createLoop(log, 600_000, () => destroyOldRawKeys(database, rawDays)).run);
  host.run('forgetting old fetches', createLoop(log, 600_000, () => pruneFetchTasks(database, rawDays)).run);
  host.alive('tracking', () => clock.now() - consumer.polledAt() < 60_000);
  host.ready('database', async () => (await pendingMigrations(database)).length === 0);
  host.ready('kafka', () => stream.ready());
});
