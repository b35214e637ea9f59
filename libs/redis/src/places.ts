import type { Redis } from 'ioredis';

/** What a request for a place got: the place, or how long it takes until the next lease ends at the latest, ms. */
export type Taken = { readonly granted: true } | { readonly granted: false; readonly nextEndMs: number };

/**
 * Places as a sorted set: member = holder, score = end of its lease by Redis's own clock, so that the clocks of the
 * processes do not matter. One script, hence one step: clear what has ended, count, take.
 */
const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local capacity, lease = tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= capacity then
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return {0, math.max(1, first[2] - now)}
end
redis.call('ZADD', KEYS[1], now + lease, ARGV[1])
if redis.call('PTTL', KEYS[1]) < lease then redis.call('PEXPIRE', KEYS[1], lease) end
return {1, 0}`;

export async function takePlace(redis: Redis, key: string, holder: string, limits: { capacity: number; leaseMs: number }): Promise<Taken> {
  const [granted, nextEndMs] = (await redis.eval(takeScript, 1, key, holder, limits.capacity, limits.leaseMs)) as [number, number];
  return granted === 1 ? { granted: true } : { granted: false, nextEndMs };
}

export async function givePlaceBack(redis: Redis, key: string, holder: string): Promise<void> {
  await redis.zrem(key, holder);
}
