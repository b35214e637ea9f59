import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { failed, ok } from '@tributary/kernel';
import { createCursors, createDatabase, createFetchTasks, createSalts } from '@tributary/postgres';
import { createKeyring } from '@tributary/sealing';
import { createStream } from '@tributary/stream-kafka';
import { stackFromEnvironment } from '@tributary/testing';
import { createFetchPlanner, createFetchWorker, createPoller, createRawWriter, type Fetcher, type Source } from './index.ts';

/**
 * An ingest deployable of its own for `ingest-kill.int.spec.ts`, with a poll of forty numbered records, slowly, and a fetcher
 * of whatever is hinted at. Records carry the process id as their trace.
 */
const [namespace = '', databaseUrl = '', masterKey = ''] = process.argv.slice(2);
const { kafkaBrokers, schemaRegistryUrl } = stackFromEnvironment();
const log = { info: () => undefined, warn: () => undefined, error: (fields: object, text: string) => console.error(text, fields) };
const metrics = new Registry();
const stream = createStream({ brokers: kafkaBrokers.split(','), schemaRegistryUrl, namespace, clientId: 'ingest', log, metrics, clock: Date });
const database = createDatabase(databaseUrl);
const keyring = createKeyring(new Map([['t', Buffer.from(masterKey, 'hex')]]), createSalts(database));
const writer = createRawWriter({ producer: stream.producer() });
const account = { tenant: 't', account: 'us' };
const common = { writer, keyring, clock: Date, log, metrics };

const record = (topic: 'poll' | 'fetch', id: string) => ({
  draft: { ...account, kind: 'resource', resourceType: 'order', resourceId: id, vendorRevision: null, topic, deliveryId: null, via: 'poll', verified: 'tls', contentType: null } as const,
  body: Buffer.from(id),
});

const numbers: Source = {
  async *read(cursor, signal) {
    for (let next = Number(cursor ?? 0); !signal.aborted; next += 2) {
      await sleep(150);
      yield { records: next < 40 ? [record('poll', String(next)), record('poll', String(next + 1))] : [], nextCursor: String(Math.min(40, next + 2)) };
      if (next >= 40) return;
    }
  },
};
const fetcher: Fetcher = {
  async fetch({ resourceId }, signal) {
    await sleep(400);
    return signal.aborted ? failed({ kind: 'unavailable', action: 'reading order' }) : ok({ state: 'read', records: [record('fetch', resourceId)], revisionAt: null, settled: true });
  },
};

const tasks = createFetchTasks(database, 'acme');
const planner = createFetchPlanner({ plan: ({ kind, resourceType, resourceId }) => (kind === 'hint' ? { resourceType, resourceId, revisionAt: null } : undefined), tasks, accounts: [account] });
const worker = createFetchWorker({ ...common, vendor: 'acme', tasks, accounts: [{ ...account, fetcher }], credentialVersion: () => 'v1', tuning: { leaseMs: 3_000, readMs: 2_000, writeMs: 1_000 } });
const poller = createPoller({
  ...common, name: 'numbers', account: { vendor: 'acme', ...account }, source: numbers, cursors: createCursors(database, 'acme'), schedule: { everyMs: 60_000 },
  newTraceId: () => String(process.pid), tuning: { leaseMs: 3_000, lookMs: 500 },
});
const forever = new AbortController().signal;
await Promise.all([stream.consumer({ deployable: 'ingest-acme', rows: ['raw.acme'] }).run(planner), worker.run(forever), poller.run(forever)]);
