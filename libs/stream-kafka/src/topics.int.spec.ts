import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalTopics, deadLetterTopic, rawTopic, schemaText, topicName, type Topic } from '@tributary/contracts';
import { explain, type Result } from '@tributary/kernel';
import { leaks, waitFor } from '@tributary/testing';
import { openBroker, type TestBroker } from './broker.suite.ts';
import type { AppliedTopic } from './index.ts';

const day = 86_400_000;
const raw = { ...rawTopic('suite'), partitions: 2 };
const state = { ...(canonicalTopics.find(({ row }) => row === 'order-state') as Topic), partitions: 1 };
const letters = deadLetterTopic('normalize-suite');
const leaked = leaks();
let broker: TestBroker;

beforeAll(async () => {
  broker = await openBroker('topics', []);
});
afterAll(async () => {
  await broker.close();
  await waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' });
});

const nameOf = (topic: Topic): string => topicName(broker.namespace, topic.row);
const apply = (...topics: Topic[]): Promise<Result<readonly AppliedTopic[]>> => broker.stream.applyTopics(topics, { replicationFactor: 1 });
const results = (applied: Result<readonly AppliedTopic[]>): string[] => (applied.ok ? applied.value.map(({ result, changes }) => [result, ...changes].join(', ')) : [explain(applied.failure)]);
const ask = async (path: string, body?: object): Promise<unknown> => {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' } };
  return (await fetch(`${broker.schemaRegistryUrl}${path}`, init)).json();
};

async function settingsOf(topic: Topic): Promise<Record<string, string>> {
  const { resources } = await broker.admin.describeConfigs({ includeSynonyms: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: nameOf(topic) }] });
  return Object.fromEntries((resources[0]?.configEntries ?? []).map(({ configName, configValue }) => [configName, configValue]));
}

it('tells what it would do without doing it', async () => {
  const diff = async (...topics: Topic[]): Promise<unknown> => broker.stream.diffTopics(topics, { replicationFactor: 1 });
  const planned = (topic: Topic, result: string, ...changes: string[]) => ({ topic: nameOf(topic), result, changes });
  const next = { ...rawTopic('planned'), partitions: 1 };
  const dead = deadLetterTopic('planned');
  const before = { ok: true, value: [planned(next, 'create', 'schema to be registered'), planned(dead, 'create')] };
  expect(await diff(next, dead)).toEqual(before);
  expect(await diff(next, dead)).toEqual(before);
  await apply(next, dead);
  expect(await diff(next, dead)).toEqual({ ok: true, value: [planned(next, 'same'), planned(dead, 'same')] });
  expect(await diff({ ...next, retentionMs: 5 * day })).toEqual({ ok: true, value: [planned(next, 'change', `retention.ms ${14 * day} → ${5 * day}`)] });
  expect(await diff({ ...next, partitions: 2 })).toMatchObject({ ok: true, value: [{ result: 'refuse', changes: [expect.stringContaining('has 1 partitions')] }] });
  expect(await broker.open({ schemaRegistryUrl: 'http://127.0.0.1:1' }).diffTopics([next], { replicationFactor: 1 })).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
  expect([await broker.stream.registryReady(), await broker.open({ schemaRegistryUrl: 'http://127.0.0.1:1' }).registryReady()]).toEqual([true, false]);
});

it('creates topics as declared and registers their schemas; a second time all is the same', async () => {
  expect(results(await apply(raw, state, letters))).toEqual(['created, schema registered', 'created, schema registered', 'created']);
  expect(results(await apply(raw, state, letters))).toEqual(['same', 'same', 'same']);
  expect(await settingsOf(raw)).toMatchObject({ 'cleanup.policy': 'delete', 'retention.ms': String(14 * day), 'max.message.bytes': '1000000', 'min.insync.replicas': '1' });
  expect(await settingsOf(state)).toMatchObject({ 'cleanup.policy': 'compact', 'retention.ms': '-1' });
  expect(await settingsOf(letters)).toMatchObject({ 'max.message.bytes': '2000000', 'retention.ms': String(30 * day) });
  const { topics } = await broker.admin.fetchTopicMetadata({ topics: [nameOf(raw)] });
  expect(topics[0]?.partitions).toHaveLength(2);
});

it('registers exactly the text that the contracts hold, under FULL_TRANSITIVE', async () => {
  expect(await ask(`/subjects/${nameOf(raw)}-value/versions/latest`)).toMatchObject({ version: 1, schema: schemaText['raw-record'] });
  expect(await ask(`/config/${nameOf(raw)}-value`)).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
  expect(await ask(`/subjects/${nameOf(letters)}-value/versions`)).toMatchObject({ error_code: 40401 });
});

it('changes settings that differ and keeps those that others gave', async () => {
  await broker.admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: nameOf(raw), configEntries: [{ name: 'retention.ms', value: '1000' }, { name: 'segment.ms', value: '3600000' }] }],
  });
  await waitFor(async () => (await settingsOf(raw))['segment.ms'] === '3600000', { description: 'the setting to arrive' });
  const changed = results(await apply(raw, state))[0];
  expect(changed).toMatch(/^changed, /);
  expect(changed).toContain(`retention.ms 1000 → ${14 * day}`);
  await waitFor(async () => (await settingsOf(raw))['retention.ms'] === String(14 * day), { description: 'the setting to arrive' });
  expect((await settingsOf(raw))['segment.ms']).toBe('3600000');
  expect(results(await apply(raw, state))).toEqual(['same', 'same']);
});

it('refuses another number of partitions and then changes nothing at all', async () => {
  const missing = { ...rawTopic('not-yet'), partitions: 1 };
  expect(results(await apply({ ...raw, partitions: 3 }, missing))).toEqual([
    `applying topics: [partition_count] ${nameOf(raw)} has 2 partitions and is declared with 3: other partitions would part the records of a key, so declare the old number or make a v2`,
  ]);
  expect(await broker.admin.listTopics()).not.toContain(nameOf(missing));
});

it('says which schema the registry refused', async () => {
  const clash = { ...rawTopic('clash'), partitions: 1 };
  const other = { type: 'record', name: 'RawRecord', namespace: 'tributary', fields: [{ name: 'somethingElse', type: 'string' }] };
  await ask(`/subjects/${nameOf(clash)}-value/versions`, { schema: JSON.stringify(other) });
  const refused = await apply(clash);
  expect(refused).toMatchObject({ ok: false, failure: { kind: 'rejected' } });
  expect(results(refused)[0]).toMatch(new RegExp(`^registering the schema of ${nameOf(clash)}: \\[incompatible_schema\\] `));
});

it('says why the brokers refused', async () => {
  const refused = await broker.stream.applyTopics([{ ...rawTopic('three'), partitions: 1 }], { replicationFactor: 3 });
  expect(refused).toMatchObject({ ok: false, failure: { kind: 'rejected', action: 'applying topics', cause: { code: 'INVALID_REPLICATION_FACTOR' } } });
});

it('tells whether Kafka or the registry is away', async () => {
  expect(await broker.open({ brokers: ['127.0.0.1:1'] }).applyTopics([raw], { replicationFactor: 1 })).toMatchObject({ ok: false, failure: { kind: 'unavailable', action: 'applying topics' } });
  const alone = await broker.open({ schemaRegistryUrl: 'http://127.0.0.1:1' }).applyTopics([raw], { replicationFactor: 1 });
  expect(alone).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
});
