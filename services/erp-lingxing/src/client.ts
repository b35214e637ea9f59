import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { during, failed, ok, reasonOf, type Clock, type Failure, type Result } from '@tributary/kernel';
import type { CallContext, HttpClient, SendPermit, Tokens } from '@tributary/http';
import { capacityOf, type Options } from './config.ts';
import { judge, type Envelope, type Judgement } from './envelope.ts';
import { canonicalBody, type CanonicalBody, type JsonObject } from './requests/canonical-body.ts';
import { sign } from './sign.ts';

/** Bounds requests in flight over all processes; `release` gives the place back before its lease ends. */
export type InFlightLimiter = {
  acquire(key: string, capacity: number, options: { leaseMs: number; waitMs: number; signal?: AbortSignal }): Promise<Result<{ release(): Promise<void> }>>;
};

export type LingxingCall = {
  readonly path: string;
  /** "order.create": name of the call in metrics and failures. */
  readonly operation: string;
  readonly body: JsonObject;
  readonly permit: SendPermit;
  readonly context: CallContext;
};

/**
 * Calls Lingxing's open platform. `post` signs and sends, once more where only token or signature had aged, and answers
 * the envelope of an accepted call; any other result code is a failure as the reply table has it.
 */
export type LingxingClient = { post(call: LingxingCall): Promise<Result<Envelope>> };

export type LingxingClientOptions = {
  readonly options: Pick<Options, 'appId' | 'baseUrl' | 'inFlight' | 'timeoutMs'>;
  readonly http: HttpClient;
  readonly tokens: Tokens;
  readonly limiter: InFlightLimiter;
  readonly clock: Clock;
  readonly namespace: string;
  /** Waits so many milliseconds; a spec's own goes by the spec's clock. */
  readonly pause?: (ms: number) => Promise<void>;
};

export function createLingxingClient({ options, http, tokens, limiter, clock, namespace, pause = sleep }: LingxingClientOptions): LingxingClient {
  const { appId, baseUrl, inFlight, timeoutMs } = options;
  const pace = createPace(options, clock, pause);
  const limiterKey = `${namespace}:inflight:${createHash('sha256').update(appId).digest('hex').slice(0, 16)}`;

  async function attempt(call: LingxingCall, body: CanonicalBody, token: string, action: string): Promise<Judgement> {
    const common = { access_token: token, app_key: appId, timestamp: Math.floor(clock.now() / 1000) };
    const query = new URLSearchParams({ ...common, timestamp: String(common.timestamp), sign: sign(appId, { ...body.fields, ...common }) });
    const { operation, permit, context, path } = call;
    const headers = { 'content-type': 'application/json' };
    const reply = await http.call({ method: 'POST', url: `${baseUrl.replace(/\/+$/, '')}${path}?${query}`, operation, headers, body: body.text, timeoutMs, permit, context });
    return reply.ok ? judge(reply.value, action, clock.now()) : { state: 'refused', failure: during(action, reply.failure) };
  }

  async function withOneRenewal(call: LingxingCall, body: CanonicalBody, token: string, action: string): Promise<Judgement> {
    const first = await attempt(call, body, token, action);
    if (first.state !== 'again') return first;
    const usable = first.need === 'new_token' ? await tokens.renew(token, call.context) : ok(token);
    if (!usable.ok) return { state: 'refused', failure: during(action, usable.failure) };
    return attempt(call, body, usable.value, action);
  }

  return {
    async post(call) {
      const action = `calling Lingxing ${call.operation}`;
      const body = canonicalBody(call.body);
      const token = await tokens.current(call.context);
      if (!token.ok) return failed(during(action, token.failure));
      const waitMs = Math.max(0, Math.min(inFlight.waitMs, call.permit.deadline - clock.now()));
      const place = await limiter.acquire(`${limiterKey}:${call.path}`, capacityOf(options, call.path), { leaseMs: inFlight.leaseMs, waitMs, signal: call.permit.signal });
      if (!place.ok) return failed(during(action, place.failure));
      await pace(call.path, call.permit.deadline);
      const judged = await withOneRenewal(call, body, token.value, action);
      // Lingxing goes on counting a request that we gave up on for two minutes: its place stays taken until the lease ends.
      if (judged.state === 'taken' || !isAbandoned(judged.failure)) await place.value.release();
      return judged.state === 'taken' ? ok(judged.envelope) : failed(judged.failure);
    },
  };
}

/**
 * Keeps the starts of calls apart on paths that take one at a time: Lingxing gives their place back a moment after it has
 * answered, and a call that follows at once is refused. Waits no longer than the call could still be made.
 */
function createPace(options: LingxingClientOptions['options'], clock: Clock, pause: (ms: number) => Promise<void>): (path: string, deadline: number) => Promise<void> {
  const freeAt = new Map<string, number>();
  return async (path, deadline) => {
    if (capacityOf(options, path) > 1) return;
    const startAt = Math.max(clock.now(), Math.min(freeAt.get(path) ?? 0, deadline));
    freeAt.set(path, startAt + options.inFlight.paceMs);
    if (startAt > clock.now()) await pause(startAt - clock.now());
  };
}

function isAbandoned(failure: Failure): boolean {
  return ['timeout', 'aborted'].includes(reasonOf(failure).code);
}
