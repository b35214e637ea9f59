import { randomInt, randomUUID } from 'node:crypto';
import { failed, failure, ok, type Clock, type Result } from '@tributary/kernel';
import type { RedisConnection } from './connection.ts';
import { createCounter, type Log } from './counter.ts';
import { createQueue, type Queue } from './queue.ts';

/** A place among the requests in flight. `release` is idempotent, never throws, and may be left out: the lease ends by itself. */
export type Place = { release(): Promise<void> };

/** `waitMs`: how long to wait for a free place; 0 asks once, and only where nobody of this process waits already. */
export type AcquireOptions = { readonly leaseMs: number; readonly waitMs: number; readonly signal?: AbortSignal };

/**
 * Bounds how many requests are in flight at once across all processes. `acquire` waits up to `waitMs` for one of
 * `capacity` places of `key`; none free → `throttled` with `retryAt`. Waiters of one process are served in order;
 * between processes chance decides, since each asks again after a random pause. Without Redis each process takes
 * `capacity / replicas` places, at least one, which exceeds the capacity where there are more replicas than places.
 */
export type InFlightLimiter = { acquire(key: string, capacity: number, options: AcquireOptions): Promise<Result<Place>> };

export type LimiterOptions = {
  /** Configured number of processes that share a key. */
  readonly replicas: number;
  readonly clock: Clock;
  readonly log: Log;
};

/** What one process knows of one key. `held`: holder → end of its lease, epoch ms. */
type Line = { readonly queue: Queue; readonly held: Map<string, number> };

export function createInFlightLimiter(redis: RedisConnection | undefined, options: LimiterOptions): InFlightLimiter {
  const { clock } = options;
  const counter = createCounter(redis, options);
  const lines = new Map<string, Line>();

  function placeOf({ queue, held }: Line, key: string, holder: string): Place {
    return {
      async release() {
        if (!held.delete(holder)) return;
        await counter.giveBack(key, holder);
        queue.wakeFirst();
      },
    };
  }

  async function waitInLine(line: Line, key: string, capacity: number, { leaseMs, waitMs, signal }: AcquireOptions): Promise<Result<Place>> {
    const until = clock.now() + waitMs;
    const holder = randomUUID();
    const ticket = line.queue.join();
    try {
      while (!signal?.aborted) {
        dropEnded(line, clock.now());
        const taken = ticket.isFirst() ? await counter.take(key, holder, line.held, { capacity, leaseMs }) : undefined;
        if (taken?.granted) {
          line.held.set(holder, clock.now() + leaseMs);
          return ok(placeOf(line, key, holder));
        }
        const left = until - clock.now();
        if (left <= 0) break;
        await ticket.pause(taken === undefined ? left : Math.min(left, taken.nextEndMs, randomInt(20, 80)), signal);
      }
      return noPlace(capacity, clock.now());
    } finally {
      ticket.leave();
    }
  }

  return {
    async acquire(key, capacity, wanted) {
      const line = lines.get(key) ?? { queue: createQueue(), held: new Map<string, number>() };
      lines.set(key, line);
      return waitInLine(line, key, capacity, wanted);
    },
  };
}

function noPlace(capacity: number, now: number): Result<never> {
  return failed(failure('throttled', 'waiting for a place among the requests in flight', { retryAt: now + 1_000, cause: { code: 'no_free_place', text: `all ${capacity} places are taken` } }));
}

/** Forgets places that were never given back and whose lease is over. */
function dropEnded({ held }: Line, now: number): void {
  for (const [holder, end] of held) if (end <= now) held.delete(holder);
}
