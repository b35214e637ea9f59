import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs';
import { topicName, type Topic } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { createClient, originOf, type Cluster } from './client.ts';
import type { Registry } from './registry.ts';

export type AppliedTopic = {
  readonly topic: string;
  readonly result: 'created' | 'changed' | 'same';
  /** What was changed, in words: "retention.ms 1000 → 2000", "schema registered". */
  readonly changes: readonly string[];
};

export type PlannedTopic = {
  readonly topic: string;
  readonly result: 'create' | 'change' | 'refuse' | 'same';
  /** What would be changed, or why nothing would be. */
  readonly changes: readonly string[];
};

export type ApplyParts = { readonly cluster: Cluster; readonly namespace: string; readonly registry: Registry; readonly replicationFactor: number };

type Wanted = { readonly topic: Topic; readonly name: string; readonly settings: ReadonlyMap<string, string> };
/** `own` are the settings that somebody gave the topic itself, ours among them. */
type Existing = { readonly partitions: number; readonly settings: ReadonlyMap<string, string>; readonly own: ReadonlyMap<string, string> };

/**
 * Makes the brokers and the registry hold what is declared: creates what is missing, changes settings that differ,
 * registers schemas. Changes nothing where a topic has another number of partitions. Never deletes. Applying again
 * changes nothing; settings that others gave a topic stay.
 */
export async function applyTopics({ cluster, namespace, registry, replicationFactor }: ApplyParts, topics: readonly Topic[]): Promise<Result<readonly AppliedTopic[]>> {
  const wanted = wantedOf(topics, namespace, replicationFactor);
  return withAdmin(cluster, 'applying topics', async (admin) => {
    const existing = await describe(admin, wanted.map(({ name }) => name));
    const repartitioned = wanted.flatMap((topic) => partitionProblem(topic, existing.get(topic.name)));
    if (repartitioned.length > 0) return failed(failure('invalid', 'applying topics', { cause: { code: 'partition_count', text: repartitioned.join('; ') } }));
    await create(admin, wanted.filter(({ name }) => !existing.has(name)), replicationFactor);
    const altered = await alter(admin, wanted, existing);
    return await registerSchemas(registry, wanted, (name) => ({ created: !existing.has(name), changes: altered.get(name) ?? [] }));
  });
}

/** What `applyTopics` would do now. Changes nothing; whether the registry would take a schema that it lacks is not asked. */
export async function diffTopics({ cluster, namespace, registry, replicationFactor }: ApplyParts, topics: readonly Topic[]): Promise<Result<readonly PlannedTopic[]>> {
  const wanted = wantedOf(topics, namespace, replicationFactor);
  return withAdmin(cluster, 'comparing topics', async (admin) => {
    const existing = await describe(admin, wanted.map(({ name }) => name));
    const planned: PlannedTopic[] = [];
    for (const topic of wanted) {
      const schema = await missingSchema(registry, topic);
      if (!schema.ok) return schema;
      planned.push(plan(topic, existing.get(topic.name), schema.value));
    }
    return ok(planned);
  });
}

function plan(topic: Wanted, existing: Existing | undefined, schema: readonly string[]): PlannedTopic {
  const problem = partitionProblem(topic, existing);
  if (problem.length > 0) return { topic: topic.name, result: 'refuse', changes: problem };
  const changes = [...different(topic, existing), ...schema];
  if (existing === undefined) return { topic: topic.name, result: 'create', changes };
  return { topic: topic.name, result: changes.length > 0 ? 'change' : 'same', changes };
}

async function missingSchema(registry: Registry, { name, topic }: Wanted): Promise<Result<readonly string[]>> {
  const held = topic.schema === undefined ? ok(true) : await registry.holds(name, topic.schema);
  return held.ok ? ok(held.value ? [] : ['schema to be registered']) : held;
}

function wantedOf(topics: readonly Topic[], namespace: string, replicationFactor: number): Wanted[] {
  return topics.map((topic) => ({ topic, name: topicName(namespace, topic.row), settings: settingsOf(topic, replicationFactor) }));
}

async function withAdmin<T>(cluster: Cluster, action: string, work: (admin: Admin) => Promise<Result<T>>): Promise<Result<T>> {
  const admin = createClient(cluster, { requestTimeoutMs: 15_000, retry: { retries: 4, maxRetryTime: 2_000 } }).admin();
  try {
    await admin.connect();
    return await work(admin);
  } catch (error) {
    const { name, type, text } = originOf(error);
    const kind = /^(INVALID|POLICY)|AUTHORIZATION/.test(type ?? '') ? 'rejected' : 'unavailable';
    return failed(failure(kind, action, { cause: { code: type ?? name, text } }));
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

function settingsOf({ cleanup, retentionMs, maxMessageBytes }: Topic, replicationFactor: number): ReadonlyMap<string, string> {
  return new Map([
    ['cleanup.policy', cleanup],
    ['retention.ms', String(retentionMs)],
    ['max.message.bytes', String(maxMessageBytes)],
    // Of three replicas two must have a record: one broker may be away, and no acknowledged record is on one disk only.
    ['min.insync.replicas', replicationFactor >= 3 ? '2' : '1'],
  ]);
}

async function describe(admin: Admin, names: readonly string[]): Promise<Map<string, Existing>> {
  const present = new Set(await admin.listTopics());
  const topics = names.filter((name) => present.has(name));
  if (topics.length === 0) return new Map();
  const metadata = await admin.fetchTopicMetadata({ topics });
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: topics.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })) });
  const settings = new Map(resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]));
  return new Map(
    metadata.topics.map(({ name, partitions }) => {
      const entries = settings.get(name) ?? [];
      const own = entries.filter(({ configSource }) => configSource === kafkajs.ConfigSource.TOPIC_CONFIG);
      const pairs = (some: typeof entries): Map<string, string> => new Map(some.map(({ configName, configValue }) => [configName, configValue]));
      return [name, { partitions: partitions.length, settings: pairs(entries), own: pairs(own) }];
    }),
  );
}

function partitionProblem({ name, topic }: Wanted, existing: Existing | undefined): string[] {
  if (existing === undefined || existing.partitions === topic.partitions) return [];
  return [`${name} has ${existing.partitions} partitions and is declared with ${topic.partitions}: other partitions would part the records of a key, so declare the old number or make a v2`];
}

async function create(admin: Admin, missing: readonly Wanted[], replicationFactor: number): Promise<void> {
  if (missing.length === 0) return;
  const topics: ITopicConfig[] = missing.map(({ name, topic, settings }) => ({
    topic: name,
    numPartitions: topic.partitions,
    replicationFactor,
    configEntries: [...settings].map(([setting, value]) => ({ name: setting, value })),
  }));
  await admin.createTopics({ topics, waitForLeaders: false });
  await waitForLeaders(admin, missing.map(({ name }) => name));
}

/** kafkajs's own wait takes the moment in which a broker has not heard of the topic yet for a failure. */
async function waitForLeaders(admin: Admin, topics: string[]): Promise<void> {
  for (let tries = 0; tries < leaderTries; tries++) {
    if (await haveLeaders(admin, topics)) return;
    await sleep(leaderPauseMs);
  }
  throw new Error(`no leader was elected within ${leaderTries * leaderPauseMs} ms for all of ${topics.join(', ')}`);
}

const [leaderTries, leaderPauseMs] = [100, 100];

async function haveLeaders(admin: Admin, names: string[]): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: names });
    return topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
  } catch (error) {
    const { type } = originOf(error);
    if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE') return false;
    throw error;
  }
}

/** kafkajs knows only the request that replaces all settings of a topic, so those that others gave are sent along. */
async function alter(admin: Admin, wanted: readonly Wanted[], existing: ReadonlyMap<string, Existing>): Promise<Map<string, string[]>> {
  const changes = new Map<string, string[]>();
  const resources = wanted.flatMap((topic) => {
    const { name, settings } = topic;
    const before = existing.get(name);
    const words = different(topic, before);
    if (before === undefined || words.length === 0) return [];
    changes.set(name, words);
    return [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configEntries: [...new Map([...before.own, ...settings])].map(([setting, value]) => ({ name: setting, value })) }];
  });
  if (resources.length > 0) await admin.alterConfigs({ validateOnly: false, resources });
  return changes;
}

/** Settings that an existing topic has otherwise than declared, in words. */
function different({ settings }: Wanted, existing: Existing | undefined): string[] {
  if (existing === undefined) return [];
  return [...settings].filter(([setting, value]) => existing.settings.get(setting) !== value).map(([setting, value]) => `${setting} ${existing.settings.get(setting) ?? 'unset'} → ${value}`);
}

type Change = { readonly created: boolean; readonly changes: readonly string[] };

async function registerSchemas(registry: Registry, wanted: readonly Wanted[], changeOf: (name: string) => Change): Promise<Result<readonly AppliedTopic[]>> {
  const applied: AppliedTopic[] = [];
  for (const { name, topic } of wanted) {
    const registered = topic.schema === undefined ? ok('same' as const) : await registry.register(name, topic.schema);
    if (!registered.ok) return registered;
    const { created, changes } = changeOf(name);
    const all = registered.value === 'registered' ? [...changes, 'schema registered'] : changes;
    applied.push({ topic: name, result: created ? 'created' : all.length > 0 ? 'changed' : 'same', changes: all });
  }
  return ok(applied);
}
