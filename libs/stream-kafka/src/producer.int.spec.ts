import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawTopic, topicName, type RawRow } from '@tributary/contracts';
import { explain, partitionOf, type Result } from '@tributary/kernel';
import type { Producer } from '@tributary/stream';
import { rawRecord } from '@tributary/stream/suite';
import { leaks, waitFor } from '@tributary/testing';
import { openBroker, smallTopics, type TestBroker } from './broker.suite.ts';
import { createFaultProxy, type FaultProxy } from './fault-proxy.suite.ts';

const rows = ['raw.suite', 'raw.faults', 'raw.large', 'raw.gone'] as const;
const narrow = { ...rawTopic('narrow'), partitions: 1, maxMessageBytes: 50_000 };
const leaked = leaks();
let broker: TestBroker;
let proxy: FaultProxy;
let producer: Producer;

beforeAll(async () => {
  broker = await openBroker('producer', [...smallTopics([], rows), narrow]);
  proxy = await createFaultProxy(broker.brokers[0] ?? '');
  producer = broker.open({ brokers: [proxy.address] }).producer();
});
afterAll(async () => {
  await broker.close();
  await proxy.stop();
  await waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' });
});

const nameOf = (row: RawRow): string => topicName(broker.namespace, row);
const send = (row: RawRow, ...ids: string[]): Promise<Result<void>> => producer.send(ids.map((id) => ({ row, key: `key ${id}`, value: rawRecord(id) })));
const reason = (result: Result<void>): string => (result.ok ? 'ok' : `${result.failure.kind}: ${explain(result.failure)}`);
const idsIn = async (row: RawRow): Promise<string[]> => (await broker.read(nameOf(row))).map(({ headers }) => String(headers?.['ce_id']));

async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  return { value: await work, ms: performance.now() - start };
}

describe('what was acknowledged', () => {
  // Why the producer is not idempotent. A kafkajs 2.2.4 producer with `idempotent: true` and one retry, through this proxy
  // with answers 2 and 3 of every 5 lost: of 18 acknowledged records 6 were missing, each time the one after a send that
  // gave up. kafkajs gives it the given-up record's sequence number, and the broker takes it for a repetition and
  // acknowledges it unwritten. With `idempotent: false` none was missing and 12 were there twice.
  it('is written, though answers are lost and sends give up', async () => {
    const hasty = broker.open({ brokers: [proxy.address] }).producer({ timeoutMs: 350 });
    proxy.cut = (answer) => answer % 7 < 4;
    const answers: Result<void>[] = [];
    for (let round = 0; round < 24; round++) answers.push(await hasty.send([{ row: 'raw.faults', key: 'one key', value: rawRecord(`r${round}`) }]));
    proxy.cut = () => false;
    const found = await idsIn('raw.faults');
    const acknowledged = answers.flatMap((answer, round) => (answer.ok ? [`r${round}`] : []));
    expect(acknowledged.filter((id) => !found.includes(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(12);
    expect(answers.filter((answer) => !answer.ok).length).toBeGreaterThan(0);
    expect(found.length).toBeGreaterThan(new Set(found).size);
  });

  it('is every record, where one lost answer in three only costs a second try', async () => {
    proxy.cut = (answer) => answer % 3 === 0;
    const ids = Array.from({ length: 12 }, (_, index) => `p${index}`);
    for (const id of ids) expect(await send('raw.faults', id)).toEqual({ ok: true });
    proxy.cut = () => false;
    const found = await idsIn('raw.faults');
    expect(ids.filter((id) => !found.includes(id))).toEqual([]);
  });

  it('is in the partition that Java would choose, in order, under its headers', async () => {
    const keys = ['acme/suite/us/1', 'acme/suite/us/2', '张三', ''];
    await Promise.all(keys.map((key) => producer.send(['a', 'b', 'c'].map((id) => ({ row: 'raw.suite', key, value: rawRecord(id) })))));
    for (const key of keys) {
      const consumer = (await broker.read(nameOf('raw.suite'))).filter((message) => String(message.key) === key);
      expect(consumer.map(({ headers }) => String(headers?.['ce_id']))).toEqual(['a', 'b', 'c']);
    }
    const ends = await broker.admin.fetchTopicOffsets(nameOf('raw.suite'));
    for (const partition of [0, 1, 2]) expect(Number(ends.find((end) => end.partition === partition)?.high)).toBe(3 * keys.filter((key) => partitionOf(key, 3) === partition).length);
  });
});

describe('while Kafka', () => {
  it('is stopped, send answers within 4 s, and works again as soon as it is back', async () => {
    await proxy.stop();
    const away = await timed(send('raw.faults', 'away'));
    expect(away.ms).toBeLessThan(4_000);
    expect(reason(away.value)).toMatch(/^unavailable: writing records to Kafka: \[KafkaJSConnectionError\]/);
    await proxy.start();
    expect(await send('raw.faults', 'back')).toEqual({ ok: true });
    expect(await idsIn('raw.faults')).toContain('back');
  });

  it('hangs, send answers within 4 s, and works again as soon as it is back', async () => {
    expect(await send('raw.faults', 'before')).toEqual({ ok: true });
    proxy.hang();
    const away = await timed(Promise.all([send('raw.faults', 'hangs'), send('raw.faults', 'hangs too')]));
    expect(away.ms).toBeLessThan(4_000);
    expect(away.value.map((result) => result.ok)).toEqual([false, false]);
    await proxy.start();
    expect(await send('raw.faults', 'awake')).toEqual({ ok: true });
  });

  it('is away when the process starts, nothing is lost but time', async () => {
    await proxy.stop();
    const late = broker.open({ brokers: [proxy.address] }).producer({ timeoutMs: 600 });
    const away = await timed(late.send([{ row: 'raw.faults', key: 'k', value: rawRecord('early') }]));
    expect(away.ms).toBeLessThan(900);
    expect(away.value.ok).toBe(false);
    await proxy.start();
    expect(await late.send([{ row: 'raw.faults', key: 'k', value: rawRecord('early') }])).toEqual({ ok: true });
  });

  it('has one dead address of several, the others are used', async () => {
    const sure = broker.open({ brokers: ['127.0.0.1:1', ...broker.brokers] }).producer();
    expect(await sure.send([{ row: 'raw.faults', key: 'k', value: rawRecord('second') }])).toEqual({ ok: true });
  });

  it('is there but the topics are not, the answer says what to run', async () => {
    const strange = broker.open({ namespace: `${broker.namespace}-none` });
    const unregistered = await strange.producer({ timeoutMs: 1_000 }).send([{ row: 'raw.suite', key: 'k', value: rawRecord('a') }]);
    expect(reason(unregistered)).toMatch(/^unavailable: .*\[schema_not_registered\] .*run: tributary topics apply$/);
    await broker.admin.deleteTopics({ topics: [nameOf('raw.gone')] });
    const missing = await broker.stream.producer({ timeoutMs: 1_000 }).send([{ row: 'raw.gone', key: 'k', value: rawRecord('a') }]);
    expect(reason(missing)).toMatch(/^unavailable: writing records to Kafka: \[UNKNOWN_TOPIC_OR_PARTITION\] .*run: tributary topics apply$/);
  });

  it('has no registry beside it, send answers unavailable', async () => {
    const alone = broker.open({ schemaRegistryUrl: 'http://127.0.0.1:1' }).producer();
    const away = await timed(alone.send([{ row: 'raw.suite', key: 'k', value: rawRecord('a') }]));
    expect(reason(away.value)).toMatch(/^unavailable: looking up the schema/);
    expect(away.ms).toBeLessThan(4_000);
  });
});

describe('large sends', () => {
  const large = (id: string, bytes: number): ReturnType<typeof rawRecord> => ({ ...rawRecord(id), body: Buffer.alloc(bytes, id) });

  it('are written in batches that the topic takes, whole and in order', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `large ${String(index).padStart(2, '0')}`);
    expect(await producer.send(ids.map((id) => ({ row: 'raw.large', key: 'one key', value: large(id, 300_000) })))).toEqual({ ok: true });
    expect(await idsIn('raw.large')).toEqual(ids);
  });

  it('with a record over the topic\'s limit are invalid and write nothing', async () => {
    const before = (await idsIn('raw.large')).length;
    const result = await producer.send([large('fits', 10), large('too large', 1_000_001)].map((value) => ({ row: 'raw.large', key: 'k', value })));
    expect(reason(result)).toMatch(/^invalid: writing records to Kafka: \[MESSAGE_TOO_LARGE\] the record takes 1000\d{3} bytes, its topic at most 1000000; store the body/);
    expect(await idsIn('raw.large')).toHaveLength(before);
  });

  it('that a topic with a lower limit refuses are written one by one', async () => {
    const three = ['a', 'b', 'c'].map((id) => ({ row: 'raw.narrow', key: 'k', value: large(id, 30_000) }) as const);
    expect(await producer.send(three)).toEqual({ ok: true });
    expect(await idsIn('raw.narrow')).toEqual(['a', 'b', 'c']);
    const result = await producer.send([{ row: 'raw.narrow', key: 'k', value: large('d', 60_000) }]);
    expect(reason(result)).toMatch(/^invalid: writing records to Kafka: \[MESSAGE_TOO_LARGE\]/);
  });
});

it('a record that does not fit its schema is invalid and names the field, not the value', async () => {
  const result = await producer.send([{ row: 'raw.suite', key: 'k', value: { ...rawRecord('a'), resourceId: 1001 as unknown as string } }]);
  expect(reason(result)).toBe('invalid: encoding tributary.RawRecord: [schema_mismatch] resourceId: expected string');
});

it('counts what it wrote, per topic', async () => {
  const before = await broker.metrics.getSingleMetric('tributary_records_produced_total')?.get();
  expect(before?.values).toEqual([]);
  await broker.stream.producer().send(['x', 'y'].map((id) => ({ row: 'raw.suite', key: id, value: rawRecord(id) })));
  expect(await broker.metrics.getSingleMetric('tributary_records_produced_total')?.get()).toMatchObject({ values: [{ labels: { topic: nameOf('raw.suite') }, value: 2 }] });
});
