import type { Topic, TopicRow } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';

/** Header values as a broker gives them. */
export type Headers = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/** A record as it lies in its topic; `offset` is decimal text, `timestamp` epoch ms. */
export type StoredRecord = { readonly topic: string; readonly partition: number; readonly offset: string; readonly timestamp: number; readonly key: Buffer | null; readonly value: Buffer | null; readonly headers: Headers };

export type Range = { readonly fromMs?: number | undefined; readonly follow?: boolean; readonly signal?: AbortSignal };

/** What operations need of the stream: reading topics without a trace, and writing records byte for byte. */
export type StoredStream = {
  /** Hands over every record of the range; ends early where `visit` answers false. */
  readRange(row: Topic['row'], range: Range, visit: (record: StoredRecord) => Promise<boolean> | boolean): Promise<Result<void>>;
  copy(row: Topic['row'], records: readonly Pick<StoredRecord, 'key' | 'value' | 'headers'>[]): Promise<Result<void>>;
  decode(row: TopicRow, value: Buffer): Promise<Result<unknown>>;
};

/** Runs work on a stream that is opened for it and closed afterwards. */
export type OnStream = <T>(work: (stream: StoredStream) => Promise<T>) => Promise<T>;
