import type { SourceHeaders } from './headers.ts';

/** A record as Kafka takes it. */
export type Message = { readonly topic: string; readonly key: Buffer | string | null; readonly value: Buffer | null; readonly headers: SourceHeaders };

/**
 * kafkajs makes one batch per partition of what it is given and never splits it, and a topic refuses batches over its
 * max.message.bytes of 1,000,000. 700 KB per topic keeps every partition's batch below that, whatever the keys.
 */
export const roundBytes = 700_000;

/** Batch header (61 bytes) and the longest variable-length integers of one record, rounded up. */
export const overheadBytes = 120;

/** What the record takes in a batch, at most. In the way of every record, so it makes no lists. */
export function messageBytes({ key, value, headers }: Message): number {
  let bytes = overheadBytes + sizeOf(key) + sizeOf(value);
  for (const [name, values] of Object.entries(headers)) {
    if (Array.isArray(values)) for (const one of values) bytes += headerBytes + sizeOf(name) + sizeOf(one);
    else bytes += headerBytes + sizeOf(name) + sizeOf(values ?? null);
  }
  return bytes;
}

/** Lengths of a header's name and value as variable-length integers. */
const headerBytes = 10;

const sizeOf = (part: Buffer | string | null): number => (part === null ? 0 : Buffer.byteLength(part));

/**
 * The messages in rounds to be sent one after the other: none has more bytes than the limit for one topic, unless a
 * single message has. The order within a topic stays.
 */
export function inRounds(messages: readonly Message[], limit: number = roundBytes): Message[][] {
  const rounds: Message[][] = [];
  const filling = new Map<string, { round: number; bytes: number }>();
  for (const message of messages) {
    const at = filling.get(message.topic) ?? { round: 0, bytes: 0 };
    filling.set(message.topic, at);
    const bytes = messageBytes(message);
    if (at.bytes > 0 && at.bytes + bytes > limit) [at.round, at.bytes] = [at.round + 1, 0];
    at.bytes += bytes;
    (rounds[at.round] ??= []).push(message);
  }
  return rounds;
}
