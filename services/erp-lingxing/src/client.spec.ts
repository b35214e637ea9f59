import { describe, expect, it } from 'vitest';
import { failed, failure, ok, reasonOf, type Result } from '@tributary/kernel';
import { createLingxingClient, type InFlightLimiter } from './client.ts';
import { options as optionsSchema } from './config.ts';
import { createFakeLingxing, httpClientOf } from './fixtures/fake-lingxing.ts';
import { paths } from './requests/endpoints.ts';

const appId = 'tributaryapp0001';
const start = 1_767_300_000_000;

function setUp(more: { token?: Result<string>; place?: Result<{ release(): Promise<void> }>; options?: object } = {}) {
  const fake = createFakeLingxing(appId);
  fake.state.token = 'token-0';
  const world = { now: start, released: 0, asked: [] as unknown[], renewed: [] as string[], paused: [] as number[] };
  const place = more.place ?? ok({ release: async () => void world.released++ });
  const limiter: InFlightLimiter = { acquire: async (key, capacity, { leaseMs, waitMs }) => (world.asked.push({ key, capacity, leaseMs, waitMs }), place) };
  const tokens = { current: async () => more.token ?? ok('token-0'), renew: async (refused: string) => (world.renewed.push(refused), ok(fake.state.token)) };
  const options = optionsSchema.parse({ appId, appSecret: 'env:SECRET', baseUrl: 'https://lingxing.test/', ...more.options });
  const pause = async (ms: number): Promise<void> => void (world.paused.push(ms), (world.now += ms));
  const client = createLingxingClient({ options, http: httpClientOf(fake), tokens, limiter, clock: { now: () => world.now }, namespace: 'ns', pause });
  const permit = { deadline: start + 20_000, signal: new AbortController().signal, check: () => ok() };
  const post = (path: string = paths.orderList) =>
    client.post({ path, operation: 'order.list', permit, context: { traceId: 'a'.repeat(32), effectKey: null, orderKeys: [] }, body: { store_id: ['120'], platform_order_nos: ['SH-1'], note: '', offset: 0 } });
  return { fake, world, post };
}

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : `${result.failure.kind} ${reasonOf(result.failure).code}`);

describe('Lingxing client', () => {
  it('sends exactly the bytes it signed, with the four common parameters in the query and nothing else', async () => {
    const { fake, post } = setUp();
    expect(codeOf(await post())).toBe('ok');
    const [{ path, query, body }] = fake.seen as [(typeof fake.seen)[number]];
    expect([path, body]).toEqual([paths.orderList, '{"offset":0,"platform_order_nos":["SH-1"],"store_id":["120"]}']);
    expect([...query.keys()].sort()).toEqual(['access_token', 'app_key', 'sign', 'timestamp']);
    expect(query.get('timestamp')).toBe(String(start / 1000));
  });

  it('takes a place per appId and path with the capacity of the path, and gives it back after the answer', async () => {
    const { fake, world, post } = setUp({ options: { inFlight: { capacities: { [paths.orderCreate]: 4 } } } });
    fake.next(paths.orderCreate, { answer: { code: 0 } });
    await post();
    await post(paths.orderCreate);
    expect(world.asked).toEqual([
      { key: expect.stringMatching(/^ns:inflight:[0-9a-f]{16}:\/pb\/mp\/order\/v2\/list$/), capacity: 10, leaseMs: 120_000, waitMs: 5_000 },
      { key: expect.stringMatching(/:\/pb\/mp\/order\/v2\/create$/), capacity: 4, leaseMs: 120_000, waitMs: 5_000 },
    ]);
    expect([world.released, JSON.stringify(world.asked).includes(appId)]).toEqual([2, false]);
  });

  it('keeps a second between calls of a path that takes one at a time, and no time between others', async () => {
    const { world, post } = setUp();
    await post(paths.outboundList);
    world.now += 300;
    await Promise.all([post(paths.outboundList), post(paths.outboundList), post(paths.orderList), post(paths.stockList)]);
    expect([world.paused.sort(), world.now - start]).toEqual([[1_000, 700], 2_000]);
  });

  it('keeps the place of a call that nobody answered, as Lingxing does', async () => {
    const { world, fake, post } = setUp();
    fake.next(paths.orderList, 'cut');
    expect([codeOf(await post()), world.released]).toEqual(['unavailable ECONNRESET', 1]);
    const silent = createSilentClient();
    expect([codeOf(await silent.post()), silent.released()]).toEqual(['unavailable timeout', 0]);
  });

  it('sends nothing without a token or a place', async () => {
    const noToken = setUp({ token: failed(failure('unauthorized', 'renewing', { cause: { code: '2001002', text: 'wrong' } })) });
    const noPlace = setUp({ place: failed(failure('throttled', 'waiting', { retryAt: 5, cause: { code: 'no_free_place', text: 'full' } })) });
    expect([codeOf(await noToken.post()), codeOf(await noPlace.post())]).toEqual(['unauthorized 2001002', 'throttled no_free_place']);
    expect([noToken.fake.seen, noPlace.fake.seen]).toEqual([[], []]);
  });

  it('renews the token that was refused and tries once more, not twice', async () => {
    const { fake, world, post } = setUp();
    fake.state.token = 'token-1';
    expect([codeOf(await post()), world.renewed]).toEqual(['ok', ['token-0']]);
    const refused = { answer: { code: '2001005', msg: 'access token not match' } };
    fake.next(paths.orderList, refused, refused, refused);
    expect([codeOf(await post()), world.renewed.length]).toEqual(['unauthorized 2001005', 2]);
  });

  it('signs anew where the signature had expired, without another token', async () => {
    const { fake, world, post } = setUp();
    fake.next(paths.orderList, { answer: { code: '2001007', msg: 'sign expired' } });
    expect([codeOf(await post()), fake.seen.length, world.renewed]).toEqual(['ok', 2, []]);
  });

  it('does not repeat a call for any other code', async () => {
    const { fake, post } = setUp();
    fake.next(paths.orderList, { answer: { code: '2001006', msg: 'api sign not correct' } });
    expect([codeOf(await post()), fake.seen.length]).toEqual(['unauthorized 2001006', 1]);
  });
});

function createSilentClient() {
  let released = 0;
  const timeout = failed(failure('unavailable', 'calling', { cause: { code: 'timeout', text: 'no answer in time' } }));
  const client = createLingxingClient({
    options: optionsSchema.parse({ appId, appSecret: 'env:SECRET' }),
    http: { call: async () => timeout, close: () => undefined },
    tokens: { current: async () => ok('t'), renew: async () => ok('t') },
    limiter: { acquire: async () => ok({ release: async () => void released++ }) },
    clock: { now: () => start },
    namespace: 'ns',
  });
  const permit = { deadline: start + 20_000, signal: new AbortController().signal, check: () => ok() };
  return { post: () => client.post({ path: paths.orderList, operation: 'order.list', body: {}, permit, context: { traceId: '', effectKey: null, orderKeys: [] } }), released: () => released };
}
