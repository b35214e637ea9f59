import { Kafka, logLevel, type Admin, type KafkaMessage } from 'kafkajs';
import { Registry } from 'prom-client';
import { deadLetterTopic, rawTopic, redriveTopic, topicName, type RawRow, type Topic } from '@tributary/contracts';
import { freshNamespace, stackFromEnvironment } from '@tributary/testing';
import { createStream, type Stream, type StreamOptions } from './index.ts';

/** What the int specs of this library share: a stream in a namespace of its own, and a second, plain way to look at what it wrote. */
export type TestBroker = {
  readonly stream: Stream;
  readonly namespace: string;
  readonly brokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly admin: Admin;
  readonly metrics: Registry;
  /** Lines logged so far, "warn parked a record". */
  readonly lines: { level: string; text: string; fields: Record<string, unknown> }[];
  /** Another stream in the same namespace, closed with this one. */
  open(changes?: Partial<StreamOptions>): Stream;
  /** Every record of a topic, through a plain client. */
  read(topic: string): Promise<KafkaMessage[]>;
  write(topic: string, messages: readonly { key: string | null; value: Buffer | null; headers?: Record<string, string> }[]): Promise<void>;
  close(): Promise<void>;
};

/** Few partitions: a test that creates 12 of each takes longer than what it tests. */
export const smallTopics = (deployables: readonly string[], rows: readonly RawRow[] = ['raw.suite']): Topic[] => [
  ...rows.map((row) => ({ ...rawTopic(row.slice('raw.'.length)), partitions: 3 })),
  ...deployables.flatMap((deployable) => [deadLetterTopic(deployable), redriveTopic(deployable)]),
];

export async function openBroker(label: string, topics: readonly Topic[]): Promise<TestBroker> {
  const { kafkaBrokers, schemaRegistryUrl } = stackFromEnvironment();
  const brokers = kafkaBrokers.split(',');
  const namespace = freshNamespace(label);
  const lines: TestBroker['lines'] = [];
  const note = (level: string) => (fields: object, text: string): void => void lines.push({ level, text, fields: { ...fields } });
  const streams: Stream[] = [];
  const metrics = new Registry();
  const open = (changes: Partial<StreamOptions> = {}): Stream => {
    const log = { info: note('info'), warn: note('warn'), error: note('error') };
    const stream = createStream({ brokers, schemaRegistryUrl, namespace, clientId: 'spec', log, metrics: new Registry(), clock: Date, ...changes });
    streams.push(stream);
    return stream;
  };
  const stream = open({ metrics });
  const plain = new Kafka({ brokers, clientId: 'spec', logLevel: logLevel.NOTHING });
  const [admin, writer] = [plain.admin(), plain.producer({ createPartitioner: () => ({ partitionMetadata, message }) => Number(message.headers?.['partition'] ?? 0) % partitionMetadata.length })];
  await Promise.all([admin.connect(), writer.connect()]);
  const applied = await stream.applyTopics(topics, { replicationFactor: 1 });
  if (!applied.ok) throw new Error(`applying topics: ${JSON.stringify(applied.failure)}`);
  return {
    stream, namespace, brokers, schemaRegistryUrl, admin, metrics, lines, open,
    read: (topic) => readTopic(plain, admin, topic),
    write: async (topic, messages) => void (await writer.send({ topic, messages: [...messages] })),
    async close() {
      await Promise.all(streams.map((opened) => opened.close()));
      await writer.disconnect();
      const own = (await admin.listTopics()).filter((name) => name.startsWith(`${namespace}.`));
      if (own.length > 0) await admin.deleteTopics({ topics: own });
      const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(`${namespace}.`));
      // A group whose last member has not timed out yet stays; it names nothing that exists any more.
      if (groups.length > 0) await admin.deleteGroups(groups).catch(() => {});
      await admin.disconnect();
      await Promise.all(topics.filter(({ schema }) => schema).map(({ row }) => fetch(`${schemaRegistryUrl}/subjects/${topicName(namespace, row)}-value`, { method: 'DELETE' }).then((answer) => answer.arrayBuffer())));
    },
  };
}

async function readTopic(plain: Kafka, admin: Admin, topic: string): Promise<KafkaMessage[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const expected = offsets.reduce((sum, { high, low }) => sum + Number(BigInt(high) - BigInt(low)), 0);
  if (expected === 0) return [];
  const groupId = `${topic}.look-${performance.now()}`;
  const consumer = plain.consumer({ groupId, maxWaitTimeInMs: 100 });
  const found: KafkaMessage[] = [];
  const complete = Promise.withResolvers<void>();
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      found.push(message);
      if (found.length === expected) complete.resolve();
    },
  });
  await complete.promise;
  await consumer.disconnect();
  return found;
}
