import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer as KafkaConsumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { redriveTopic, topicName, type TopicRow } from '@tributary/contracts';
import { explain, failed, failure, ok, type Failure, type Result } from '@tributary/kernel';
import type { BatchHandler, Consumer } from '@tributary/stream';
import { createBackoff, type Backoff } from './backoff.ts';
import { settleBatch, type BatchParts, type BatchResult } from './batch.ts';
import { createClient, originOf, type Cluster } from './client.ts';
import type { Codec } from './codec.ts';
import { createDeadLetters } from './dead-letters.ts';
import { sourceTopicOf } from './headers.ts';
import { holdPartition, type Hold } from './hold.ts';
import type { StreamMetrics } from './metrics.ts';
import type { Sender } from './sender.ts';
import { createSockets } from './sockets.ts';
import { createFailureWatch } from './systemic.ts';

export type ConsumerOptions<Row extends TopicRow> = {
  /** Names the consumer group, `<namespace>.<deployable>`, and its dead letters. */
  readonly deployable: string;
  readonly rows: readonly Row[];
  /** How many partitions are handled at the same time; one partition never twice. */
  readonly concurrency?: number;
  /** Further tries to reach a Kafka that is away, 0.3 to 5 s apart, before the run ends with a failure. */
  readonly retries?: number;
};

export type ConsumerParts = { readonly cluster: Cluster; readonly namespace: string; readonly codec: Codec; readonly deadLetterSender: Sender; readonly metrics: StreamMetrics };

/** Some 40 s, the restart of a broker. Then the consumer crashes and its process ends; whatever runs it starts it again. */
const defaultRetries = 11;

/** `close` waits no longer for a start that does not find Kafka. */
const startMs = 5_000;

/**
 * A member that died is noticed after 12 s, four heartbeats, and its partitions go to others: kafkajs's 30 s would be the
 * longest wait of a whole restart. No request may give up earlier: SyncGroup is answered only when the group's leader has
 * spoken, and a leader that was just killed is waited for that long.
 */
const sessionMs = 12_000;

export function createConsumer<Row extends TopicRow>(parts: ConsumerParts, options: ConsumerOptions<Row>): Consumer<Row> {
  return new GroupReader(parts, options);
}

/**
 * Modes: created → running → ended. `end` decides how the run ends, once; `shutDown` then leaves the group, after the
 * handlers have answered and their answers are committed.
 */
class GroupReader<Row extends TopicRow> implements Consumer<Row> {
  readonly #parts: ConsumerParts;
  readonly #options: ConsumerOptions<Row>;
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #sockets = createSockets();
  readonly #kafka: KafkaConsumer;
  readonly #backoff: Backoff;
  readonly #holds = new Set<Hold>();
  readonly #resting = new Set<NodeJS.Timeout>();
  readonly #lagging = new Set<string>();
  readonly #ended = Promise.withResolvers<Result<void>>();
  #result: Result<void> | undefined;
  #started: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;
  /** Counts assignments: a batch that was handled under an older one must not commit under the new one. */
  #generation = 0;
  #polledAt: number;

  constructor(parts: ConsumerParts, options: ConsumerOptions<Row>) {
    this.#parts = parts;
    this.#options = options;
    this.#rows = new Map(options.rows.map((row) => [topicName(parts.namespace, row), row]));
    this.#backoff = createBackoff(parts.cluster.clock);
    this.#polledAt = parts.cluster.clock.now();
    const { retries = defaultRetries } = options;
    const client = createClient(parts.cluster, { requestTimeoutMs: sessionMs + 3_000, retry: { retries }, sockets: this.#sockets });
    // 500 ms is also the grain in which a resting partition is read again and `close` returns. 30 s is what a member may
    // take to answer a rebalance; more would make the waiting ones look dead to a liveness check of a minute.
    this.#kafka = client.consumer({
      sessionTimeout: sessionMs,
      groupId: this.#groupId,
      maxWaitTimeInMs: 500,
      rebalanceTimeout: 30_000,
      allowAutoTopicCreation: false,
      retry: { retries, restartOnFailure: async () => false },
    });
    this.#listen();
  }

  get #groupId(): string {
    return `${this.#parts.namespace}.${this.#options.deployable}`;
  }

  /** Where dead letters of this group come back; each names the topic that it came from. */
  get #redriven(): string {
    return topicName(this.#parts.namespace, redriveTopic(this.#options.deployable).row);
  }

  #rowOf(topic: string): (message: KafkaMessage) => Row | undefined {
    if (topic !== this.#redriven) return () => this.#rows.get(topic);
    return ({ headers = {} }) => this.#rows.get(sourceTopicOf(headers) ?? '');
  }

  async run(handler: BatchHandler<Row>): Promise<Result<void>> {
    if (this.#result !== undefined) return this.#result;
    this.#started = this.#start(handler).catch((error: unknown) => this.#end(failed(this.#crash(error))));
    const result = await this.#ended.promise;
    await this.#shutDown();
    return result;
  }

  polledAt(): number {
    return this.#polledAt;
  }

  async close(): Promise<void> {
    this.#end(ok());
    await this.#shutDown();
  }

  #listen(): void {
    const { events } = this.#kafka;
    const progress = (): void => void (this.#polledAt = this.#parts.cluster.clock.now());
    this.#kafka.on(events.FETCH, progress);
    this.#kafka.on(events.END_BATCH_PROCESS, progress);
    this.#kafka.on(events.REQUEST_TIMEOUT, ({ payload }) => this.#sockets.close(payload.broker));
    this.#kafka.on(events.REBALANCING, () => this.#abort());
    this.#kafka.on(events.GROUP_JOIN, ({ payload }) => {
      progress();
      this.#generation++;
      this.#abort();
      this.#forgetLag(payload.memberAssignment);
      this.#log('info', { partitions: payload.memberAssignment }, this.#generation === 1 ? 'consumer started' : 'consumer rebalanced');
    });
    this.#kafka.on(events.CRASH, ({ payload }) => this.#end(failed(this.#crash(payload.error))));
  }

  async #start(handler: BatchHandler<Row>): Promise<void> {
    const { namespace, deadLetterSender, cluster, codec } = this.#parts;
    const deadLetters = createDeadLetters(namespace, this.#options.deployable, deadLetterSender);
    const shared = { codec, deadLetters, watch: createFailureWatch(cluster.clock), log: cluster.log, handler };
    await this.#kafka.connect();
    if (this.#result !== undefined) return;
    await this.#kafka.subscribe({ topics: [...this.#rows.keys(), this.#redriven], fromBeginning: true });
    if (this.#result !== undefined) return;
    await this.#kafka.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.#options.concurrency ?? 4,
      eachBatch: async (payload) => {
        if (this.#result === undefined) await this.#read({ ...shared, rowOf: this.#rowOf(payload.batch.topic), isRedriven: payload.batch.topic === this.#redriven }, payload);
      },
    });
  }

  async #read(batchParts: BatchParts<Row>, payload: EachBatchPayload): Promise<void> {
    const { metrics } = this.#parts;
    const generation = this.#generation;
    const observe = metrics.batchSeconds.startTimer({ topic: payload.batch.topic });
    const hold = holdPartition(payload.heartbeat);
    this.#holds.add(hold);
    try {
      const result = await settleBatch(batchParts, payload.batch, hold.signal);
      if (generation === this.#generation) await this.#commit(payload, result);
      this.#goOn(payload, result, hold);
    } finally {
      hold.release();
      this.#holds.delete(hold);
      observe();
    }
    if (hold.lostBy() !== undefined) throw hold.lostBy();
  }

  async #commit({ batch, commitOffsetsIfNecessary, resolveOffset }: EachBatchPayload, { settled }: BatchResult): Promise<void> {
    const { topic, partition } = batch;
    const last = batch.messages[settled.length - 1];
    if (last === undefined) return;
    // Control records behind the last message are never given to anyone; the commit passes over them.
    const end = settled.length === batch.messages.length ? batch.lastOffset() : last.offset;
    const next = BigInt(end) + 1n;
    await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: String(next) }] }] });
    resolveOffset(last.offset);
    for (const { kind } of settled) this.#parts.metrics.consumed.inc({ topic, outcome: kind });
    this.#parts.metrics.lag.set({ topic, partition: String(partition) }, Number(BigInt(batch.highWatermark) - next));
    this.#lagging.add(`${topic} ${partition}`);
  }

  #goOn({ batch, pause }: EachBatchPayload, { settled, halted }: BatchResult, hold: Hold): void {
    const { topic, partition } = batch;
    const name = `${topic} ${partition}`;
    if (halted === undefined) return this.#backoff.reset(name);
    this.#parts.metrics.consumed.inc({ topic, outcome: halted.kind });
    if (halted.kind === 'stop') return this.#end(failed(halted.failure));
    if (hold.signal.aborted) return;
    const offset = batch.messages[settled.length]?.offset ?? '';
    const delayMs = this.#backoff.next(name, offset, halted.failure);
    this.#log('warn', { topic, partition, offset, delayMs, reason: explain(halted.failure) }, 'retrying a batch');
    // Only this partition rests; kafkajs goes on with the others and sends heartbeats meanwhile.
    const resume = pause();
    const timer = setTimeout(() => {
      this.#resting.delete(timer);
      resume();
    }, delayMs);
    this.#resting.add(timer);
  }

  #abort(): void {
    for (const hold of this.#holds) hold.abort();
  }

  #forgetLag(assignment: Readonly<Record<string, readonly number[]>>): void {
    for (const name of this.#lagging) {
      const [topic = '', partition = ''] = name.split(' ');
      if (assignment[topic]?.includes(Number(partition)) === true) continue;
      this.#parts.metrics.lag.remove({ topic, partition });
      this.#lagging.delete(name);
    }
  }

  #end(result: Result<void>): void {
    if (this.#result !== undefined) return;
    this.#result = result;
    this.#abort();
    this.#ended.resolve(result);
  }

  #shutDown(): Promise<void> {
    return (this.#closed ??= this.#leave());
  }

  async #leave(): Promise<void> {
    await Promise.race([this.#started, sleep(startMs, undefined, { ref: false })]);
    for (const timer of this.#resting) clearTimeout(timer);
    // kafkajs has logged why it could not leave in order; the group drops the member after its session's 12 s.
    const disconnect = (): Promise<void> => this.#kafka.disconnect().catch(() => {});
    await disconnect();
    void this.#started.then(disconnect);
    await this.#parts.deadLetterSender.close();
    if (this.#generation === 0) return;
    const reason = this.#result?.ok === false ? { reason: explain(this.#result.failure) } : {};
    this.#log('info', reason, 'consumer stopped');
  }

  #crash(error: unknown): Failure {
    const { name, type, text } = originOf(error);
    const unknownTopic = type === 'UNKNOWN_TOPIC_OR_PARTITION' ? '; run: tributary topics apply' : '';
    return failure('unavailable', `reading ${[...this.#rows.keys()].join(', ')}`, { cause: { code: type ?? name, text: `${text}${unknownTopic}` } });
  }

  #log(level: 'info' | 'warn', fields: object, text: string): void {
    this.#parts.cluster.log[level]({ group: this.#groupId, ...fields }, text);
  }
}
