import { beforeEach, describe, expect, it } from 'vitest';
import { APP, createCaller, SECRET, type Caller } from './spec-caller.ts';

const LIST = '/pb/mp/order/v2/list';
const BODY = { offset: 0, length: 20, platform_order_nos: ['A-1'] };

let caller: Caller;
beforeEach(async () => {
  caller = createCaller();
  await caller.fetchToken();
});

describe('gateway', () => {
  it('lets a correct call through in the business envelope', async () => {
    const { json, reply } = await caller.call(LIST, BODY);
    expect(json).toMatchObject({ code: 0, message: '操作成功', data: { total: '0', list: [] }, response_time: '2026-11-23 18:00:00' });
    expect(json['request_id']).toMatch(/^[0-9a-f-]{36}\.\d{13}$/);
    expect(reply.status).toBe(200);
    expect(caller.rules()).toEqual([]);
  });

  it('answers the first failing check: a call with every fault is repaired one by one', async () => {
    const good = { access_token: caller.token, app_key: APP, timestamp: String(caller.clock.now / 1000) };
    const faults: Record<string, string | undefined> = { sign: undefined, app_key: 'nobody', access_token: 'stale', timestamp: '1000000000' };
    const codes: string[] = [];
    const attempt = async (): Promise<unknown> => codes.push((await caller.call(LIST, BODY, { query: faults })).code);
    await attempt();
    faults['sign'] = 'bogus';
    await attempt();
    faults['app_key'] = APP;
    await attempt();
    faults['access_token'] = good.access_token;
    await attempt();
    faults['timestamp'] = good.timestamp;
    await attempt();
    expect(codes).toEqual(['3001001', '2001001', '2001005', '2001007', '2001006']);
    expect(caller.rules()).toEqual(['required-missing', 'app-unknown', 'sign-wrong']);
  });

  it('answers failures in the gateway envelope with HTTP 200', async () => {
    const { json, reply } = await caller.call(LIST, BODY, { query: { sign: 'bogus' } });
    expect(reply.status).toBe(200);
    expect(json).toMatchObject({ code: '2001006', msg: expect.stringContaining('sign') as string });
    expect(json).toMatchObject({ data: { throwTime: '2026-11-23 18:00:00', metadata: {} } });
  });

  it('takes a sign for two minutes, and wants seconds', async () => {
    const stamp = String(caller.clock.now / 1000);
    caller.clock.now += 121_000;
    expect((await caller.call(LIST, BODY, { query: { timestamp: stamp } })).code).toBe('2001007');
    expect(caller.rules()).toEqual([]);
    expect((await caller.call(LIST, BODY, { query: { timestamp: String(caller.clock.now) } })).code).toBe('2001007');
    expect(caller.rules()).toEqual(['wrong-type']);
  });

  it('names the slips behind a wrong sign', async () => {
    const { signOf } = await import('./sign.ts');
    const credentials = { access_token: caller.token, app_key: APP, timestamp: String(caller.clock.now / 1000) };
    let body = BODY;
    let sign = '';
    for (let offset = 0; !sign.includes('+'); offset += 1) {
      body = { ...BODY, offset };
      sign = signOf({ ...body, ...credentials }, APP);
    }
    expect((await caller.call(LIST, body, { query: { sign: sign.replaceAll('+', ' ') } })).code).toBe('2001006');
    expect((await caller.call(LIST, body, { query: { sign: encodeURIComponent(sign) } })).code).toBe('2001006');
    expect(caller.rules()).toEqual(['sign-not-encoded', 'sign-encoded-twice']);
  });

  it('accepts but records a body that libraries sign differently', async () => {
    const { code } = await caller.call('/pb/mp/order/v2/create', { orders: [{ wid: '1', city: 'x' }] });
    expect(code).toBe('102');
    expect(caller.rules()).toContain('sign-ambiguous');
  });

  it('records fields in the query, a foreign content type and a body that is no object', async () => {
    await caller.call(LIST, BODY, { query: { length: '20' } });
    expect((await caller.call(LIST, BODY, { contentType: 'text/plain' })).code).toBe('102');
    expect((await caller.call(LIST, {}, { bodyText: '[1]' })).code).toBe('102');
    expect(caller.rules()).toEqual(['unknown-field', 'wrong-content-type', 'wrong-type']);
  });

  it('shows an nginx page for a wrong path or method', async () => {
    for (const [path, method] of [['/pb/mp/order/v3/list', 'POST'], [LIST, 'GET']] as const) {
      const { reply } = await caller.call(path, BODY, { method });
      expect(reply.status).toBe(405);
      expect(reply.body).toContain('<center>nginx</center>');
    }
    expect(caller.rules()).toEqual(['not-routed', 'not-routed']);
  });

  it('lets ten calls of an app be in flight on a path, and gives the place back when one completes or fails', async () => {
    const gates: (() => void)[] = [];
    const underLoad = (): Promise<void> => new Promise((resolve) => gates.push(resolve));
    const running = Array.from({ length: 10 }, () => caller.call(LIST, BODY, { underLoad }));
    expect((await caller.call(LIST, BODY)).code).toBe('3001008');
    expect((await caller.call('/pb/mp/shop/v2/getSellerList', { offset: 0, length: 20 })).code).toBe('0');
    gates[0]?.();
    await running[0];
    expect((await caller.call(LIST, BODY)).code).toBe('0');
    gates.forEach((open) => open());
    await Promise.all(running);
    await expect(caller.call(LIST, BODY, { underLoad: () => Promise.reject(new Error('cut')) })).rejects.toThrow('cut');
    const again = await Promise.all(Array.from({ length: 10 }, () => caller.call(LIST, BODY)));
    expect(again.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => '0'));
    expect(caller.rules()).toEqual([]);
  });
});

describe('capacity', () => {
  it.each(['/erp/sc/routing/wms/order/wmsOrderList', '/basicOpen/wmsOrder/getWmsOrdersByOrderNumbers', '/erp/sc/data/local_inventory/warehouse'])(
    'lets one call at a time be in flight on %s',
    async (path) => {
      let open = (): void => undefined;
      const running = caller.call(path, {}, { underLoad: () => new Promise((resolve) => (open = resolve)) });
      expect((await caller.call(path, {})).code).toBe('3001008');
      open();
      await running;
      expect((await caller.call(path, {})).code).not.toBe('3001008');
    },
  );

  it('keeps the place of a caller that hung up for two minutes; the effect stands', async () => {
    const path = '/erp/sc/data/local_inventory/warehouse';
    await caller.call(path, {}, { isAborted: () => true });
    expect((await caller.call(path, {})).code).toBe('3001008');
    caller.clock.now += 119_999;
    expect((await caller.call(path, {})).code).toBe('3001008');
    caller.clock.now += 1;
    expect((await caller.call(path, {})).code).toBe('0');
    expect(caller.rules()).toEqual([]);
  });
});

describe('tokens', () => {
  it('are a pair for two hours; a newer pair makes the older one a mismatch', async () => {
    const { json } = await caller.fetchToken();
    expect(json).toMatchObject({ code: '200', msg: 'OK', data: { expires_in: 7_199 } });
    const older = caller.token;
    await caller.fetchToken();
    expect((await caller.call(LIST, BODY, { query: { access_token: older } })).code).toBe('2001005');
    expect((await caller.call(LIST, BODY)).code).toBe('0');
    expect(caller.rules()).toEqual([]);
  });

  it('expire; going on long after the told end is a violation', async () => {
    caller.clock.now += 7_200_000;
    expect((await caller.call(LIST, BODY)).code).toBe('2001003');
    expect(caller.rules()).toEqual([]);
    caller.clock.now += 120_000;
    expect((await caller.call(LIST, BODY)).code).toBe('2001003');
    expect(caller.rules()).toEqual(['expired-token-used']);
  });

  it('refresh once per refresh token, within two hours', async () => {
    const first = caller.refreshToken;
    expect((await caller.refresh(first)).code).toBe('200');
    expect((await caller.refresh(first)).code).toBe('2001009');
    expect((await caller.call(LIST, BODY)).code).toBe('0');
    caller.clock.now += 2 * 3_600_000;
    expect((await caller.refresh(caller.refreshToken)).code).toBe('2001008');
    expect(caller.rules()).toEqual([]);
  });

  it('refuse an unknown app, a wrong secret and a form that is none', async () => {
    expect((await caller.fetchToken({ appId: 'nobody', appSecret: 'x' })).code).toBe('2001001');
    expect((await caller.fetchToken({ appId: APP, appSecret: 'x' })).code).toBe('2001002');
    expect((await caller.call('/api/auth-server/oauth/access-token', { appId: APP, appSecret: SECRET })).code).toBe('1');
    expect(caller.rules()).toEqual(['app-unknown', 'secret-wrong', 'wrong-content-type']);
  });

  it('are also given for fields in the query, if the secret is encoded', async () => {
    const path = '/api/auth-server/oauth/access-token';
    expect((await caller.call(path, {}, { query: { appId: APP, appSecret: SECRET } })).code).toBe('200');
    expect((await caller.call(path, {}, { query: { appId: APP, appSecret: SECRET.replaceAll('+', ' ') } })).code).toBe('0001001');
    expect(caller.rules()).toEqual(['secret-not-encoded']);
  });
});
