import avsc from 'avsc';
import { describe, expect, it } from 'vitest';
import { schemaText, type RawRecord } from '@tributary/contracts';
import { explain, failed, failure, ok, type Result } from '@tributary/kernel';
import { rawRecord } from '@tributary/stream/suite';
import { avroOptions, avroType, encodeAvro } from './avro.ts';
import { createCodec, type Codec, type Schemas } from './codec.ts';

type Fields = { name: string; type: unknown; default?: unknown }[];
type RecordSchema = { fields: Fields };

/** Our own schema as another version of this program has it. */
function versionOf(change: (fields: Fields) => Fields): avsc.Type {
  const schema = JSON.parse(schemaText['raw-record']) as RecordSchema;
  return avsc.Type.forSchema({ ...schema, fields: change(schema.fields) } as avsc.Schema, avroOptions());
}

const ours = versionOf((fields) => fields);
const newer = versionOf((fields) => [...fields, { name: 'region', type: ['null', 'string'], default: null }]);
const older = versionOf((fields) => fields.filter(({ name }) => name !== 'deliveryId'));
const otherSymbols = versionOf((fields) =>
  fields.map((field) => (field.name === 'via' ? { ...field, type: { type: 'enum', name: 'RawVia', symbols: ['UNKNOWN', 'webhook', 'carrier_pigeon'], default: 'UNKNOWN' } } : field)),
);
const alien = avsc.Type.forSchema({ type: 'record', name: 'Invoice', fields: [{ name: 'number', type: 'string' }] });
const written = new Map([[1, ours], [2, newer], [3, older], [4, otherSymbols], [5, alien]]);

function codecOver(more: Partial<Schemas> = {}): Codec & { asked: number[] } {
  const asked: number[] = [];
  const writerType = async (id: number): Promise<Result<avsc.Type>> => {
    asked.push(id);
    const type = written.get(id);
    return type === undefined ? failed(failure('invalid', `fetching schema ${id}`, { cause: { code: 'not_found', text: 'no such schema' } })) : ok(type);
  };
  return { ...createCodec({ idOf: async () => ok(1), writerType, ...more }), asked };
}

function framed(id: number, value: object): Buffer {
  const header = Buffer.alloc(5);
  header.writeInt32BE(id, 1);
  return Buffer.concat([header, (written.get(id) ?? ours).toBuffer(value)]);
}

const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(explain(result.failure));
  return result.value;
};
const reasonOf = (result: Result<unknown>): string => (result.ok ? 'ok' : explain(result.failure));

describe('the wire format', () => {
  it('is a zero byte, the schema id and Avro, and is read back whole', async () => {
    const codec = codecOver();
    const bytes = valueOf(await codec.encode('t', 'raw.suite', rawRecord('e1')));
    expect([...bytes.subarray(0, 5)]).toEqual([0, 0, 0, 0, 1]);
    expect(valueOf(await codec.decode('raw.suite', bytes))).toEqual(rawRecord('e1'));
  });

  it('asks for a schema once', async () => {
    const codec = codecOver();
    for (const id of ['a', 'b', 'c']) await codec.decode('raw.suite', framed(1, rawRecord(id)));
    expect(codec.asked).toEqual([1]);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'no_schema_id'],
    ['JSON', Buffer.from('{"eventId":"e1"}'), 'no_schema_id'],
    ['too few bytes', framed(1, rawRecord('e1')).subarray(0, 40), 'not_avro'],
    ['too many bytes', Buffer.concat([framed(1, rawRecord('e1')), Buffer.from('x')]), 'not_avro'],
    ['a schema of something else', framed(5, { number: '7' }), 'incompatible_schema'],
    ['a schema nobody knows', framed(99, rawRecord('e1')), 'not_found'],
  ])('refuses %s as invalid', async (_, bytes, code) => {
    const result = await codecOver().decode('raw.suite', bytes);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'invalid' } });
    expect(reasonOf(result)).toMatch(new RegExp(`^decoding raw-record: .*\\[${code}\\]|^(decoding|resolving).*\\[${code}\\]`));
  });

  it('is unavailable, not invalid, while the registry is away, and recovers', async () => {
    let away = true;
    const gone = failed(failure('unavailable', 'fetching schema 1'));
    const codec = codecOver({ writerType: async () => (away ? gone : ok(ours)), idOf: async () => (away ? gone : ok(1)) });
    expect(await codec.decode('raw.suite', framed(1, rawRecord('e1')))).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
    expect(await codec.encode('t', 'raw.suite', rawRecord('e1'))).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
    away = false;
    expect((await codec.decode('raw.suite', framed(1, rawRecord('e1')))).ok).toBe(true);
  });
});

describe('a value of another version', () => {
  it('loses the fields that we do not know', async () => {
    expect(valueOf(await codecOver().decode('raw.suite', framed(2, { ...rawRecord('e1'), region: 'eu' })))).toEqual(rawRecord('e1'));
  });
  it('gets the defaults of fields that its writer did not know', async () => {
    const { deliveryId: _, ...without } = rawRecord('e1');
    expect(valueOf(await codecOver().decode('raw.suite', framed(3, without)))).toEqual({ ...rawRecord('e1'), deliveryId: null });
  });
  it('gets the default for a symbol that we do not know', async () => {
    const read = valueOf(await codecOver().decode('raw.suite', framed(4, { ...rawRecord('e1'), via: 'carrier_pigeon' })));
    expect(read.via).toBe('UNKNOWN');
    expect(valueOf(await codecOver().decode('raw.suite', framed(4, rawRecord('e1')))).via).toBe('webhook');
  });
  it('is read by the newer reader with its new field empty', () => {
    expect(newer.fromBuffer(ours.toBuffer(rawRecord('e1')), newer.createResolver(ours))).toEqual({ ...rawRecord('e1'), region: null });
  });
});

describe('a value that does not fit its schema', () => {
  const wrong = (changes: object): string => reasonOf(encodeAvro(avroType('raw-record'), { ...rawRecord('e1'), ...changes }));

  it('is named by field and expectation, all at once, without the value', () => {
    const reason = wrong({ tenant: 7, via: 'Jane Roe', vendorRevision: 12, recordedAt: 2 ** 60, body: 'Jane Roe' });
    expect(reason).toBe(
      'encoding tributary.RawRecord: [schema_mismatch] tenant: expected string; vendorRevision: expected null or string; recordedAt: expected long; ' +
        'via: expected one of UNKNOWN, webhook, poll, stream, queue, file, edi, as2, manual, reconcile; body: expected bytes',
    );
  });
  it('is named by its place in lists', () => {
    const delivery = avroType('delivery').random() as unknown as Record<string, unknown>;
    const allocation = { orderKey: 'k', channelLineId: '1', qty: '1', erpSku: 's', qtyPer: '1', mapVersion: 1 };
    const lines = [allocation, { ...allocation, qty: '1.00001' }];
    expect(reasonOf(encodeAvro(avroType('delivery'), { ...delivery, occurredAt: 1, allocation: lines }))).toContain('allocation[1].qty: expected decimal(18,4) as text');
  });
  it.each(['order', 'fulfillment-request', 'order-state', 'delivery', 'audit', 'raw-record'] as const)('%s has a type', (name) => {
    expect(avroType(name).typeName).toBe('record');
    expect(avroType(name)).toBe(avroType(name));
  });
});

it('takes whole numbers that a double holds exactly and no others', () => {
  const recordedAt = (at: number): boolean => encodeAvro(avroType('raw-record'), { ...rawRecord('e1'), recordedAt: at } satisfies RawRecord).ok;
  expect([Number.MAX_SAFE_INTEGER - 1, -1, 0].map(recordedAt)).toEqual([true, true, true]);
  expect([2 ** 53, 1.5, NaN, Infinity].map(recordedAt)).toEqual([false, false, false, false]);
});
