import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { freshNamespace, leaks, stackFromEnvironment, waitFor } from '@tributary/testing';
import { createInFlightLimiter, createRedis, type Place, type RedisConnection } from './index.ts';

const leaked = leaks();
const url = stackFromEnvironment().redisUrl;
const clock = { now: () => Date.now() };
const closing: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(async () => {
  await waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' });
});

function setUp(address: string | undefined = url, replicas = 2) {
  const said: string[] = [];
  const note = (_fields: object, text: string): void => void said.push(text);
  const redis: RedisConnection | undefined = address === '' ? undefined : createRedis(address);
  if (redis !== undefined) closing.push(() => redis.close());
  return { limiter: createInFlightLimiter(redis, { replicas, clock, log: { warn: note, info: note } }), said };
}

const soon = { leaseMs: 10_000, waitMs: 5_000 };

function placeOf(result: { ok: true; value: Place } | { ok: false; failure: { action: string } }): Place {
  if (!result.ok) throw new Error(result.failure.action);
  return result.value;
}

/** A door to the real Redis that can be shut. */
async function door() {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(Number(target.port), target.hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    inner.pipe(outer).pipe(inner);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const shut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  closing.push(() => (server.listening ? shut() : undefined));
  return { address: `redis://127.0.0.1:${port}`, shut, reopen: () => listen(port) };
}

describe('in-flight limiter', () => {
  it('keeps two processes together within the capacity and serves everyone', async () => {
    const key = freshNamespace('inflight');
    const limiters = [setUp().limiter, setUp().limiter];
    let [inFlight, most, served] = [0, 0, 0];
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const place = placeOf(await limiters[index % 2]!.acquire(key, 3, soon));
        most = Math.max(most, ++inFlight);
        await sleep(5);
        inFlight--;
        served++;
        await place.release();
      }),
    );
    expect([most, served]).toEqual([3, 40]);
  });

  it('serves waiters of one process in the order they came', async () => {
    const key = freshNamespace('inflight');
    const { limiter } = setUp();
    const first = placeOf(await limiter.acquire(key, 1, soon));
    const order: number[] = [];
    const waiting = Array.from({ length: 5 }, async (_, index) => {
      const place = placeOf(await limiter.acquire(key, 1, soon));
      order.push(index);
      await place.release();
    });
    await sleep(50);
    await first.release();
    await Promise.all(waiting);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('frees the place of a holder that died once its lease is over, not before', async () => {
    const key = freshNamespace('inflight');
    const [dying, living] = [setUp().limiter, setUp().limiter];
    const startedAt = Date.now();
    placeOf(await dying.acquire(key, 1, { leaseMs: 300, waitMs: 0 }));
    placeOf(await living.acquire(key, 1, soon));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290);
  });

  it('says throttled when no place comes free in time, and gives nothing away to who has gone', async () => {
    const key = freshNamespace('inflight');
    const { limiter } = setUp();
    const place = placeOf(await limiter.acquire(key, 1, soon));
    const late = await limiter.acquire(key, 1, { leaseMs: 10_000, waitMs: 60 });
    expect(late.ok ? 'granted' : [late.failure.kind, late.failure.retryAt! > Date.now()]).toEqual(['throttled', true]);
    const gone = new AbortController();
    const waiting = limiter.acquire(key, 1, { ...soon, signal: gone.signal });
    gone.abort();
    expect((await waiting).ok).toBe(false);
    await place.release();
    await place.release();
    expect((await limiter.acquire(key, 1, { leaseMs: 100, waitMs: 0 })).ok).toBe(true);
  });

  it('keeps to its share while Redis is away, says so once, and counts together again afterwards', async () => {
    const { address, shut, reopen } = await door();
    const { limiter, said } = setUp(address, 4);
    const key = freshNamespace('inflight');
    const now = { leaseMs: 10_000, waitMs: 0 };
    await placeOf(await limiter.acquire(key, 10, now)).release();
    await shut();
    const taken: Awaited<ReturnType<typeof limiter.acquire>>[] = [];
    while (taken.length < 5) taken.push(await limiter.acquire(key, 10, now));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(2);
    expect(said).toEqual(['Redis is away: each process keeps to its share of the requests in flight']);
    for (const result of taken) if (result.ok) await result.value.release();

    await reopen();
    await waitFor(
      async () => {
        const result = await limiter.acquire(key, 10, now);
        if (result.ok) await result.value.release();
        return said.length === 2;
      },
      { description: 'Redis to be used again', timeoutMs: 15_000, intervalMs: 200 },
    );
    expect(said[1]).toBe('Redis is back: requests in flight are counted together again');
  });

  it('lets at least one request through without Redis, however many replicas there are', async () => {
    const { limiter } = setUp('', 30);
    const [first, second] = [await limiter.acquire('k', 10, { leaseMs: 80, waitMs: 0 }), await limiter.acquire('k', 10, { leaseMs: 80, waitMs: 0 })];
    expect([first.ok, second.ok]).toEqual([true, false]);
    expect((await limiter.acquire('k', 10, soon)).ok).toBe(true);
  });
});
