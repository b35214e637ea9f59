import type { Engine, Reply, Vendor, VendorRequest } from '../engine/vendor.ts';
import { fetchToken, refreshToken, type AuthParts } from './auth.ts';
import { createCapacity } from './capacity.ts';
import type { LingxingConfig } from './config.ts';
import { createLingxingControl } from './control/routes.ts';
import { TOKEN_CAPACITY, createEndpoints, type Served } from './endpoints.ts';
import { badGateway, notRouted, refused, stopped, type Stamp } from './envelope.ts';
import { createErp } from './erp.ts';
import { admit, type GatewayParts } from './gateway.ts';
import { startAutoReview } from './life/auto-review.ts';
import { createAutoship } from './life/autoship.ts';
import { createTokens } from './tokens.ts';

const NAME = 'lingxing';
const PREFIXES = ['/api/auth-server/', '/pb/mp/', '/erp/sc/', '/basicOpen/', '/order/amzod/', '/cepfPlatformOrder/'];
/** How long the gateway keeps the place of a caller that hung up. */
const ABORTED_MS = 120_000;

/** Lingxing: one front server, a token service, and a gateway before every business call. */
export function createLingxing(engine: Engine, config: LingxingConfig): Vendor {
  const { apps, tokenSeconds } = config;
  const { clock, recorder, newId } = engine;
  const tokens = createTokens(clock, newId, tokenSeconds);
  const erp = createErp(engine, config);
  const autoship = createAutoship(erp);
  startAutoReview(erp);
  const stamp = (): Stamp => ({ now: clock.now(), newId });
  const violate: GatewayParts['violate'] = (violation) => recorder.violate({ vendor: NAME, ...violation });
  const auth: AuthParts = { apps, tokens, tokenSeconds, stamp, violate };
  const gateway: GatewayParts = { apps, tokens, capacity: createCapacity(), now: clock.now, violate };
  const endpoints = createEndpoints(erp, clock.now());
  const tokenCalls = new Map([
    ['/api/auth-server/oauth/access-token', fetchToken],
    ['/api/auth-server/oauth/refresh', refreshToken],
  ]);

  const callEndpoint = async ({ endpoint, capacity }: Served, request: VendorRequest, underLoad: () => Promise<void>): Promise<Reply> => {
    const admission = admit(gateway, request, capacity);
    if (typeof admission === 'string') return stopped(stamp(), admission);
    const { app, body, release } = admission;
    try {
      await underLoad();
      const isJsonCall = /^application\/json\b/i.test(request.header('content-type') ?? '');
      if (!isJsonCall) violate({ path: request.path, rule: 'wrong-content-type', detail: 'application/json expected' });
      if (body === undefined) violate({ path: request.path, rule: 'wrong-type', detail: 'body: JSON object expected' });
      if (!isJsonCall || body === undefined) return refused(stamp(), 102, '参数不合法');
      erp.agenda.runDue();
      return endpoint({ app, path: request.path, body, stamp: stamp(), violate: (violation) => violate({ path: request.path, ...violation }) });
    } finally {
      // The effect stands, only nobody hears of it.
      if (request.isAborted?.() === true) erp.agenda.after(clock.scaled(ABORTED_MS), release);
      else release();
    }
  };

  return {
    name: NAME,
    claims: (path) => PREFIXES.some((prefix) => path.startsWith(prefix)),
    async handle(request, underLoad) {
      erp.agenda.runDue();
      const tokenCall = tokenCalls.get(request.path);
      const served = endpoints.get(request.path);
      if (request.method !== 'POST' || (tokenCall ?? served) === undefined) {
        violate({ path: request.path, rule: 'not-routed', detail: `${request.method} has no such path` });
        return notRouted();
      }
      if (served !== undefined) return callEndpoint(served, request, underLoad);
      const release = gateway.capacity.take('', request.path, TOKEN_CAPACITY);
      if (release === undefined || tokenCall === undefined) return stopped(stamp(), '3001008');
      await underLoad();
      return tokenCall(auth, request).finally(release);
    },
    // Both the gateway and the service behind it throttle, each in its own words.
    throttled: (_request, { spelling }) => (spelling < 0.5 ? stopped(stamp(), '3001008') : refused(stamp(), 103, '请求过于频繁,请稍后再试')),
    broken: (_request, { spelling }) => (spelling < 0.5 ? badGateway() : refused(stamp(), 500, '服务内部错误', ['internal error'])),
    control: createLingxingControl(erp, autoship, tokens),
    close: () => Promise.resolve(),
  };
}
