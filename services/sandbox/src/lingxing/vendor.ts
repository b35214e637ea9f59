import type { Engine, Reply, Vendor, VendorRequest } from '../engine/vendor.ts';
import { fetchToken, refreshToken, type AuthParts } from './auth.ts';
import type { Endpoint } from './call.ts';
import { createCapacity } from './capacity.ts';
import type { LingxingConfig } from './config.ts';
import { createLingxingControl } from './control.ts';
import { createOrders } from './create.ts';
import { badGateway, notRouted, refused, stopped, type Stamp } from './envelope.ts';
import { admit, type GatewayParts } from './gateway.ts';
import { listOrders } from './list.ts';
import { listSellers } from './sellers.ts';
import { createOrderStore } from './store.ts';
import { createTokens } from './tokens.ts';

const NAME = 'lingxing';
const PREFIXES = ['/api/auth-server/', '/pb/mp/', '/erp/sc/', '/basicOpen/', '/order/amzod/', '/cepfPlatformOrder/'];
const TOKEN_CAPACITY = 100;
const CAPACITY = 10;

/** Lingxing: one front server, a token service, and a gateway before every business call. */
export function createLingxing(engine: Engine, config: LingxingConfig): Vendor {
  const { apps, listingDelayMs, tokenSeconds } = config;
  const { clock, recorder, newId, nextSerial } = engine;
  const tokens = createTokens(clock, newId, tokenSeconds);
  const store = createOrderStore();
  const stamp = (): Stamp => ({ now: clock.now(), newId });
  const violate: GatewayParts['violate'] = (violation) => recorder.violate({ vendor: NAME, ...violation });
  const auth: AuthParts = { apps, tokens, tokenSeconds, stamp, violate };
  const gateway: GatewayParts = { apps, tokens, capacity: createCapacity(), now: clock.now, violate };

  const endpoints = new Map<string, Endpoint>([
    ['/pb/mp/order/v2/create', (call) => createOrders({ store, listingDelayMs, nextSerial }, call)],
    ['/pb/mp/order/v2/list', (call) => listOrders(store, call)],
    ['/pb/mp/shop/v2/getSellerList', listSellers],
  ]);
  const tokenCalls = new Map([
    ['/api/auth-server/oauth/access-token', fetchToken],
    ['/api/auth-server/oauth/refresh', refreshToken],
  ]);

  const callEndpoint = async (endpoint: Endpoint, request: VendorRequest, underLoad: () => Promise<void>): Promise<Reply> => {
    const admission = admit(gateway, request, CAPACITY);
    if (typeof admission === 'string') return stopped(stamp(), admission);
    const { app, body, release } = admission;
    try {
      await underLoad();
      const isJsonCall = /^application\/json\b/i.test(request.header('content-type') ?? '');
      if (!isJsonCall) violate({ path: request.path, rule: 'wrong-content-type', detail: 'application/json expected' });
      if (body === undefined) violate({ path: request.path, rule: 'wrong-type', detail: 'body: JSON object expected' });
      if (!isJsonCall || body === undefined) return refused(stamp(), 102, '参数不合法');
      return endpoint({ app, path: request.path, body, stamp: stamp(), violate: (violation) => violate({ path: request.path, ...violation }) });
    } finally {
      release();
    }
  };

  return {
    name: NAME,
    claims: (path) => PREFIXES.some((prefix) => path.startsWith(prefix)),
    async handle(request, underLoad) {
      const tokenCall = tokenCalls.get(request.path);
      const endpoint = endpoints.get(request.path);
      if (request.method !== 'POST' || (tokenCall ?? endpoint) === undefined) {
        violate({ path: request.path, rule: 'not-routed', detail: `${request.method} has no such path` });
        return notRouted();
      }
      if (endpoint !== undefined) return callEndpoint(endpoint, request, underLoad);
      const release = gateway.capacity.take('', request.path, TOKEN_CAPACITY);
      if (release === undefined || tokenCall === undefined) return stopped(stamp(), '3001008');
      await underLoad();
      return tokenCall(auth, request).finally(release);
    },
    // Both the gateway and the service behind it throttle, each in its own words.
    throttled: (_request, { spelling }) => (spelling < 0.5 ? stopped(stamp(), '3001008') : refused(stamp(), 103, '请求过于频繁,请稍后再试')),
    broken: (_request, { spelling }) => (spelling < 0.5 ? badGateway() : refused(stamp(), 500, '服务内部错误', ['internal error'])),
    control: createLingxingControl(apps, store, tokens),
    close: () => Promise.resolve(),
  };
}
