import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import type { RawRecord } from '@tributary/contracts';
import { ok, type Result } from '@tributary/kernel';
import { createCursors, createDatabase, createFetchTasks, createSalts, migrate } from '@tributary/postgres';
import { createKeyring } from '@tributary/sealing';
import { createMemoryBroker, type Outbound } from '@tributary/stream';
import { freshDatabase } from '@tributary/testing';
import type { Cursors } from './cursors.ts';
import type { FetchTasks } from './fetch-tasks.ts';
import type { Fetched, Fetcher, FetchTask } from './fetcher.ts';
import type { Log } from './outage-log.ts';
import { createRawWriter } from './raw-writer.ts';
import type { SourceRecord } from './source.ts';

/** What the specs of fetch tasks and pollers share: a migrated database of their own, and a broker that can be made to refuse. */

export const vendor = 'acme';
export type Line = { readonly level: string; readonly fields: object; readonly text: string };
export type Scenario = Awaited<ReturnType<typeof createScenario>>;

export async function createScenario(label: string) {
  const fresh = await freshDatabase(label);
  const database = createDatabase(fresh.url, { poolSize: 12 });
  await migrate(database);
  const keyring = createKeyring(new Map([['t', randomBytes(32)]]), createSalts(database));
  const tasks: FetchTasks = createFetchTasks(database, vendor);
  const cursors: Cursors = createCursors(database, vendor);
  let broker = createMemoryBroker({ clock: Date });
  const kafka: { answer: (records: readonly Outbound[]) => Result<void> } = { answer: () => ok() };
  const lines: Line[] = [];
  const write = (level: string) => (fields: object, text: string): void => void lines.push({ level, fields, text });
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') };
  const send = async (records: readonly Outbound[]): Promise<Result<void>> => {
    const answer = kafka.answer(records);
    return answer.ok ? broker.producer().send(records) : answer;
  };
  return {
    database, url: fresh.url, keyring, tasks, cursors, kafka, lines, log,
    writer: () => createRawWriter({ producer: { send, close: () => Promise.resolve() } }),
    registry: () => new Registry(),
    /** Raw records so far, and what their bodies say. */
    records: (): readonly RawRecord[] => broker.records('raw.acme').map(({ value }) => value),
    async bodies(): Promise<string[]> {
      const values = broker.records('raw.acme').map(({ value }) => value);
      const keys = await keyring.prepare(values.map(({ tenant, keyId }) => ({ tenant, scope: keyId })));
      if (!keys.ok) throw new Error('no keys');
      return values.map(({ tenant, keyId, body }) => {
        const opened = keys.value.open({ tenant, scope: keyId }, body);
        return opened.ok ? opened.value.toString() : 'unreadable';
      });
    },
    async clear(): Promise<void> {
      await database.raw('truncate ingest.fetch_tasks, ingest.cursors, shared.halts');
      broker = createMemoryBroker({ clock: Date });
      kafka.answer = () => ok();
      lines.length = 0;
    },
    async close(): Promise<void> {
      await database.destroy();
      await fresh.drop();
    },
  };
}

export function sourceRecord(resourceId: string, body: string, account = 'us'): SourceRecord {
  return {
    draft: { tenant: 't', account, kind: 'resource', resourceType: 'order', resourceId, vendorRevision: null, topic: 'order', deliveryId: null, via: 'poll', verified: 'tls', contentType: 'application/json' },
    body: Buffer.from(body),
  };
}

type Call = Pick<FetchTask, 'resourceId' | 'attempts'>;
/** Answers as it is told and remembers what it was asked for. */
export function recordingFetcher(answer: (task: FetchTask, call: number) => Result<Fetched> | Promise<Result<Fetched>>): Fetcher & { calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    async fetch(task) {
      calls.push({ resourceId: task.resourceId, attempts: task.attempts });
      return answer(task, calls.length);
    },
  };
}
/** An order whose body is its id, at the revision that was hinted at. */
export const read = ({ resourceId, account, revisionAt }: FetchTask, more: Partial<Extract<Fetched, { state: 'read' }>> = {}): Result<Fetched> =>
  ok({ state: 'read', records: [sourceRecord(resourceId, `order ${resourceId}`, account)], revisionAt, settled: true, ...more });
