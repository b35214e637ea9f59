import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { topicName } from '@tributary/contracts';
import { createLetters, createOrderCommands, createReEmit, createTap } from '@tributary/operations';
import * as rows from '@tributary/postgres';
import { createRedis } from '@tributary/redis';
import { orderScope } from '@tributary/sealing';
import { createLogger, createSecrets, loadConfig, readEnvironment, readVariable } from '@tributary/service-host';
import { createStream, errorOf, redriveHeaders, redrivesOf } from '@tributary/stream-kafka';
import type { Operations } from './operations.ts';
import { createProgram } from './program.ts';

const configDir = process.env['TRIBUTARY_CONFIG_DIR'] || 'config';
const environment = () => readEnvironment(process.env);

const onDatabase = <Given extends unknown[], T>(work: (database: rows.Database, ...given: Given) => Promise<T>) => async (...given: Given): Promise<T> => {
  const database = rows.createDatabase(readVariable(process.env, 'DATABASE_URL'), { poolSize: 1 });
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
const letters = createLetters({ onStream, findRedriven: onDatabase(rows.findRedriven), noteRedriven: onDatabase(rows.noteRedriven), topicName: (row) => topicName(environment().namespace, row), errorOf, redrivesOf, redriveHeaders });

const operations: Operations = {
  ...{ migrate: onDatabase((database) => rows.migrate(database)), applyTopics: (topics, replicationFactor) => onStream((stream) => stream.applyTopics(topics, { replicationFactor })), diffTopics },
  ...{ importMap: onDatabase(rows.importMap), exportMap: onDatabase(rows.exportMap), findOrders: onDatabase(rows.findOrders), listOrders: onDatabase(rows.listOrders), readStatus: onDatabase(rows.readStatus), erase: onDatabase((database, order) => rows.erasePerson(database, orderScope, order)) },
  ...{ listDeliveries: onDatabase(rows.listDeliveries), findDelivery: onDatabase(rows.findDelivery), retryDelivery: onDatabase(rows.retryDelivery), skipDelivery: onDatabase(rows.skipDelivery), rePushDelivery: onDatabase(rows.rePushDelivery) },
  ...{ listLetters: letters.list, redriveLetters: letters.redrive, tap: createTap(onStream), reEmit: createReEmit(onStream), requestRebuild: onDatabase(rows.requestRebuild), findRebuild: onDatabase(rows.findRebuild) },
  command: createOrderCommands({ send: (record) => onStream((stream) => stream.producer().send([record])), randomHex: (digits) => randomBytes(digits / 2).toString('hex'), clock: Date }),
};
const servers = { pendingMigrations: onDatabase((database) => rows.pendingMigrations(database)), databaseTime: onDatabase(rows.databaseTime), kafkaReady: () => onStream((stream) => stream.ready()), registryReady: () => onStream((stream) => stream.registryReady()) };
const doctor = { ...servers, diffTopics, pingRedis, environment, clock: Date, secrets: createSecrets(process.env), config: () => loadConfig(configDir).config };
await createProgram(operations, doctor, configDir).parseAsync();
