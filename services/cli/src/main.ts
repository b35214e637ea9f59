import { Registry } from 'prom-client';
import { createDatabase, databaseTime, exportMap, findDelivery, findOrders, importMap, listDeliveries, migrate, pendingMigrations, retryDelivery, skipDelivery } from '@tributary/postgres';
import { createRedis } from '@tributary/redis';
import { createLogger, createSecrets, loadConfig, readEnvironment, readVariable } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import type { Operations } from './operations.ts';
import { createProgram } from './program.ts';

const configDir = process.env['TRIBUTARY_CONFIG_DIR'] || 'config';
const environment = () => readEnvironment(process.env);

const onDatabase = <Given extends unknown[], T>(work: (database: ReturnType<typeof createDatabase>, ...given: Given) => Promise<T>) => async (...given: Given): Promise<T> => {
  const database = createDatabase(readVariable(process.env, 'DATABASE_URL'), { poolSize: 1 });
  return work(database, ...given).finally(() => database.destroy());
};
// What goes wrong comes back as a failure; log lines would stand among the JSON.
const onStream = async <T>(work: (stream: ReturnType<typeof createStream>) => Promise<T>): Promise<T> => {
  const stream = createStream({ ...environment(), brokers: environment().kafkaBrokers, clientId: 'cli', log: createLogger('cli', 'silent'), metrics: new Registry(), clock: Date });
  return work(stream).finally(() => stream.close());
};
const diffTopics: Operations['diffTopics'] = (topics, replicationFactor) => onStream((stream) => stream.diffTopics(topics, { replicationFactor }));
const pingRedis = async (url: string): Promise<void> => {
  const redis = createRedis(url);
  await redis.opened.then(() => redis.client.ping()).finally(() => redis.close());
};

const operations: Operations = {
  migrate: onDatabase((database) => migrate(database)),
  applyTopics: (topics, replicationFactor) => onStream((stream) => stream.applyTopics(topics, { replicationFactor })),
  ...{ diffTopics, importMap: onDatabase(importMap), exportMap: onDatabase(exportMap), findOrders: onDatabase(findOrders) },
  ...{ listDeliveries: onDatabase(listDeliveries), findDelivery: onDatabase(findDelivery), retryDelivery: onDatabase(retryDelivery), skipDelivery: onDatabase(skipDelivery) },
};
const servers = { pendingMigrations: onDatabase((database) => pendingMigrations(database)), databaseTime: onDatabase(databaseTime), kafkaReady: () => onStream((stream) => stream.ready()), registryReady: () => onStream((stream) => stream.registryReady()) };
const doctor = { ...servers, diffTopics, pingRedis, environment, clock: Date, secrets: createSecrets(process.env), config: () => loadConfig(configDir).config };
await createProgram(operations, doctor, configDir).parseAsync();
