import { originOf } from './client.ts';

/** One partition while a handler has its batch. */
export type Hold = {
  /** Aborts when the partition is lost or the consumer ends. */
  readonly signal: AbortSignal;
  abort(): void;
  /** The error by which the group told that it is rebalancing; kafkajs wants to see it to join again. */
  lostBy(): unknown;
  release(): void;
};

/** kafkajs sends a heartbeat only if its own interval of 3 s has passed. */
const heartbeatMs = 1_000;

/** Errors of a heartbeat after which the partition may belong to another consumer; others may pass. */
const losses = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'NOT_COORDINATOR_FOR_GROUP']);

/** kafkajs sends heartbeats only when asked: without them a batch of more than 12 s would cost the membership. */
export function holdPartition(heartbeat: () => Promise<void>): Hold {
  const controller = new AbortController();
  let lostBy: unknown;
  const beat = (): void => {
    heartbeat().catch((error: unknown) => {
      if (!losses.has(originOf(error).type ?? '')) return;
      lostBy ??= error;
      controller.abort();
    });
  };
  const timer = setInterval(beat, heartbeatMs);
  return { signal: controller.signal, abort: () => controller.abort(), lostBy: () => lostBy, release: () => clearInterval(timer) };
}
