import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Registry } from 'prom-client';
import { deadLetterTopic, rawTopic, redriveTopic, type RawRecord } from '@tributary/contracts';
import { createDatabase, migrate, type Database } from '@tributary/postgres';
import { done } from '@tributary/stream';
import { createStream, type Stream } from '@tributary/stream-kafka';
import { freshDatabase, freshNamespace, stackFromEnvironment, waitFor } from '@tributary/testing';
import { rawOf } from './drafts.suite.ts';

/* Two ingest processes against real Kafka and PostgreSQL; the one that polls is killed in the middle of it. */

const namespace = freshNamespace('ingest-kill');
const masterKey = randomBytes(32).toString('hex');
const processes: ChildProcess[] = [];
const seen: RawRecord[] = [];
let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
let stream: Stream;

beforeAll(async () => {
  fresh = await freshDatabase('ingest_kill');
  database = createDatabase(fresh.url);
  await migrate(database);
  const { kafkaBrokers, schemaRegistryUrl } = stackFromEnvironment();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  stream = createStream({ brokers: kafkaBrokers.split(','), schemaRegistryUrl, namespace, clientId: 'spec', log, metrics: new Registry(), clock: Date });
  const topics = [{ ...rawTopic('acme'), partitions: 3 }, ...['ingest-acme', 'spec'].flatMap((group) => [deadLetterTopic(group), redriveTopic(group)])];
  expect(await stream.applyTopics(topics, { replicationFactor: 1 })).toMatchObject({ ok: true });
  void stream.consumer({ deployable: 'spec', rows: ['raw.acme'] }).run(async (records) => {
    seen.push(...records.map(({ value }) => value));
    return records.map(() => done);
  });
  for (let process = 0; process < 2; process++) processes.push(start());
});
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await stream.close();
  await database.destroy();
  await fresh.drop();
});

function start(): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'ingest-process.suite.ts'), namespace, fresh.url, masterKey], { stdio: ['ignore', 'inherit', 'inherit'] });
}

const read = (topic: string): RawRecord[] => seen.filter((record) => record.topic === topic);
const idsOf = (topic: string): Set<string> => new Set(read(topic).map(({ resourceId }) => resourceId));

it('a process that is killed while it polls and fetches loses nothing: the other one goes on from its place', async () => {
  const hints = Array.from({ length: 40 }, (_, n) => `hinted-${n}`);
  const sent = await stream.producer().send(hints.map((resourceId) => ({ row: 'raw.acme', key: resourceId, value: rawOf({ kind: 'hint', topic: 'hint', resourceId, eventId: resourceId }) })));
  expect(sent).toEqual({ ok: true });
  await waitFor(() => read('poll').length >= 8 && read('fetch').length >= 1, { timeoutMs: 40_000, description: 'a poll and fetches under way' });
  const polling = processes.find(({ pid }) => String(pid) === read('poll')[0]?.traceId);
  expect(polling?.kill('SIGKILL')).toBe(true);
  const killedAt = Date.now();

  await waitFor(() => idsOf('poll').size === 40 && idsOf('fetch').size === 40, { timeoutMs: 50_000, description: 'everything on the topic' });
  const other = String(processes.find((child) => child !== polling)?.pid);
  const takenOver = read('poll').filter(({ traceId }) => traceId === other);
  expect(read('poll').filter(({ traceId }) => traceId !== other).every(({ recordedAt }) => recordedAt <= killedAt)).toBe(true);
  // A lease of 3 s, and a look every half second.
  expect((takenOver[0]?.recordedAt ?? Infinity) - killedAt).toBeLessThan(8_000);
  // What was written and not moved over comes twice, and nothing else.
  expect(read('poll').length - 40).toBeLessThanOrEqual(2);
  expect(await database('ingest.cursors').select('cursor', 'failures')).toEqual([{ cursor: '40', failures: 0 }]);
  await waitFor(async () => (await database('ingest.fetch_tasks').whereNot('state', 'done')).length === 0, { description: 'all tasks to be done' });
}, 110_000);
