import type { TopicRow } from '@tributary/contracts';
import { failed, ok, type Failure, type Result } from '@tributary/kernel';
import type { OnStream, StoredRecord } from './stored.ts';

export type TapOptions = {
  readonly fromMs?: number | undefined;
  /** Records of this key alone. */
  readonly key?: string | undefined;
  readonly limit: number;
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
};

/** One record as an analyst reads it. What is sealed stays so and is only named. */
export type TappedRecord = { readonly topic: string; readonly partition: number; readonly offset: string; readonly at: string; readonly key: string; readonly value: unknown };

/** Reads a topic in the order of its partitions without joining any group; `write` is called for each record. */
export function createTap(onStream: OnStream) {
  return (row: TopicRow, { key, limit, ...range }: TapOptions, write: (record: TappedRecord) => void): Promise<Result<number>> =>
    onStream(async (stream) => {
      let written = 0;
      let undecodable: Failure | undefined;
      const visit = async (record: StoredRecord): Promise<boolean> => {
        if (key !== undefined && String(record.key ?? '') !== key) return true;
        const value = record.value === null ? ok(null) : await stream.decode(row, record.value);
        if (!value.ok) undecodable = value.failure;
        else write(tapped(record, value.value));
        written += value.ok ? 1 : 0;
        return value.ok && written < limit;
      };
      const read = await stream.readRange(row, range, visit);
      if (!read.ok) return read;
      return undecodable === undefined ? ok(written) : failed(undecodable);
    });
}

function tapped({ topic, partition, offset, timestamp, key }: StoredRecord, value: unknown): TappedRecord {
  return { topic, partition, offset, at: new Date(timestamp).toISOString(), key: String(key ?? ''), value: withoutBytes(value) };
}

function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return `(sealed, ${value.length} bytes)`;
  if (Array.isArray(value)) return value.map(withoutBytes);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutBytes(inner)])) : value;
}
