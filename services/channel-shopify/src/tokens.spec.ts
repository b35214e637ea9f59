import { describe, expect, it } from 'vitest';
import type { StoredToken, TokenStore } from '@tributary/http';
import { failed, failure, ok, reasonOf, type Result } from '@tributary/kernel';
import { createSecrets } from '@tributary/service-host';
import type { Auth } from './config.ts';
import { context, createFakeHttp, type FakeAnswer } from './fixtures/fake-http.ts';
import { createShopTokens } from './tokens.ts';

const start = 1_790_000_000_000;
const [minute, hour] = [60_000, 3_600_000];
const refreshing: Auth = { kind: 'refresh_token', clientId: 'app', clientSecret: 'env:SECRET', refreshToken: 'env:FIRST' };
const asking: Auth = { kind: 'client_credentials', clientId: 'app', clientSecret: 'env:SECRET' };

function setUp(auth: Auth, answers: FakeAnswer[] = []) {
  const world = { now: start, stored: undefined as StoredToken | undefined, order: [] as string[], losesCommit: false };
  const environment = { SECRET: 'shpss_x', FIRST: 'first', TOKEN: 'shpat_1' };
  let tail: Promise<unknown> = Promise.resolve();
  const { http, seen } = createFakeHttp(({ variables }) => {
    world.order.push(`ask ${variables['refresh_token'] ?? variables['grant_type']}`);
    return answers.shift() ?? 'cut';
  });
  const store: TokenStore = {
    read: async () => ok(world.stored),
    withLock(_holder, work) {
      const mine = tail.then(async () => {
        const before = world.stored;
        const result = await work(world.stored, async (next) => void (world.order.push(`store ${next.refreshToken}`), (world.stored = next)));
        if (!world.losesCommit) return result;
        world.stored = before;
        return failed(failure('unavailable', 'locking token', { cause: { code: 'commit_lost', text: 'the connection was cut' } }));
      });
      tail = mine.catch(() => undefined);
      return mine;
    },
  };
  const process = () => createShopTokens({ options: { shop: 'Quill.myshopify.com', auth }, http, secrets: createSecrets(environment), clock: { now: () => world.now }, store });
  return { world, seen, environment, process };
}

const pair = (n: number, more: object = { expires_in: 3600 }): FakeAnswer => ({ body: { access_token: `access-${n}`, refresh_token: `refresh-${n}`, scope: 'x', ...more } });
const valueOf = (result: Result<string>) => (result.ok ? result.value : `${result.failure.kind} ${reasonOf(result.failure).code}`);

describe('token of client credentials', () => {
  it('is asked for once by all processes and again five minutes before its end', async () => {
    const { world, seen, process } = setUp(asking, [{ body: { access_token: 'day-1', expires_in: 86_399 } }, { body: { access_token: 'day-2', expires_in: 86_399 } }]);
    const [one, two] = [process(), process()];
    expect((await Promise.all([one.current(context), one.current(context), two.current(context)])).map(valueOf)).toEqual(['day-1', 'day-1', 'day-1']);
    expect(seen).toMatchObject([{ url: 'https://Quill.myshopify.com/admin/oauth/access_token', variables: { grant_type: 'client_credentials', client_id: 'app', client_secret: 'shpss_x' } }]);
    world.now = start + 86_399_000 - 5 * minute;
    expect([valueOf(await one.current(context)), seen.length]).toEqual(['day-2', 2]);
  });
});

describe('rotating token', () => {
  it('begins with the configured refresh token and goes on with what Shopify gave, stored before it is used', async () => {
    const { world, process } = setUp(refreshing, [pair(1), pair(2)]);
    const tokens = process();
    expect(valueOf(await tokens.current(context))).toBe('access-1');
    world.now += hour;
    expect(valueOf(await tokens.current(context))).toBe('access-2');
    expect(world.order).toEqual(['ask first', 'store refresh-1', 'ask refresh-1', 'store refresh-2']);
  });

  it('keeps the refresh token whose answer was lost: it is good until the next one is used', async () => {
    const { world, process } = setUp(refreshing, [pair(1), 'cut', pair(2)]);
    const tokens = process();
    await tokens.current(context);
    world.now += hour;
    expect(valueOf(await tokens.current(context))).toBe('unavailable ECONNRESET');
    world.now += minute;
    expect([valueOf(await tokens.current(context)), world.order]).toEqual(['access-2', ['ask first', 'store refresh-1', 'ask refresh-1', 'ask refresh-1', 'store refresh-2']]);
  });

  it('is not used where the database did not keep it: using it would end the refresh token that is kept', async () => {
    const { world, process } = setUp(refreshing, [pair(1), pair(2), pair(3)]);
    const tokens = process();
    await tokens.current(context);
    world.now += hour - 4 * minute;
    world.losesCommit = true;
    expect([valueOf(await tokens.current(context)), valueOf(await tokens.current(context))]).toEqual(['access-1', 'access-1']);
    world.losesCommit = false;
    world.now += 4 * minute;
    expect([valueOf(await tokens.current(context)), world.stored?.refreshToken, world.order.at(-2)]).toEqual(['access-3', 'refresh-3', 'ask refresh-1']);
  });

  it('does not live for ever where Shopify does not say how long', async () => {
    const { world, seen, process } = setUp(refreshing, [pair(1, {}), pair(2)]);
    const tokens = process();
    await tokens.current(context);
    world.now += 11 * minute;
    expect([valueOf(await tokens.current(context)), seen.length]).toEqual(['access-2', 2]);
  });

  it('tries the configured refresh token where the stored one is refused: the app was installed again', async () => {
    const refused: FakeAnswer = { status: 400, body: { error: 'invalid_grant', error_description: 'refresh-1 is unknown' } };
    const { world, environment, process } = setUp(refreshing, [pair(1), refused, pair(7), refused, refused]);
    const tokens = process();
    await tokens.current(context);
    environment.FIRST = 'newer';
    world.now += hour;
    expect([valueOf(await tokens.current(context)), world.order.slice(2)]).toEqual(['access-7', ['ask refresh-1', 'ask newer', 'store refresh-7']]);
    world.now += hour;
    const lost = await tokens.current(context);
    expect([valueOf(lost), JSON.stringify(lost).includes('refresh-7')]).toEqual(['unauthorized invalid_grant', false]);
  });

  it('re-reads the shared token when ours is refused, and asks only where nobody has a newer one', async () => {
    const { seen, process } = setUp(refreshing, [pair(1), pair(2)]);
    const [one, two] = [process(), process()];
    await one.current(context);
    await two.current(context);
    expect([valueOf(await one.renew('access-1', context)), valueOf(await two.renew('access-1', context)), seen.length]).toEqual(['access-2', 'access-2', 2]);
  });
});

describe('static token', () => {
  it('is read anew with every use; a refused one is good again only when it was exchanged', async () => {
    const { environment, seen, process } = setUp({ kind: 'static', accessToken: 'env:TOKEN' });
    const tokens = process();
    expect([valueOf(await tokens.current(context)), valueOf(await tokens.renew('shpat_1', context))]).toEqual(['shpat_1', 'unauthorized token_refused']);
    environment.TOKEN = 'shpat_2';
    expect([valueOf(await tokens.renew('shpat_1', context)), seen]).toEqual(['shpat_2', []]);
  });
});
