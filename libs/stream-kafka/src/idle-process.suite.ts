import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { stackFromEnvironment } from '@tributary/testing';
import { createStream } from './index.ts';

/** A process of its own for `idle-cpu.int.spec.ts`: one consumer and one producer, and nothing to do. Prints % of a core. */
const { kafkaBrokers, schemaRegistryUrl } = stackFromEnvironment();
const [namespace = '', measuredMs = '4000'] = process.argv.slice(2);
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const stream = createStream({ brokers: kafkaBrokers.split(','), schemaRegistryUrl, namespace, clientId: 'idle', log: silent, metrics: new Registry(), clock: Date });
const ended = stream.consumer({ deployable: 'reader', rows: ['raw.suite'] }).run(async (records) => records.map(() => ({ kind: 'done' })));
// A connected producer with nothing to send. The record is refused before it is sent, the connection is for its topic's id.
const sent = await stream.producer().send([{ row: 'audit', key: 'k', value: { ...JSON.parse(process.env['AUDIT_RECORD'] ?? '{}') } }]);
await sleep(1_500);
const before = process.cpuUsage();
await sleep(Number(measuredMs));
const { user, system } = process.cpuUsage(before);
await stream.close();
console.log(JSON.stringify({ percent: (user + system) / (Number(measuredMs) * 10), sent: sent.ok, ended: (await ended).ok }));
