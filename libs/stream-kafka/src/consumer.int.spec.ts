import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deadLetterTopic, topicName, type RawRow } from '@tributary/contracts';
import { explain, failure, partitionOf, type Result } from '@tributary/kernel';
import { done, park, retry, type BatchHandler, type Consumer, type Inbound } from '@tributary/stream';
import { rawRecord } from '@tributary/stream/suite';
import { leaks, waitFor } from '@tributary/testing';
import { openBroker, smallTopics, type TestBroker } from './broker.suite.ts';
import { createFaultProxy, type FaultProxy } from './fault-proxy.suite.ts';

type Row = RawRow;
const leaked = leaks();
const deployables = Array.from({ length: 12 }, (_, index) => `reader-${index}`);
const rows = deployables.map((_, index): Row => `raw.source-${index}`);
let broker: TestBroker;
let at = -1;
let row: Row;
let deployable: string;

beforeAll(async () => {
  broker = await openBroker('consumer', smallTopics(deployables, rows));
});
/** Each test has a row and a deployable of its own. */
beforeEach(() => {
  at++;
  [row, deployable] = [rows[at]!, deployables[at]!];
  broker.lines.length = 0;
});
afterAll(async () => {
  await broker.close();
  await waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' });
});

const topic = (): string => topicName(broker.namespace, row);
const group = (): string => `${broker.namespace}.${deployable}`;
const open = (stream = broker.stream): Consumer<Row> => stream.consumer({ deployable, rows: [row] });
const send = async (...records: [key: string, id: string][]): Promise<void> =>
  expect(await broker.stream.producer().send(records.map(([key, id]) => ({ row, key, value: rawRecord(id) })))).toEqual({ ok: true });
const deadLetters = () => broker.read(topicName(broker.namespace, deadLetterTopic(deployable).row));
const until = (condition: () => boolean): Promise<void> => expect.poll(condition, { timeout: 15_000, interval: 20 }).toBe(true);
const lines = (level: string): string[] => broker.lines.filter((line) => line.level === level).map(({ text }) => text);
const reason = (result: Result<void>): string => (result.ok ? 'ok' : `${result.failure.kind}: ${explain(result.failure)}`);

/** Text of every header of a dead letter that Kafka Connect's name begins. */
const errorHeaders = (headers: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.startsWith('__connect.errors.')).map(([name, text]) => [name.slice('__connect.errors.'.length), String(text)]));

async function readUntil(handler: BatchHandler<Row>, condition: () => boolean): Promise<Result<void>> {
  const consumer = open();
  const ended = consumer.run(handler);
  await until(condition);
  await consumer.close();
  return ended;
}

async function committed(): Promise<Record<number, string>> {
  const [offsets] = await broker.admin.fetchOffsets({ groupId: group(), topics: [topic()] });
  return Object.fromEntries((offsets?.partitions ?? []).map(({ partition, offset }) => [partition, offset]));
}

function keep(answer: (record: Inbound<Row>) => ReturnType<typeof park> = () => done): { seen: string[]; handler: BatchHandler<Row> } {
  const seen: string[] = [];
  return { seen, handler: async (records) => records.map((record) => (seen.push(record.value.eventId), answer(record))) };
}

describe('what cannot be decoded', () => {
  it('goes to the dead letters as it is, and the rest goes on', async () => {
    const unknownSchema = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]);
    await send(['good', 'before']);
    const partition = partitionOf('good', 3);
    const headers = { partition: String(partition), mine: 'kept' };
    await broker.write(topic(), [
      { key: 'k1', value: Buffer.from('{"name":"Jane Roe"}'), headers },
      { key: 'k2', value: unknownSchema, headers },
      { key: 'k3', value: null, headers },
      { key: null, value: Buffer.from('x'), headers },
    ]);
    await send(['good', 'after']);
    const { seen, handler } = keep();
    expect(await readUntil(handler, () => seen.length === 2)).toEqual({ ok: true });
    expect(seen).toEqual(['before', 'after']);
    expect((await committed())[partition]).toBe('6');

    const found = await deadLetters();
    expect(found.map(({ key, value }) => [key && String(key), value])).toEqual([
      ['k1', Buffer.from('{"name":"Jane Roe"}')], ['k2', unknownSchema], [null, Buffer.from('x')],
    ]);
    expect(String(found[0]?.headers?.['mine'])).toBe('kept');
    expect(errorHeaders(found[0]?.headers)).toEqual({
      topic: topic(), partition: String(partition), offset: '1', 'connector.name': deployable, 'task.id': '0', stage: 'VALUE_CONVERTER', 'class.name': 'tributary.codec',
      'exception.class.name': 'invalid.no_schema_id', 'exception.message': 'decoding raw-record: [no_schema_id] the value does not begin with a zero byte and a schema id',
    });
    expect(errorHeaders(found[1]?.headers)['exception.class.name']).toBe('invalid.not_found');
    expect(errorHeaders(found[2]?.headers)['exception.class.name']).toBe('invalid.no_key');
    expect(JSON.stringify(broker.lines)).not.toContain('Jane');
    expect(broker.lines.filter(({ text }) => text === 'parked a record').map(({ fields }) => fields['offset'])).toEqual(['1', '2', '4']);
  });

  it('waits while the registry is away, for it may be good', async () => {
    await send(['k', 'a']);
    const alone = keep();
    const consumer = open(broker.open({ schemaRegistryUrl: 'http://127.0.0.1:1' }));
    const ended = consumer.run(alone.handler);
    await until(() => lines('warn').includes('retrying a batch'));
    await consumer.close();
    expect(await ended).toEqual({ ok: true });
    expect(alone.seen).toEqual([]);
    expect(await deadLetters()).toEqual([]);
    const { seen, handler } = keep();
    await readUntil(handler, () => seen.length === 1);
    expect(seen).toEqual(['a']);
  });
});

it('a fault that parks everything stops the consumer before the first dead letter, with an alarm', async () => {
  const broken = (record: Inbound<Row>) => failure('invalid', `mapping order ${record.key}`, { cause: { code: 'no_currency', text: 'currency is missing' } });
  await send(...Array.from({ length: 30 }, (_, index): [string, string] => [`${index % 10}`, `r${index}`]));
  const ended = await open().run(async (records) => records.map((record) => park(broken(record))));
  expect(reason(ended)).toMatch(/^unexpected: handling records of \S+\.raw\.source-\d\.v1: \[systemic_stop\] \d+ of \d+ records within a minute were to be parked, all with: mapping order \d: \[no_currency\]/);
  expect(broker.lines.find(({ level }) => level === 'error')?.fields).toMatchObject({ alarm: 'systemic_stop', fingerprint: 'mapping order # [no_currency]' });
  // What one partition parked before the twentieth record was seen.
  const letters = (await deadLetters()).length;
  expect(letters).toBeLessThan(20);
  expect(Object.values(await committed()).reduce((sum, offset) => sum + Math.max(0, Number(offset)), 0)).toBe(letters);
});

it('while one partition rests after a retry, the others go on', async () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  const resting = partitionOf('a', 3);
  const elsewhere = keys.filter((key) => partitionOf(key, 3) !== resting);
  const seen: string[] = [];
  const consumer = open();
  const ended = consumer.run(async (records) => {
    if (records[0]?.position.partition === resting) return records.map(() => retry(failure('unavailable', 'writing to the database')));
    seen.push(...records.map(({ key }) => key));
    return records.map(() => done);
  });
  for (let round = 0; round < 5; round++) {
    await send(...keys.map((key): [string, string] => [key, `${key} ${round}`]));
    await until(() => seen.length === (round + 1) * elsewhere.length);
  }
  await until(() => lines('warn').filter((text) => text === 'retrying a batch').length >= 2);
  await consumer.close();
  expect(await ended).toEqual({ ok: true });
  expect((await committed())[resting]).toBe('-1');
  expect(broker.lines.filter(({ text }) => text === 'retrying a batch').map(({ fields }) => fields['delayMs']).slice(0, 2)).toEqual([500, 1_000]);
});

it('a rebalance aborts the signal; what was answered is committed and nothing is lost', async () => {
  await send(...Array.from({ length: 12 }, (_, index): [string, string] => [`${index}`, `r${index}`]));
  let aborted = 0;
  const settled = new Set<string>();
  const settle = (records: readonly Inbound<Row>[]) => records.map((record) => (settled.add(record.value.eventId), done));
  const first = open();
  const firstRun = first.run(async (records, signal) => {
    if (aborted > 0) return settle(records);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    aborted++;
    return [...settle(records.slice(0, 1)), ...records.slice(1).map(() => retry(failure('unavailable', 'going on')))];
  });
  await until(() => lines('info').includes('consumer started'));
  const second = open();
  const secondRun = second.run(async (records) => settle(records));
  await until(() => settled.size === 12);
  expect(aborted).toBeGreaterThan(0);
  await Promise.all([first.close(), second.close()]);
  expect(await Promise.all([firstRun, secondRun])).toEqual([{ ok: true }, { ok: true }]);
  expect(Object.values(await committed()).reduce((sum, offset) => sum + Number(offset), 0)).toBe(12);
  expect(lines('info')).toContain('consumer rebalanced');
});

it('dead letters that cannot be written hold the batch back', async () => {
  await broker.admin.deleteTopics({ topics: [topicName(broker.namespace, deadLetterTopic(deployable).row)] });
  await send(['k', 'a']);
  const { seen, handler } = keep(() => park(failure('invalid', 'mapping')));
  await readUntil(handler, () => lines('warn').includes('retrying a batch'));
  expect(seen.length).toBeGreaterThan(0);
  expect(Object.values(await committed()).every((offset) => offset === '-1')).toBe(true);
  expect(String(broker.lines.find(({ text }) => text === 'retrying a batch')?.fields['reason'])).toMatch(/writing dead letters: .*run: tributary topics apply/);
});

it('says nothing but start and stop when all is well, and counts', async () => {
  await send(['k', 'a'], ['k', 'b']);
  const { seen, handler } = keep();
  await readUntil(handler, () => seen.length === 2);
  expect(broker.lines.map(({ level, text }) => `${level} ${text}`)).toEqual(['info consumer started', 'info consumer stopped']);
  const text = await broker.metrics.metrics();
  expect(text).toContain(`tributary_records_consumed_total{topic="${topic()}",outcome="done"} 2`);
  expect(text).toContain(`tributary_consumer_lag{topic="${topic()}",partition="${partitionOf('k', 3)}"} 0`);
  expect(text).toMatch(new RegExp(`tributary_batch_seconds_count{topic="${topic()}"} \\d`));
});

it('a Kafka that cannot be reached, or without the topics, ends the run with a failure', async () => {
  const nowhere = broker.open({ brokers: ['127.0.0.1:1'] }).consumer({ deployable, rows: [row], retries: 1 });
  const missing = broker.stream.consumer({ deployable, rows: ['raw.nobody-made-it'] });
  const [away, unknown] = await Promise.all([nowhere.run(async () => []), missing.run(async () => [])]);
  expect(reason(away)).toMatch(/^unavailable: reading .*: \[KafkaJSConnectionError\]/);
  expect(reason(unknown)).toMatch(/^unavailable: reading .*: \[UNKNOWN_TOPIC_OR_PARTITION\] .*run: tributary topics apply$/);
});

describe('a broker that goes away', () => {
  let proxy: FaultProxy;
  beforeAll(async () => {
    proxy = await createFaultProxy(broker.brokers[0]!);
  });
  afterAll(async () => {
    await proxy.stop();
  });

  it('and comes back is read on, by the same process', async () => {
    const { seen, handler } = keep();
    const consumer = open(broker.open({ brokers: [proxy.address] }));
    const ended = consumer.run(handler);
    await send(['k', 'a']);
    await until(() => seen.length === 1);
    await proxy.stop();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await proxy.start();
    await send(['k', 'b']);
    await until(() => seen.includes('b'));
    await consumer.close();
    expect(await ended).toEqual({ ok: true });
  });

  it('without a word, its connections dead but open, is read on as well', async () => {
    const { seen, handler } = keep();
    const consumer = open(broker.open({ brokers: [proxy.address] }));
    const ended = consumer.run(handler);
    await send(['k', 'a']);
    await until(() => seen.length === 1);
    proxy.hang();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await proxy.start();
    await send(['k', 'b']);
    await until(() => seen.includes('b'));
    await consumer.close();
    expect(await ended).toEqual({ ok: true });
  });

  it('for good ends the run with a failure', async () => {
    const consumer = broker.open({ brokers: [proxy.address] }).consumer({ deployable, rows: [row], retries: 1 });
    const ended = consumer.run(keep().handler);
    await until(() => lines('info').includes('consumer started'));
    await proxy.stop();
    expect(reason(await ended)).toMatch(/^unavailable: reading .*: \[KafkaJSConnectionError\]/);
    await consumer.close();
  });
});

it('a stream tells whether Kafka is there', async () => {
  expect(await broker.stream.ready()).toBe(true);
  expect(await broker.open({ brokers: ['127.0.0.1:1'] }).ready()).toBe(false);
});
