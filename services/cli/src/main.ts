import { Command } from 'commander';
import { Registry } from 'prom-client';
import { createDatabase, importMap, migrate } from '@tributary/postgres';
import { createLogger, readEnvironment, readVariable } from '@tributary/service-host';
import { createStream } from '@tributary/stream-kafka';
import { addConfig } from './commands/config.ts';
import { addMaps } from './commands/maps.ts';
import { addMigrate } from './commands/migrate.ts';
import { addTopics } from './commands/topics.ts';

const configDir = process.env['TRIBUTARY_CONFIG_DIR'] || 'config';

async function withDatabase<T>(work: (database: ReturnType<typeof createDatabase>) => Promise<T>): Promise<T> {
  const database = createDatabase(readVariable(process.env, 'DATABASE_URL'), { poolSize: 1 });
  return work(database).finally(() => database.destroy());
}

const operations = {
  migrate: () => withDatabase((database) => migrate(database)),
  importMap: (rows: Parameters<typeof importMap>[1], by: string) => withDatabase((database) => importMap(database, rows, by)),
  async applyTopics(topics: Parameters<ReturnType<typeof createStream>['applyTopics']>[0], replicationFactor: number) {
    const environment = readEnvironment(process.env);
    const stream = createStream({ ...environment, brokers: environment.kafkaBrokers, clientId: 'cli', log: createLogger('cli', 'warn'), metrics: new Registry(), clock: Date });
    return stream.applyTopics(topics, { replicationFactor }).finally(() => stream.close());
  },
};

const program = new Command('tributary').description('Operates Tributary. Every command takes --json.');
addMigrate(program, operations);
addTopics(program, operations, configDir);
addConfig(program, configDir);
addMaps(program, operations, configDir);
await program.parseAsync();
