import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { stackFromEnvironment } from '@tributary/testing';
import { createStream } from './index.ts';

/** A process of its own for `idle-cpu.int.spec.ts`: one consumer and one producer with nothing to do. Prints per cent of a core. */
const measuredMs = 4_000;
const { kafkaBrokers, schemaRegistryUrl } = stackFromEnvironment();
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const stream = createStream({
  brokers: kafkaBrokers.split(','), schemaRegistryUrl, namespace: process.argv[2] ?? '', clientId: 'idle', log: silent, metrics: new Registry(), clock: Date,
});

const read = Promise.withResolvers<void>();
const ended = stream.consumer({ deployable: 'reader', rows: ['raw.suite'] }).run(async (records) => {
  read.resolve();
  return records.map(() => ({ kind: 'done' }));
});
// Only after a record went round are both connected.
const sent = await stream.producer().send([{
  row: 'raw.suite',
  key: 'k',
  value: {
    eventId: 'e', tenant: 'acme', channel: 'suite', account: 'us', kind: 'row', resourceType: 'order', resourceId: '1', vendorRevision: null, orderKeys: [], asOf: null, topic: 'poll', deliveryId: null,
    recordedAt: 0, via: 'poll', verified: 'tls', contentType: null, traceId: '', keyId: '', body: Buffer.alloc(0),
  },
}]);
await read.promise;
await sleep(1_000);
const before = process.cpuUsage();
await sleep(measuredMs);
const { user, system } = process.cpuUsage(before);
await stream.close();
console.log(JSON.stringify({ percent: (user + system) / 10 / measuredMs, sent, ended: await ended }));
