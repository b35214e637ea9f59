import { describe, expect, it } from 'vitest';
import type { StoredToken, TokenStore } from '@tributary/http';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { createTokens, type TokenCalls } from './tokens.ts';

const start = 1_767_225_600_000;
const hour = 3_600_000;
const context = { traceId: 'a'.repeat(32), effectKey: null, orderKeys: [] };
const away = failed(failure('unavailable', 'calling Lingxing'));

/** Lingxing and the shared row, with any number of processes before them. Each pair fetched makes the one before invalid. */
function setUp(stored?: StoredToken) {
  const world = { now: start, stored, pairs: 0, calls: [] as string[], refresh: undefined as Result<StoredToken> | undefined, fetch: undefined as Result<StoredToken> | undefined, storeAway: false, staleRead: undefined as StoredToken | undefined };
  let tail: Promise<unknown> = Promise.resolve();
  const pair = (): Result<StoredToken> => ok({ accessToken: `access-${++world.pairs}`, refreshToken: `refresh-${world.pairs}`, expiresAt: world.now + 2 * hour });
  const calls: TokenCalls = {
    fetch: async () => (world.calls.push('fetch'), world.fetch ?? pair()),
    refresh: async (token) => (world.calls.push(`refresh ${token}`), world.refresh ?? pair()),
  };
  const store: TokenStore = {
    read: async () => (world.storeAway ? away : ok(world.staleRead ?? world.stored)),
    withLock(_holder, work) {
      const mine = tail.then(() => work(world.stored, async (next) => void (world.stored = next)));
      tail = mine.catch(() => undefined);
      return mine;
    },
  };
  const process = () => createTokens({ holder: 'lingxing:app', store, calls, clock: { now: () => world.now } });
  return { world, process };
}

const valueOf = (result: Result<string>) => (result.ok ? result.value : result.failure.kind);
const token = (expiresAt: number): StoredToken => ({ accessToken: 'old', refreshToken: 'old-refresh', expiresAt });

describe('access tokens', () => {
  it('fetches one pair for all processes and then keeps to it', async () => {
    const { world, process } = setUp();
    const [one, two] = [process(), process()];
    const seen = await Promise.all([one.current(context), one.current(context), two.current(context)]);
    expect(seen.map(valueOf)).toEqual(['access-1', 'access-1', 'access-1']);
    world.storeAway = true;
    expect(valueOf(await one.current(context))).toBe('access-1');
    expect(world.calls).toEqual(['fetch']);
  });

  it('refreshes ten minutes before the end, not earlier', async () => {
    const { world, process } = setUp(token(start + 600_001));
    const tokens = process();
    expect(valueOf(await tokens.current(context))).toBe('old');
    world.now += 2;
    expect([valueOf(await tokens.current(context)), world.calls]).toEqual(['access-1', ['refresh old-refresh']]);
  });

  it('fetches a new pair with the secret where the answer of a refresh was lost, and where the refresh token is over', async () => {
    const lost = setUp(token(start + 60_000));
    lost.world.refresh = away;
    expect([valueOf(await lost.process().current(context)), lost.world.calls]).toEqual(['access-1', ['refresh old-refresh', 'fetch']]);
    const over = setUp(token(start - 1));
    expect([valueOf(await over.process().current(context)), over.world.calls]).toEqual(['access-1', ['fetch']]);
  });

  it('re-reads the shared token when Lingxing refuses ours, and fetches only where nobody has a newer one', async () => {
    const { world, process } = setUp();
    const [one, two] = [process(), process()];
    await one.current(context);
    await two.current(context);
    expect(valueOf(await one.renew('access-1', context))).toBe('access-2');
    expect(valueOf(await two.renew('access-1', context))).toBe('access-2');
    expect(world.calls).toEqual(['fetch', 'fetch']);
  });

  it('does not give a refused token back that a renewal under way had found', async () => {
    const { world, process } = setUp({ accessToken: 'refused', refreshToken: 'r', expiresAt: start + 2 * hour });
    const tokens = process();
    world.staleRead = token(start + 60_000);
    const early = tokens.current(context);
    await Promise.resolve();
    const renewed = tokens.renew('refused', context);
    expect([valueOf(await early), valueOf(await renewed), world.calls]).toEqual(['refused', 'access-1', ['fetch']]);
  });

  it('goes on with a token that is still good while none can be had, and asks again after half a minute', async () => {
    const { world, process } = setUp(token(start + 300_000));
    const tokens = process();
    world.refresh = world.fetch = away;
    expect([valueOf(await tokens.current(context)), valueOf(await tokens.current(context))]).toEqual(['old', 'old']);
    expect(world.calls).toEqual(['refresh old-refresh', 'fetch']);
    world.now += 31_000;
    world.fetch = undefined;
    expect(valueOf(await tokens.current(context))).toBe('access-1');
  });

  it('says what is wrong where there is no token at all', async () => {
    const { world, process } = setUp();
    world.fetch = failed(failure('unauthorized', 'calling Lingxing token.fetch'));
    expect(valueOf(await process().current(context))).toBe('unauthorized');
    world.storeAway = true;
    expect(valueOf(await process().current(context))).toBe('unavailable');
  });
});
