import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, runToEnd, startChild, untilAnswers } from '../demo/child.ts';
import { createDatabase, removeDatabase, removeTopics } from '../demo/namespace.ts';
import { secretEnvironment, writeScene } from '../demo/scene.ts';
import { type Seller, sellers } from '../demo/sellers.ts';
import { freePorts } from '../demo/town.ts';
import type { StackAddresses } from '../stack/addresses.ts';
import { stackEnvironment } from '../stack/index.ts';
import { createTopics, type Topics } from './topics.ts';

const scripts = {
  'ingest-shopify': 'services/channel-shopify/src/ingest.main.ts',
  'normalize-shopify': 'services/channel-shopify/src/normalize.main.ts',
  'state-tracker': 'services/state-tracker/src/main.ts',
  'bare-intake': 'scripts/src/bench/bare-intake.main.ts',
} as const;
export type Deployable = keyof typeof scripts;

export type Running = { readonly child: Child; readonly url: string };

/** A namespace and a database of its own, in which processes are started one by one. */
export type Ground = {
  readonly databaseUrl: string;
  readonly topics: Topics;
  readonly seller: Seller;
  readonly profiles: string;
  /** Started and ready, or on its way where `wait` is false. */
  start(deployable: Deployable, wait?: boolean): Promise<Running>;
  /** Runs one of the benchmark's own programs to its end; answers the JSON it printed. */
  run(program: string, ...args: string[]): Promise<unknown>;
};

export type Site = { readonly root: string; readonly stack: StackAddresses; readonly profile: boolean; say(line: string): void; track(name: string, close: () => Promise<void>): void; readonly signal: AbortSignal };

export async function prepareGround({ root, stack, profile, say, track, signal }: Site): Promise<Ground> {
  const namespace = `bench-${Date.now().toString(36)}`;
  const folder = join(root, '.cache', namespace);
  const [seller] = sellers;
  if (seller === undefined) throw new Error('the demo has no seller');
  track('folder', () => Promise.resolve(rmSync(folder, { recursive: true, force: true })));
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeScene(folder, { sandbox: 1, ingests: [1] });
  routeAtOnce(join(folder, 'config/demo.yaml'));
  track('database', () => removeDatabase(stack.databaseUrl, namespace));
  const databaseUrl = await createDatabase(stack.databaseUrl, namespace);
  track('topics', () => removeTopics(stack.kafkaBrokers, namespace));
  const topics = await createTopics(stack.kafkaBrokers, namespace);
  track('admin client', topics.close);

  const env = { ...stackEnvironment({ ...stack, databaseUrl }), ...secretEnvironment(), TRIBUTARY_NAMESPACE: namespace, TRIBUTARY_CONFIG_DIR: join(folder, 'config'), HOST: '127.0.0.1', NODE_NO_WARNINGS: '1', BARE_TOPIC: topics.bare, BARE_SECRET: seller.secret };
  const tributary = (...args: string[]): Promise<string> => runToEnd({ name: `tributary ${args.join(' ')}`, script: 'services/cli/src/main.ts', args, env }, root, signal);
  say('preparing: database, topics, maps');
  await Promise.all([tributary('migrate'), tributary('topics', 'apply')]);
  await tributary('maps', 'import', join(folder, 'stores.csv'), '--by', 'bench');
  await tributary('maps', 'import', join(folder, 'skus.csv'), '--by', 'bench');

  const profiles = join(folder, 'profiles');
  return {
    databaseUrl,
    topics,
    seller,
    profiles,
    async start(name, wait = true) {
      const [port = 0] = await freePorts(1);
      signal.throwIfAborted();
      const log = join(folder, `logs/${name}.log`);
      const nodeArgs = profile && !name.startsWith('bare') ? ['--cpu-prof', '--cpu-prof-dir', join(profiles, name)] : [];
      const child = startChild({ name, script: scripts[name], nodeArgs, env: { ...env, PORT: String(port), BARE_PORT: String(port) } }, root, log);
      track(name, child.stop);
      if (wait) await untilAnswers(`http://127.0.0.1:${port}/readyz`, `${name} (log: ${log})`, 30_000);
      return { child, url: `http://127.0.0.1:${port}/webhooks/shopify` };
    },
    run: async (program, ...args) => JSON.parse(await runToEnd({ name: program, script: `scripts/src/bench/${program}.main.ts`, args, env }, root, signal)) as unknown,
  };
}

/** Webhooks alone tell no fulfillment groups: orders that waited for them would never be routed, and that is work too. */
function routeAtOnce(file: string): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as { channels: object[] };
  writeFileSync(file, JSON.stringify({ ...config, channels: config.channels.map((account) => ({ ...account, policies: { waitForGroups: false } })) }));
}
