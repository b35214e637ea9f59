import { randomUUID } from 'node:crypto';
import type { Admin, Batch, Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { createClient, originOf, type Cluster } from './client.ts';
import type { SourceHeaders } from './headers.ts';

/** A record as it lies in its topic. `offset` is decimal text, `timestamp` epoch ms. */
export type StoredRecord = { readonly topic: string; readonly partition: number; readonly offset: string; readonly timestamp: number; readonly key: Buffer | null; readonly value: Buffer | null; readonly headers: SourceHeaders };

export type RangeOptions = {
  /** Full name. */
  readonly topic: string;
  /** Records written since, epoch ms; all that are kept where left out. */
  readonly fromMs?: number | undefined;
  /** Goes on with what is written later, until the signal aborts. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
};

/** Answers false to end the reading. */
export type Visit = (record: StoredRecord) => Promise<boolean> | boolean;

/** A partition that gives nothing for so long holds nothing more of the range: its last records may have been compacted away. */
const quietMs = 3_000;

/**
 * Reads what a topic holds now, one record after the other within a partition, and leaves no trace: kafkajs reads only
 * in a group, so it gets one of its own that commits nothing and is removed afterwards.
 */
export async function readRange(cluster: Cluster, namespace: string, options: RangeOptions, visit: Visit): Promise<Result<void>> {
  const client = createClient(cluster, { requestTimeoutMs: 15_000, retry: { retries: 3, maxRetryTime: 2_000 } });
  const [admin, groupId] = [client.admin(), `${namespace}.tap-${randomUUID()}`];
  const consumer = client.consumer({ groupId, maxWaitTimeInMs: 200, allowAutoTopicCreation: false, retry: { retries: 3, restartOnFailure: async () => false } });
  try {
    await admin.connect();
    const open = await openPartitions(admin, options);
    if (open.size === 0 && options.follow !== true) return ok();
    await consumer.connect();
    await consumer.subscribe({ topics: [options.topic], fromBeginning: true });
    await pump(consumer, options, open, visit);
    return ok();
  } catch (error) {
    const { name, type, text } = originOf(error);
    return failed(failure(type === 'UNKNOWN_TOPIC_OR_PARTITION' ? 'rejected' : 'unavailable', `reading ${options.topic}`, { cause: { code: type ?? name, text } }));
  } finally {
    await consumer.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect().catch(() => undefined);
  }
}

/** An end that no offset reaches. */
const never = 1n << 63n;
const nothing = { from: 0n, end: 0n };

type OpenPartitions = Map<number, { readonly from: bigint; readonly end: bigint }>;

async function openPartitions(admin: Admin, { topic, fromMs, follow = false }: RangeOptions): Promise<OpenPartitions> {
  const ends = await admin.fetchTopicOffsets(topic);
  const starts = fromMs === undefined ? new Map<number, string>() : new Map((await admin.fetchTopicOffsetsByTimestamp(topic, fromMs)).map(({ partition, offset }) => [partition, offset]));
  const partitions = ends.map(({ partition, low, high }) => ({ partition, from: BigInt(starts.get(partition) ?? low), end: BigInt(high) }));
  return new Map(partitions.filter(({ from, end }) => follow || from < end).map(({ partition, from, end }) => [partition, { from, end: follow ? never : end }]));
}

function pump(consumer: Consumer, options: RangeOptions, open: OpenPartitions, visit: Visit): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let quiet: NodeJS.Timeout | undefined;
  const finish = (): void => {
    clearTimeout(quiet);
    resolve();
  };
  const stir = (): void => {
    clearTimeout(quiet);
    if (options.follow !== true) quiet = setTimeout(finish, quietMs);
  };
  options.signal?.addEventListener('abort', finish, { once: true });
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, () => {
    stir();
    for (const [partition, { from }] of open) consumer.seek({ topic: options.topic, partition, offset: String(from) });
  });
  const close = (partition: number): void => {
    open.delete(partition);
    if (open.size === 0) finish();
  };
  const read = async ({ batch }: EachBatchPayload): Promise<void> => {
    stir();
    const { from, end } = open.get(batch.partition) ?? nothing;
    for (const message of batch.messages) {
      const offset = BigInt(message.offset);
      if (offset < from || offset >= end) continue;
      if (!(await visit(storedRecord(batch, message)))) return finish();
    }
    if (BigInt(batch.lastOffset()) + 1n >= end) close(batch.partition);
  };
  consumer.run({ autoCommit: false, partitionsConsumedConcurrently: 1, eachBatch: read }).catch(reject);
  return promise;
}

function storedRecord({ topic, partition }: Batch, { offset, timestamp, key, value, headers = {} }: KafkaMessage): StoredRecord {
  return { topic, partition, offset, timestamp: Number(timestamp), key, value, headers };
}
