import type { TopicRow, ValueOf } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';
import type { Outcome } from './outcome.ts';

/** A record to be written. The row decides topic and schema, the key decides the partition. */
export type Outbound<Row extends TopicRow = TopicRow> = { [R in Row]: { readonly row: R; readonly key: string; readonly value: ValueOf<R> } }[Row];

export type Position = { readonly topic: string; readonly partition: number; /** Decimal text; offsets exceed 2^53. */ readonly offset: string };

/** A record read, decoded with the reader's schema. */
export type Inbound<Row extends TopicRow = TopicRow> = {
  [R in Row]: { readonly row: R; readonly key: string; readonly value: ValueOf<R>; readonly position: Position };
}[Row];

/**
 * Writes records. `send` may be called concurrently and does not retry for ever: within the configured time it either
 * answers ok, when every record is on all in-sync replicas, or a failure, when none, some or all may be written.
 * Sending the same records again is always allowed; identity removes duplicates downstream. Records of one call and
 * one key keep their order. `close` waits for sends under way and is idempotent.
 */
export type Producer = {
  send(records: readonly Outbound[]): Promise<Result<void>>;
  close(): Promise<void>;
};

/**
 * Handles one batch of one partition, in order, and answers one outcome per record, in the same order. Called again
 * with the same records after a crash, a rebalance or a `retry`; never concurrently for one partition. `signal` aborts
 * when the partition is lost or the consumer closes. A handler does not throw for expected failures; if it does throw,
 * the batch is treated as `stop`.
 */
export type BatchHandler<Row extends TopicRow> = (records: readonly Inbound<Row>[], signal: AbortSignal) => Promise<readonly Outcome[]>;

/**
 * Reads topics as one consumer group. `run` settles when the consumer has been closed (ok) or has stopped (failure): a
 * caller ends its process on the latter. Offsets are committed after the handler's answer, so every record is handled
 * at least once. `polledAt` is the epoch-ms time of the last progress of the poll loop, for liveness. `close` waits for
 * the batch under way and is idempotent.
 */
export type Consumer<Row extends TopicRow> = {
  run(handler: BatchHandler<Row>): Promise<Result<void>>;
  polledAt(): number;
  close(): Promise<void>;
};
