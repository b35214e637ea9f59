import type { Clock, Failure } from '@tributary/kernel';

/**
 * Rest before the next try at the same record: 0.5, 1, 2, 4, 8, 16, 30, 30 … s; the first minute sees seven tries, an
 * hour's outage ends at most half a minute late. A later `retryAt` of the failure counts, but no longer than the cap.
 */
export type Backoff = {
  next(partition: string, offset: string, failure: Failure): number;
  reset(partition: string): void;
};

const [firstMs, capMs] = [500, 30_000];

export function createBackoff(clock: Clock): Backoff {
  const waiting = new Map<string, { offset: string; tries: number }>();
  return {
    next(partition, offset, { retryAt = 0 }) {
      const before = waiting.get(partition);
      const tries = before?.offset === offset ? before.tries + 1 : 0;
      waiting.set(partition, { offset, tries });
      return Math.min(capMs, Math.max(firstMs * 2 ** tries, retryAt - clock.now()));
    },
    reset: (partition) => void waiting.delete(partition),
  };
}
