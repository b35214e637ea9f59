import type { Registry as MetricsRegistry } from 'prom-client';
import { topicName, type Topic, type TopicRow } from '@tributary/contracts';
import { ok, type Clock, type Result } from '@tributary/kernel';
import type { Consumer, Producer } from '@tributary/stream';
import { createClient, type Cluster } from './client.ts';
import type { Log } from './client-log.ts';
import { createCodec, type Codec } from './codec.ts';
import { createConsumer, type ConsumerOptions } from './consumer.ts';
import { createMetrics } from './metrics.ts';
import { createProducer } from './producer.ts';
import { readRange, type RangeOptions, type Visit } from './range.ts';
import { createRegistry } from './registry.ts';
import type { Message } from './rounds.ts';
import { createSender } from './sender.ts';
import { applyTopics, diffTopics, type AppliedTopic, type PlannedTopic } from './topics.ts';

export type StreamOptions = {
  readonly brokers: readonly string[];
  /** Base of the Confluent API. */
  readonly schemaRegistryUrl: string;
  readonly namespace: string;
  /** Name of this program in the brokers' logs and quotas. */
  readonly clientId: string;
  readonly log: Log;
  readonly metrics: MetricsRegistry;
  readonly clock: Clock;
};

export type ProducerOptions = { /** Longest time until `send` answers. */ readonly timeoutMs?: number };

export type Stream = {
  producer(options?: ProducerOptions): Producer;
  consumer<Row extends TopicRow>(options: ConsumerOptions<Row>): Consumer<Row>;
  /** See `applyTopics`. */
  applyTopics(topics: readonly Topic[], options: { replicationFactor: number }): Promise<Result<readonly AppliedTopic[]>>;
  /** See `diffTopics`. */
  diffTopics(topics: readonly Topic[], options: { replicationFactor: number }): Promise<Result<readonly PlannedTopic[]>>;
  /** See `readRange`. */
  readRange(row: Topic['row'], options: Omit<RangeOptions, 'topic'>, visit: Visit): Promise<Result<void>>;
  /** A value of a row, read with our schema. */
  decode: Codec['decode'];
  /** Writes records byte for byte to a row's topic; as durable as `Producer.send`. */
  copy(row: Topic['row'], records: readonly Omit<Message, 'topic'>[]): Promise<Result<void>>;
  /** Whether the schema registry answers now; takes at most 1.5 s. */
  registryReady(): Promise<boolean>;
  /** Whether a broker answers now; for readiness. Takes at most some 3 s. */
  ready(): Promise<boolean>;
  /** Closes what was made here, consumers first; idempotent. */
  close(): Promise<void>;
};

/** A receiver has to say 503 within 4 s; half a second is for the rest of its work. */
const sendMs = 3_500;

/**
 * Kafka behind the stream ports. Opens no connection by itself: each producer and consumer has its own, and a Kafka
 * that is away at the start is found by the first that needs it. One stream per metrics registry.
 */
export function createStream(options: StreamOptions): Stream {
  const cluster: Cluster = options;
  const { namespace } = options;
  const registry = createRegistry({ url: options.schemaRegistryUrl, clientId: options.clientId });
  const codec = createCodec(registry);
  const metrics = createMetrics(options.metrics);
  const admin = createClient(cluster, { requestTimeoutMs: 2_000, retry: { retries: 0 } }).admin();
  const [consumers, producers]: [(() => Promise<void>)[], (() => Promise<void>)[]] = [[], []];
  return {
    producer({ timeoutMs = sendMs } = {}) {
      const producer = createProducer({ namespace, codec, metrics, sender: createSender(cluster, timeoutMs) });
      producers.push(producer.close);
      return producer;
    },
    consumer(consumerOptions) {
      const consumer = createConsumer({ cluster, namespace, codec, metrics, deadLetterSender: createSender(cluster, sendMs) }, consumerOptions);
      consumers.push(() => consumer.close());
      return consumer;
    },
    applyTopics: (topics, { replicationFactor }) => applyTopics({ cluster, namespace, registry, replicationFactor }, topics),
    diffTopics: (topics, { replicationFactor }) => diffTopics({ cluster, namespace, registry, replicationFactor }, topics),
    readRange: (row, range, visit) => readRange(cluster, namespace, { ...range, topic: topicName(namespace, row) }, visit),
    decode: codec.decode,
    async copy(row, records) {
      const sender = createSender(cluster, sendMs);
      const topic = topicName(namespace, row);
      return sender.send(`copying records to ${topic}`, async () => ok(records.map((record) => ({ ...record, topic })))).finally(() => sender.close());
    },
    registryReady: () => registry.ready(),
    async ready() {
      try {
        await admin.connect();
        return (await admin.describeCluster()).brokers.length > 0;
      } catch {
        return false;
      }
    },
    async close() {
      await Promise.all(consumers.map((close) => close()));
      await Promise.all(producers.map((close) => close()));
      await admin.disconnect();
    },
  };
}
