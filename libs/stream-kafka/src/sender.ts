import { setTimeout as sleep } from 'node:timers/promises';
import type { TopicMessages } from 'kafkajs';
import { failed, failure, ok, reasonOf, type Failure, type Reason, type Result } from '@tributary/kernel';
import { originOf, type Cluster } from './client.ts';
import { createLinks, type Link, type Links } from './link.ts';
import { inRounds, type Message } from './rounds.ts';

/**
 * Writes messages with acks=all and answers within `timeoutMs`, whether Kafka is there or not. `prepare` makes the
 * messages and counts towards that time. What is under way when the time is up may still be written: a duplicate, once
 * the caller sends again. Failures: `unavailable` where no broker took it, `invalid` where one message is too large.
 */
export type Sender = {
  send(action: string, prepare: () => Promise<Result<readonly Message[]>>): Promise<Result<void>>;
  /** Waits for sends under way; idempotent. */
  close(): Promise<void>;
};

/** Pauses between tries: 100, 200, 400, 400 … ms, some nine tries in 3.5 s at a port that refuses. */
const pausesMs = [100, 200, 400] as const;

export function createSender(cluster: Cluster, timeoutMs: number): Sender {
  const links = createLinks(cluster, timeoutMs);
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  return {
    async send(action, prepare) {
      if (closed) return unavailable(action, { code: 'closed', text: 'this producer is closed' });
      const sending = bounded({ links, action, timeoutMs }, prepare);
      underWay.add(sending);
      return sending.finally(() => underWay.delete(sending));
    },
    async close() {
      closed = true;
      await Promise.all(underWay);
      await links.close();
    },
  };
}

type Bounds = { readonly links: Links; readonly action: string; readonly timeoutMs: number };
/** One send's state: the link it waits on, and why the last try came to nothing. */
type Delivery = { readonly links: Links; readonly action: string; readonly signal: AbortSignal; link?: Link; reason?: Reason };

async function bounded({ links, action, timeoutMs }: Bounds, prepare: () => Promise<Result<readonly Message[]>>): Promise<Result<void>> {
  const end = new AbortController();
  const delivery: Delivery = { links, action, signal: end.signal };
  const late = sleep(timeoutMs, undefined, { signal: end.signal }).then(
    () => {
      if (delivery.link !== undefined) links.drop(delivery.link);
      return unavailable(action, delivery.reason ?? { code: 'timeout', text: `no answer within ${timeoutMs} ms` });
    },
    () => ok(),
  );
  try {
    return await Promise.race([deliverAll(delivery, prepare), late]);
  } finally {
    end.abort();
  }
}

async function deliverAll(delivery: Delivery, prepare: () => Promise<Result<readonly Message[]>>): Promise<Result<void>> {
  const messages = await prepare();
  if (!messages.ok) return messages;
  for (const round of inRounds(messages.value)) {
    const written = await deliver(delivery, round);
    if (!written.ok) return written;
  }
  return ok();
}

async function deliver(delivery: Delivery, round: readonly Message[]): Promise<Result<void>> {
  const written = await insist(delivery, round);
  if (written.ok || round.length === 1 || reasonOf(written.failure).code !== tooLarge) return written;
  // The batch was too large though no message need be: one by one in their order.
  for (const message of round) {
    const single = await insist(delivery, [message]);
    if (!single.ok) return single;
  }
  return ok();
}

/** Tries until it is written, refused for good, or the time is up. */
async function insist(delivery: Delivery, round: readonly Message[]): Promise<Result<void>> {
  for (let tries = 0; ; tries++) {
    const written = await attempt(delivery, round);
    if (written.ok || written.failure.kind !== 'unavailable') return written;
    delivery.reason = reasonOf(written.failure);
    if (delivery.signal.aborted) return written;
    await sleep(pausesMs[Math.min(tries, pausesMs.length - 1)]);
    if (delivery.signal.aborted) return written;
  }
}

async function attempt(delivery: Delivery, round: readonly Message[]): Promise<Result<void>> {
  const link = delivery.links.current();
  delivery.link = link;
  try {
    await link.connected;
    await link.producer.sendBatch({ acks: -1, timeout: producerAckMs, topicMessages: byTopic(round) });
    return ok();
  } catch (error) {
    const { name, type, text } = originOf(error);
    // A broker that answered with an error is there; anything else leaves the connection in doubt.
    if (type === undefined) delivery.links.drop(link);
    return failed(failureOf(delivery.action, { code: type ?? name, text }));
  }
}

/** Longest time that the leader waits for the in-sync replicas; longer than any send waits, so that ours decides. */
const producerAckMs = 10_000;

function byTopic(messages: readonly Message[]): TopicMessages[] {
  const topics = Map.groupBy(messages, ({ topic }) => topic);
  return [...topics].map(([topic, group]) => ({ topic, messages: group.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })) }));
}

const tooLarge = 'MESSAGE_TOO_LARGE';

function failureOf(action: string, reason: Reason): Failure {
  switch (reason.code) {
    case tooLarge:
    case 'RECORD_LIST_TOO_LARGE':
      return failure('invalid', action, { cause: { code: tooLarge, text: 'the record is larger than its topic takes' } });
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return failure('unavailable', action, { cause: { ...reason, text: 'the topic does not exist; run: tributary topics apply' } });
    case 'TOPIC_AUTHORIZATION_FAILED':
    case 'CLUSTER_AUTHORIZATION_FAILED':
    case 'SASL_AUTHENTICATION_FAILED':
      return failure('unauthorized', action, { cause: reason });
    default:
      return failure('unavailable', action, { cause: reason });
  }
}

function unavailable(action: string, cause: Reason): Result<void> {
  return failed(failure('unavailable', action, { cause }));
}
