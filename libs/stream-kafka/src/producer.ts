import { canonicalTopics, rawTopic, topicName, type TopicRow } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { Outbound, Producer } from '@tributary/stream';
import type { Codec } from './codec.ts';
import { recordHeaders } from './headers.ts';
import type { StreamMetrics } from './metrics.ts';
import { messageBytes, type Message } from './rounds.ts';
import type { Sender } from './sender.ts';

export type ProducerParts = { readonly namespace: string; readonly codec: Codec; readonly sender: Sender; readonly metrics: StreamMetrics };

const action = 'writing records to Kafka';

/**
 * A record that does not fit its schema or its topic makes the whole send `invalid` before anything is written, so that
 * a caller never has to find out which of its records went through.
 */
export function createProducer({ namespace, codec, sender, metrics }: ProducerParts): Producer {
  return {
    async send(records) {
      const sent = await sender.send(action, () => encodeAll({ namespace, codec }, records));
      if (sent.ok) for (const { row } of records) metrics.produced.inc({ topic: topicName(namespace, row) });
      return sent;
    },
    close: () => sender.close(),
  };
}

async function encodeAll(parts: Pick<ProducerParts, 'namespace' | 'codec'>, records: readonly Outbound[]): Promise<Result<readonly Message[]>> {
  const messages: Message[] = [];
  for (const record of records) {
    const message = await encode(parts, record);
    if (!message.ok) return message;
    messages.push(message.value);
  }
  return ok(messages);
}

async function encode({ namespace, codec }: Pick<ProducerParts, 'namespace' | 'codec'>, { row, key, value }: Outbound): Promise<Result<Message>> {
  const topic = topicName(namespace, row);
  const encoded = await codec.encode(topic, row, value);
  if (!encoded.ok) return encoded;
  const message = { topic, key, value: encoded.value, headers: recordHeaders(row, value) };
  const [bytes, most] = [messageBytes(message), mostBytes(row)];
  if (bytes <= most) return ok(message);
  const text = `the record takes ${bytes} bytes, its topic at most ${most}; store the body as an object and send its name`;
  return failed(failure('invalid', action, { cause: { code: 'MESSAGE_TOO_LARGE', text } }));
}

function mostBytes(row: TopicRow): number {
  return (canonicalTopics.find((topic) => topic.row === row) ?? rawTopic(row)).maxMessageBytes;
}
