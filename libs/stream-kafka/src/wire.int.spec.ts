import avsc from 'avsc';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalTopics, schemaText, topicName, type Delivery, type Topic } from '@tributary/contracts';
import { done } from '@tributary/stream';
import { rawRecord } from '@tributary/stream/suite';
import { openBroker, smallTopics, type TestBroker } from './broker.suite.ts';

// What we write must be readable by anyone who has the registry and Avro's specification. So nothing here goes through
// our codec: the schema comes from the registry by the id in the record, decimals stay bytes and are counted by hand.
const topic = { ...(canonicalTopics.find(({ row }) => row === 'delivery') as Topic), partitions: 1 };
const digest = (text: string): string => text.repeat(32).slice(0, 64);
const traceId = '0af7651916cd43dd8448eb211c80319c';
let broker: TestBroker;

beforeAll(async () => {
  broker = await openBroker('wire', [topic, ...smallTopics(['reader'])]);
});
afterAll(async () => {
  await broker.close();
});

function delivery(qty: string, qtyPer: string): Delivery {
  return {
    eventId: digest('7b'), tenant: 'acme', channel: 'shopify', account: 'eu', marketplace: null, salesPartner: null, origin: 'lingxing:main', echoOf: null,
    revision: { at: 1_790_000_000_123, seq: 0, digest: digest('1c') }, mapperVersion: 3, occurredAt: -1, recordedAt: 1_790_000_000_456, timeZone: 'Europe/Berlin', traceId, rawRef: null,
    orderKeys: ['acme/shopify/eu/5001', 'acme/shopify/eu/5002'], idempotencyKey: 'erp.create/1', effect: 'erp.create', subjectKind: 'order_part', subjectId: '1', target: 'lingxing',
    targetAccount: 'main', incarnation: 1, version: 9_007_199_254_740_990, outcome: 'succeeded', attempts: 2, handle: null, vendorReference: '订单-77', confirmedBy: 'answer',
    errorClass: null, errorCode: null, errorText: null,
    allocation: [{ orderKey: 'acme/shopify/eu/5001', channelLineId: '11', qty, erpSku: 'SKU/1', qtyPer, mapVersion: 4 }],
  };
}

/** Big-endian two's complement, byte by byte. */
function unitsOf(bytes: Buffer): bigint {
  const unsigned = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return (bytes[0] ?? 0) >= 0x80 ? unsigned - 256n ** BigInt(bytes.length) : unsigned;
}

async function decodeIndependently(value: Buffer): Promise<Record<string, unknown>> {
  expect(value[0]).toBe(0);
  const answer = (await (await fetch(`${broker.schemaRegistryUrl}/schemas/ids/${value.readInt32BE(1)}`)).json()) as { schema: string };
  return { ...(avsc.Type.forSchema(JSON.parse(answer.schema) as avsc.Schema).fromBuffer(value.subarray(5)) as Record<string, unknown>) };
}

it.each([
  ['12.5', '0.0001', 125_000n, 1n],
  ['-1', '0', -10_000n, 0n],
  ['-0.0128', '99999999999999.9999', -128n, 999_999_999_999_999_999n],
])('what was sent can be read by others (%s, %s)', async (qty, qtyPer, qtyUnits, qtyPerUnits) => {
  const sent = delivery(qty, qtyPer);
  expect(await broker.stream.producer().send([{ row: 'delivery', key: 'acme/shopify/eu/5001', value: sent }])).toEqual({ ok: true });
  const message = (await broker.read(topicName(broker.namespace, 'delivery'))).at(-1);
  expect(String(message?.key)).toBe('acme/shopify/eu/5001');
  const read = await decodeIndependently(message?.value ?? Buffer.alloc(0));
  const [line] = read['allocation'] as { qty: Buffer; qtyPer: Buffer }[];
  expect([unitsOf(line!.qty), unitsOf(line!.qtyPer)]).toEqual([qtyUnits, qtyPerUnits]);
  expect({ ...read, allocation: [{ ...line, qty, qtyPer }] }).toEqual(sent);
  expect(Object.fromEntries(Object.entries(message?.headers ?? {}).map(([name, text]) => [name, String(text)]))).toEqual({
    ce_specversion: '1.0', ce_id: sent.eventId, ce_type: 'tributary.delivery.v1', ce_source: '/acme/shopify/eu', ce_time: '2026-09-21T14:13:20.456Z',
    'content-type': 'application/avro', traceparent: `00-${traceId}-7b7b7b7b7b7b7b7b-01`,
  });
});

it('what a newer program wrote is read, without the field that we do not know', async () => {
  const ours = JSON.parse(schemaText['raw-record']) as { fields: object[] };
  const schema = JSON.stringify({ ...ours, fields: [...ours.fields, { name: 'region', type: ['null', 'string'], default: null }] });
  const name = topicName(broker.namespace, 'raw.suite');
  const answer = await fetch(`${broker.schemaRegistryUrl}/subjects/${name}-value/versions`, {
    method: 'POST', body: JSON.stringify({ schema }), headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
  });
  const header = Buffer.alloc(5);
  header.writeInt32BE(((await answer.json()) as { id: number }).id, 1);
  const newer = avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema);
  await broker.write(name, [{ key: 'k', value: Buffer.concat([header, newer.toBuffer({ ...rawRecord('newer'), region: 'eu' })]) }]);
  expect(await broker.stream.producer().send([{ row: 'raw.suite', key: 'k', value: rawRecord('ours') }])).toEqual({ ok: true });

  const seen: unknown[] = [];
  const consumer = broker.stream.consumer({ deployable: 'reader', rows: ['raw.suite'] });
  const ended = consumer.run(async (records) => (seen.push(...records.map(({ value }) => value)), records.map(() => done)));
  await expect.poll(() => seen.length, { timeout: 15_000 }).toBe(2);
  await consumer.close();
  expect(await ended).toEqual({ ok: true });
  expect(seen).toEqual(expect.arrayContaining([rawRecord('newer'), rawRecord('ours')]));
  expect(seen.every((value) => !Object.hasOwn(value as object, 'region'))).toBe(true);
});
