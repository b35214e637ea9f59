import type { Producer } from 'kafkajs';
import { partitionOf } from '@tributary/kernel';
import { createClient, type Cluster } from './client.ts';

/** One kafkajs producer and its way to be connected. */
export type Link = { readonly producer: Producer; readonly connected: Promise<void> };

export type Links = {
  /** The link in use; made where there is none. */
  current(): Link;
  /** Use it no more: what waits on it ends, and the next caller gets a new one. */
  drop(link: Link): void;
  /** Drops the link in use and waits until every connection is closed. */
  close(): Promise<void>;
};

/**
 * After a lost answer kafkajs keeps the connection, though nobody may be at its other end any more. So a link that gave
 * no answer is dropped and the next begins with another broker. kafkajs itself retries nothing here: the caller does,
 * within its time.
 */
export function createLinks(cluster: Cluster, timeoutMs: number): Links {
  let link: Link | undefined;
  let made = 0;
  const closing = new Set<Promise<void>>();

  const make = (): Link => {
    const kafka = createClient(cluster, { requestTimeoutMs: timeoutMs, retry: { retries: 0 }, first: made++ });
    // Not idempotent: with kafkajs 2.2.4 the record after a send that gave up would take that one's sequence number, and
    // the broker would acknowledge it unwritten (`producer.int.spec.ts` has the figures). Without it only duplicates
    // arise, and identity removes those.
    const producer = kafka.producer({ idempotent: false, allowAutoTopicCreation: false, createPartitioner: () => partitionOfMessage });
    return { producer, connected: producer.connect() };
  };
  const drop = (dropped: Link): void => {
    if (dropped !== link) return;
    link = undefined;
    // kafkajs lets what is in flight end before it closes; nobody waits for that but `close`.
    const closed = dropped.connected.then(() => dropped.producer.disconnect(), () => dropped.producer.disconnect()).catch(() => {});
    closing.add(closed);
    void closed.then(() => closing.delete(closed));
  };
  return {
    current: () => (link ??= make()),
    drop,
    async close() {
      if (link !== undefined) drop(link);
      await Promise.all(closing);
    },
  };
}

type Partitioned = { readonly partitionMetadata: readonly unknown[]; readonly message: { readonly key?: Buffer | string | null } };

/** As Java's default for records with a key. */
function partitionOfMessage({ partitionMetadata, message }: Partitioned): number {
  return partitionOf(String(message.key ?? ''), partitionMetadata.length);
}
