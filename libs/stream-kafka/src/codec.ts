import type avsc from 'avsc';
import { schemaOf, type TopicRow, type ValueOf } from '@tributary/contracts';
import { during, failed, failure, ok, type Result } from '@tributary/kernel';
import { avroType, encodeAvro } from './avro.ts';

/**
 * Values in Confluent's wire format: a zero byte, the schema's registry id as int32, Avro. The registry only registers
 * and fetches; its client's own decode builds a resolver per message (1,027 µs where this takes some 9).
 */
export type Codec = {
  encode<Row extends TopicRow>(topic: string, row: Row, value: ValueOf<Row>): Promise<Result<Buffer>>;
  /**
   * Reads with our schema whatever schema it was written with: fields unknown to us fall away, absent ones and unknown
   * symbols get their default. `invalid` where the bytes cannot be read, `unavailable` where the registry is away.
   */
  decode<Row extends TopicRow>(row: Row, bytes: Buffer): Promise<Result<ValueOf<Row>>>;
};

/** What the codec needs of a schema registry. */
export type Schemas = {
  /** Id of our schema of the row under the topic's subject. */
  idOf(topic: string, row: TopicRow): Promise<Result<number>>;
  /** The schema that has the id. */
  writerType(id: number): Promise<Result<avsc.Type>>;
};

const headerBytes = 5;

export function createCodec(schemas: Schemas): Codec {
  // One entry per schema version that a topic still holds, so it needs no bound.
  const resolvers = new Map<string, avsc.Resolver>();

  const resolverOf = async (row: TopicRow, id: number): Promise<Result<avsc.Resolver>> => {
    const name = `${schemaOf(row)} ${id}`;
    const known = resolvers.get(name);
    if (known !== undefined) return ok(known);
    const writer = await schemas.writerType(id);
    if (!writer.ok) return writer;
    const made = createResolver(avroType(schemaOf(row)), writer.value);
    if (made.ok) resolvers.set(name, made.value);
    return made;
  };

  return {
    async encode(topic, row, value) {
      const body = encodeAvro(avroType(schemaOf(row)), value);
      if (!body.ok) return body;
      const id = await schemas.idOf(topic, row);
      return id.ok ? ok(frame(id.value, body.value)) : id;
    },
    async decode<Row extends TopicRow>(row: Row, bytes: Buffer): Promise<Result<ValueOf<Row>>> {
      const action = `decoding ${schemaOf(row)}`;
      if (bytes.length < headerBytes || bytes[0] !== 0) return undecodable(action, 'no_schema_id', 'the value does not begin with a zero byte and a schema id');
      const resolver = await resolverOf(row, bytes.readInt32BE(1));
      if (!resolver.ok) return failed(during(action, resolver.failure));
      return readBody(action, () => avroType(schemaOf(row)).fromBuffer(bytes.subarray(headerBytes), resolver.value) as ValueOf<Row>);
    },
  };
}

function frame(id: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + body.length);
  bytes.writeUInt8(0, 0);
  bytes.writeInt32BE(id, 1);
  body.copy(bytes, headerBytes);
  return bytes;
}

function createResolver(reader: avsc.Type, writer: avsc.Type): Result<avsc.Resolver> {
  try {
    return ok(reader.createResolver(writer));
  } catch (error) {
    // avsc names types and fields here and has seen no value yet.
    return undecodable('resolving the writer\'s schema', 'incompatible_schema', error instanceof Error ? error.message : 'the schemas do not fit');
  }
}

function readBody<T>(action: string, read: () => T): Result<T> {
  try {
    return ok(read());
  } catch {
    // avsc's texts may quote what it read.
    return undecodable(action, 'not_avro', 'the bytes are not what their schema says');
  }
}

function undecodable(action: string, code: string, text: string): Result<never> {
  return failed(failure('invalid', action, { cause: { code, text } }));
}
