import { Registry } from 'prom-client';
import { createStream } from './index.ts';
import { rawTopic } from '@tributary/contracts';
const log = { info() {}, warn(_f: object, t: string) { console.log(t); }, error() {} };
const stream = createStream({ brokers: ['127.0.0.1:19092'], schemaRegistryUrl: 'http://127.0.0.1:18081/apis/ccompat/v7', namespace: 't-prof-' + process.pid, clientId: 'p', log, metrics: new Registry(), clock: Date });
await stream.applyTopics([{ ...rawTopic('suite'), partitions: 3 }], { replicationFactor: 1 });
const producer = stream.producer();
const N = 40_000; const body = Buffer.alloc(700, 7);
const rec = (id: string) => ({ eventId: id.padStart(32, '0'), tenant: 'acme', channel: 'suite', account: 'us', kind: 'row', resourceType: 'order', resourceId: '1', vendorRevision: null, topic: 'poll', deliveryId: null, recordedAt: 0, via: 'poll', verified: 'tls', contentType: null, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', keyId: '', body }) as const;
for (let w = 0; w < 2; w++) {
const c = process.cpuUsage();
for (let i = 0; i < N; i += 500) { const r = await producer.send(Array.from({ length: 500 }, (_, j) => ({ row: 'raw.suite' as const, key: `k${i + j}`, value: rec(`${i + j}`) }))); if (!r.ok) throw new Error(JSON.stringify(r)); }
const u = process.cpuUsage(c); console.log((u.user + u.system) / N);
}
await stream.close();
