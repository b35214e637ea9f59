import { setTimeout as sleep } from 'node:timers/promises';
import type { RawRow } from '@tributary/contracts';
import { explain, ok, type Result } from '@tributary/kernel';
import type { BatchHandler, Consumer } from '@tributary/stream';
import type { Log } from './outage-log.ts';

export type LastingReaderOptions = {
  /** A new consumer, each time. */
  open(): Consumer<RawRow>;
  readonly handler: BatchHandler<RawRow>;
  readonly log: Log;
  /** Between two consumers, beside the time for which one tries by itself. */
  readonly pauseMs?: number;
};

export type LastingReader = {
  run(signal: AbortSignal): Promise<Result<void>>;
  /** Epoch ms of its last progress, or of its last start. */
  polledAt(): number;
};

/**
 * Reads raw records beside a webhook receiver. Where a consumer gives Kafka up, other processes end and are started again; here a
 * new consumer takes over, because a receiver that is down cannot say 503, and one that is restarted again and again by
 * Kubernetes is down for minutes after Kafka is back. Any other failure ends it.
 */
export function createLastingReader({ open, handler, log, pauseMs = 1_000 }: LastingReaderOptions): LastingReader {
  let consumer = open();
  return {
    async run(signal) {
      for (;;) {
        const result = await consumer.run(handler);
        if (signal.aborted) return ok();
        if (result.ok || result.failure.kind !== 'unavailable') return result;
        log.error({ kind: result.failure.kind }, `${explain(result.failure)}: trying anew, webhooks are answered meanwhile`);
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return ok();
        consumer = open();
      }
    },
    polledAt: () => consumer.polledAt(),
  };
}
