import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { StackAddresses } from '../stack/addresses.ts';
import { stackEnvironment } from '../stack/index.ts';
import { type Child, runToEnd, startChild, untilAnswers } from './child.ts';
import { removeDatabase, removeTopics, createDatabase } from './namespace.ts';
import { secretEnvironment, writeScene } from './scene.ts';

/** What runs, in the order of an order's way, with the file that starts it. */
const scripts = {
  'ingest-shopify': 'services/channel-shopify/src/ingest.main.ts',
  'normalize-shopify': 'services/channel-shopify/src/normalize.main.ts',
  'state-tracker': 'services/state-tracker/src/main.ts',
  'erp-sink-lingxing': 'services/erp-lingxing/src/deliver.main.ts',
  'ingest-lingxing': 'services/erp-lingxing/src/ingest.main.ts',
  'normalize-lingxing': 'services/erp-lingxing/src/normalize.main.ts',
  'writeback-shopify': 'services/channel-shopify/src/deliver.main.ts',
} as const;
type Deployable = keyof typeof scripts;
export const deployables = Object.keys(scripts) as Deployable[];

/** Everything that one demo runs, in a namespace and a database of its own. */
export type Town = {
  readonly folder: string;
  readonly namespace: string;
  readonly kafkaBrokers: string;
  readonly sandboxUrl: string;
  readonly services: readonly Child[];
  /** What runs where, for people and for programs. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly database: Pool;
  /** Runs `tributary …` against this town. */
  tributary(...args: string[]): Promise<string>;
};

/** What a town is built on. `track` hears of everything that must be closed, at once when it exists, so that Ctrl-C at any moment finds it. */
export type Ground = { readonly root: string; readonly stack: StackAddresses; say(line: string): void; track(close: () => Promise<void>): void; readonly signal: AbortSignal; /** Processes of each service. */ readonly instances: number };

export async function buildTown({ root, stack, say, track, signal, instances }: Ground): Promise<Town> {
  const namespace = `demo-${Date.now().toString(36)}`;
  const folder = join(root, '.cache', namespace);
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const [sandboxPort, ...ports] = (await freePorts(1 + deployables.length * instances)) as [number, ...number[]];
  const posts = postsOf(ports, instances);
  writeScene(folder, { sandbox: sandboxPort, ingests: posts.filter(({ deployable }) => deployable === 'ingest-shopify').map(({ port }) => port) });
  track(() => removeDatabase(stack.databaseUrl, namespace));
  const databaseUrl = await createDatabase(stack.databaseUrl, namespace);
  const env = { ...stackEnvironment({ ...stack, databaseUrl }), ...secretEnvironment(), TRIBUTARY_NAMESPACE: namespace, TRIBUTARY_CONFIG_DIR: join(folder, 'config'), HOST: '127.0.0.1' };

  // For whoever wants to run `tributary` against a town that was kept; it holds the demo's own secrets only.
  writeFileSync(join(folder, 'environment.sh'), Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`).join(''), { mode: 0o600 });

  const tributary = (...args: string[]): Promise<string> => runToEnd({ name: `tributary ${args.join(' ')}`, script: 'services/cli/src/main.ts', args, env }, root, signal);
  say('preparing: configuration, database, topics, maps');
  track(() => removeTopics(stack.kafkaBrokers, namespace));
  await tributary('config', 'validate');
  await Promise.all([tributary('migrate'), tributary('topics', 'apply')]);
  for (const file of ['stores.csv', 'skus.csv', 'warehouses.csv', 'carriers.csv']) await tributary('maps', 'import', join(folder, file), '--by', 'demo');

  say('starting: sandbox and services');
  const sandbox = startChild({ name: 'sandbox', script: 'services/sandbox/src/main.ts', env: { SANDBOX_PORT: String(sandboxPort), SANDBOX_CONFIG: join(folder, 'sandbox.json') } }, root, join(folder, 'logs/sandbox.log'));
  const database = new Pool({ connectionString: databaseUrl, max: 2 });
  database.on('error', () => undefined);
  const services = posts.map(({ name, deployable, port }) => startChild({ name, script: scripts[deployable], env: { ...env, PORT: String(port) } }, root, join(folder, `logs/${name}.log`)));
  track(async () => {
    await database.end();
    await Promise.all([sandbox, ...services].map((child) => child.stop()));
  });
  await untilAnswers(`http://127.0.0.1:${sandboxPort}/control/health`, 'sandbox', 30_000);
  await Promise.all(posts.map(({ name, port }) => untilAnswers(`http://127.0.0.1:${port}/readyz`, `${name} (log: ${join(folder, 'logs', `${name}.log`)})`, 60_000)));

  return {
    folder,
    namespace,
    kafkaBrokers: stack.kafkaBrokers,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    services,
    addresses: {
      sandbox: `http://127.0.0.1:${sandboxPort}`,
      ...Object.fromEntries(posts.map(({ name, port }) => [name, `http://127.0.0.1:${port}`])),
      kafka: stack.kafkaBrokers,
      topics: `${namespace}.*`,
      registry: stack.schemaRegistryUrl,
      database: databaseUrl,
      environment: join(folder, 'environment.sh'),
      logs: join(folder, 'logs'),
    },
    database,
    tributary,
  };
}

type Post = { /** The deployable, with a number from the second instance on. */ readonly name: string; readonly deployable: Deployable; readonly port: number };

function postsOf(ports: readonly number[], instances: number): Post[] {
  return deployables.flatMap((deployable, row) =>
    Array.from({ length: instances }, (_, index) => ({ name: index === 0 ? deployable : `${deployable}-${index + 1}`, deployable, port: ports[row * instances + index] ?? 0 })),
  );
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
