import { afterAll, beforeAll, expect, it } from 'vitest';
import { deadLetterTopic, redriveTopic, topicName, type RawRow } from '@tributary/contracts';
import { failure } from '@tributary/kernel';
import { done, park } from '@tributary/stream';
import { rawRecord } from '@tributary/stream/suite';
import { waitFor } from '@tributary/testing';
import { openBroker, smallTopics, type TestBroker } from './broker.suite.ts';
import { errorOf, redriveHeaders, redrivesOf } from './headers.ts';
import type { StoredRecord } from './range.ts';

let broker: TestBroker;
const row: RawRow = 'raw.suite';
beforeAll(async () => {
  broker = await openBroker('redrive', smallTopics(['mapper', 'other', 'third'], [row]));
});
afterAll(() => broker.close());

const send = (...ids: string[]) => broker.stream.producer().send(ids.map((id) => ({ row, key: `key of ${id}`, value: rawRecord(id) })));
async function readAll(of: Parameters<TestBroker['stream']['readRange']>[0], range = {}): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  expect(await broker.stream.readRange(of, range, (record) => found.push(record) > 0)).toEqual({ ok: true });
  return found;
}

it('a range is what the topic holds now, from a moment on, and leaves no group behind', async () => {
  await send('a', 'b');
  const later = Date.now() + 1;
  await waitFor(() => Date.now() > later, { description: 'the next millisecond' });
  await send('c');
  expect((await readAll(row)).map(({ key }) => String(key)).sort()).toEqual(['key of a', 'key of b', 'key of c']);
  const since = await readAll(row, { fromMs: later });
  expect(since.map(({ key }) => String(key))).toEqual(['key of c']);
  expect(await broker.stream.decode(row, since[0]?.value ?? Buffer.alloc(0))).toMatchObject({ ok: true, value: { eventId: rawRecord('c').eventId } });
  expect((await broker.admin.listGroups()).groups.filter(({ groupId }) => groupId.includes('.tap-'))).toEqual([]);
});

it('a range of an empty topic is empty, and one of none is refused', async () => {
  expect(await readAll(deadLetterTopic('other').row)).toEqual([]);
  expect(await broker.stream.readRange('raw.nothing', {}, () => true)).toMatchObject({ ok: false });
});

it('a dead letter goes to its group alone once more, and to the dead letters again where it still fails, with its first place', async () => {
  const seen = { mapper: [] as string[], other: [] as string[] };
  let broken = true;
  const mapper = broker.stream.consumer({ deployable: 'mapper', rows: [row] });
  const other = broker.stream.consumer({ deployable: 'other', rows: [row] });
  const runs = [
    mapper.run(async (records) => records.map(({ key }) => (seen.mapper.push(key), key === 'key of bad' && broken ? park(failure('invalid', 'mapping', { cause: { code: 'no_currency', text: 'currency is missing' } })) : done))),
    other.run(async (records) => records.map(({ key }) => (seen.other.push(key), done))),
  ];
  await send('good', 'bad');
  const letters = async (): Promise<StoredRecord[]> => readAll(deadLetterTopic('mapper').row);
  await waitFor(async () => (await letters()).length === 1, { description: 'the dead letter', timeoutMs: 30_000 });
  await waitFor(() => seen.other.includes('key of bad'), { description: 'the other group to read it' });

  const [first] = await letters();
  const redrive = ({ key, value, headers }: StoredRecord) => broker.stream.copy(redriveTopic('mapper').row, [{ key, value, headers: redriveHeaders(headers) }]);
  expect(errorOf(first?.headers ?? {})).toMatchObject({ class: 'invalid.no_currency', topic: topicName(broker.namespace, row) });
  expect(await redrive(first as StoredRecord)).toEqual({ ok: true });
  await waitFor(async () => (await letters()).length === 2, { description: 'the dead letter to come back', timeoutMs: 30_000 });
  const again = (await letters()).find(({ headers }) => redrivesOf(headers) === 1);
  expect(errorOf(again?.headers ?? {})).toMatchObject({ class: 'invalid.no_currency', topic: topicName(broker.namespace, row) });

  broken = false;
  expect(await redrive(again as StoredRecord)).toEqual({ ok: true });
  await waitFor(() => seen.mapper.filter((key) => key === 'key of bad').length === 3, { description: 'the third try' });
  expect(seen.other.filter((key) => key === 'key of bad')).toHaveLength(1);
  expect(await letters()).toHaveLength(2);
  await Promise.all([mapper.close(), other.close()]);
  expect(await Promise.all(runs)).toEqual([{ ok: true }, { ok: true }]);
});

it('letters that all fail again come to rest as dead letters again, and stop nobody', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `again-${index}`);
  await send(...ids);
  const seen = new Set<string>();
  const began = broker.stream.consumer({ deployable: 'third', rows: [row] });
  const first = began.run(async (batch) => batch.map(({ key }) => (seen.add(key), done)));
  await waitFor(() => ids.every((id) => seen.has(`key of ${id}`)), { description: 'the records themselves', timeoutMs: 30_000 });
  await began.close();
  expect(await first).toEqual({ ok: true });

  // Later, when nothing else comes in, they are driven in, and the mapper is not mended yet.
  const records = (await readAll(row)).filter(({ key }) => String(key).includes('again-'));
  const headers = redriveHeaders({ '__connect.errors.topic': topicName(broker.namespace, row) });
  await broker.stream.copy(redriveTopic('third').row, records.map(({ key, value }) => ({ key, value, headers })));
  const consumer = broker.stream.consumer({ deployable: 'third', rows: [row] });
  const run = consumer.run(async (batch) => batch.map(({ key }) => (seen.add(key), key === 'key of after' ? done : park(failure('invalid', 'mapping', { cause: { code: 'no_currency', text: 'currency is missing' } })))));
  await waitFor(async () => (await readAll(deadLetterTopic('third').row)).length === ids.length, { description: 'the dead letters', timeoutMs: 20_000 });
  await send('after');
  await waitFor(() => seen.has('key of after'), { description: 'what comes after' });
  await consumer.close();
  expect(await run).toEqual({ ok: true });
});

it('a record driven in from a topic that the group does not read is parked', async () => {
  await broker.stream.copy(redriveTopic('other').row, [{ key: Buffer.from('k'), value: Buffer.from('v'), headers: redriveHeaders({ '__connect.errors.topic': 'elsewhere' }) }]);
  const consumer = broker.stream.consumer({ deployable: 'other', rows: [row] });
  const run = consumer.run(async (records) => records.map(() => done));
  await waitFor(async () => (await readAll(deadLetterTopic('other').row)).length === 1, { description: 'the dead letter', timeoutMs: 30_000 });
  expect(errorOf((await readAll(deadLetterTopic('other').row))[0]?.headers ?? {})).toMatchObject({ class: 'invalid.foreign_topic', topic: 'elsewhere' });
  await consumer.close();
  expect(await run).toEqual({ ok: true });
});
