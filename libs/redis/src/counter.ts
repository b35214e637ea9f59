import type { Clock } from '@tributary/kernel';
import type { RedisConnection } from './connection.ts';
import { givePlaceBack, takePlace, type Taken } from './places.ts';

export type Log = { warn(fields: object, text: string): void; info(fields: object, text: string): void };

/** Asks Redis for a place and, while it is away, gives out this process's share. `held`: holder → end of lease, epoch ms. */
export type Counter = {
  take(key: string, holder: string, held: Map<string, number>, limits: { capacity: number; leaseMs: number }): Promise<Taken>;
  giveBack(key: string, holder: string): Promise<void>;
};

/** After an unanswered command Redis is left alone for this long, so that calls do not each wait for a time-out. */
const awayMs = 1_000;

export function createCounter(redis: RedisConnection | undefined, { replicas, clock, log }: { replicas: number; clock: Clock; log: Log }): Counter {
  let away = false;
  let askAgainAt = 0;

  function sayAway(reason: string): void {
    askAgainAt = clock.now() + awayMs;
    if (away) return;
    away = true;
    log.warn({ reason, replicas }, 'Redis is away: each process keeps to its share of the requests in flight');
  }
  function sayBack(): void {
    if (!away) return;
    away = false;
    log.info({}, 'Redis is back: requests in flight are counted together again');
  }
  const share = (capacity: number): number => Math.max(1, Math.floor(capacity / replicas));

  return {
    async take(key, holder, held, limits) {
      if (redis === undefined) sayAway('not configured');
      if (redis !== undefined && clock.now() >= askAgainAt) {
        await redis.opened;
        try {
          const taken = await takePlace(redis.client, key, holder, limits);
          sayBack();
          return taken;
        } catch (error) {
          sayAway(codeOf(error));
        }
      }
      if (held.size < share(limits.capacity)) return { granted: true };
      return { granted: false, nextEndMs: Math.max(1, Math.min(...held.values()) - clock.now()) };
    },
    async giveBack(key, holder) {
      if (redis !== undefined && !away) await givePlaceBack(redis.client, key, holder).catch(() => undefined);
    },
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
