import { logLevel, type LogEntry, type logCreator } from 'kafkajs';
import type { Clock } from '@tributary/kernel';

/** What this library writes to; pino's logger fits. */
export type Log = {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
};

/** Fields that name a place. Stacks, buffers and whatever else kafkajs adds may be large, or quote a record. */
const places = ['broker', 'groupId', 'memberId', 'topic', 'partition', 'retryCount', 'error'] as const;

/** Records fell away unread, or the topic was made anew: the group reads it from its beginning. */
const lostPlace = 'Offset out of range, resetting';

const repeatMs = 10_000;

/**
 * kafkajs's own warnings and errors as our warnings: what they mean for us is told by whoever called. One that repeats,
 * as during every attempt while Kafka is away, is written once in ten seconds.
 */
export function createClientLog(log: Log, clock: Clock): logCreator {
  const writtenAt = new Map<string, number>();
  return () => ({ namespace, level, log: entry }: LogEntry) => {
    if (level > logLevel.WARN) return;
    const text = `kafkajs ${namespace}: ${entry.message}`;
    const now = clock.now();
    if (now - (writtenAt.get(text) ?? -Infinity) < repeatMs) return;
    for (const [old, at] of writtenAt) if (now - at >= repeatMs) writtenAt.delete(old);
    writtenAt.set(text, now);
    const fields = Object.fromEntries(places.filter((name) => isPlain(entry[name])).map((name) => [name, entry[name]]));
    if (entry.message.startsWith(lostPlace)) log.error({ alarm: 'offset_out_of_range', ...fields }, text);
    else log.warn(fields, text);
  };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
