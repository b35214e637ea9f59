import type { Registry } from 'prom-client';
import { during, failed, failure, ok, type Clock, type Result } from '@tributary/kernel';
import type { Logger } from '@tributary/service-host';
import { httpMetrics } from './metrics.ts';
import { createBreaker, defaultBreaker, type BreakerPolicy } from './policy.ts';
import type { FinishedCall, HttpRequest, Reply } from './request.ts';
import { judgeStatus, resultLabel } from './status.ts';
import { createTransport, type Limits } from './transport.ts';

export type HttpClientOptions = {
  /** Who is called, "lingxing:cn1": label of metrics, start of every failure's action. One breaker per client. */
  readonly target: string;
  readonly metrics: Registry;
  readonly clock: Clock;
  readonly log?: Logger;
  readonly limits?: Partial<Limits>;
  readonly breaker?: BreakerPolicy;
  /** Told of every call that was sent, answered or not. Must not throw and is not waited for. */
  readonly onCall?: (call: FinishedCall) => void;
};

/** `call` makes one attempt and never throws for what the network or the other side does. `close` ends idle connections and is idempotent. */
export type HttpClient = { call(request: HttpRequest): Promise<Result<Reply>>; close(): void };

/** A call must be over this long before its claim ends, so that its outcome can still be written down. */
const marginMs = 250;
const defaultLimits: Limits = { connectMs: 5_000, timeoutMs: 20_000, maxReplyBytes: 10_000_000 };

/**
 * Calls one account of one vendor. Failures: `unavailable` for refused, reset, timed out, 5xx and an open breaker;
 * `throttled` for 429, with `retryAt` from Retry-After; `unexpected` for an answer too large to read; what the permit
 * said where it refused. Every other status is a reply for the vendor's own reading, redirects among them.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { target, clock, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const transport = createTransport(limits);
  const breaker = createBreaker(options.breaker ?? defaultBreaker, clock);
  const metrics = httpMetrics(options.metrics, target, breaker.state);
  let lastState = breaker.state();

  const sayState = (): void => {
    const state = breaker.state();
    if (state === lastState) return;
    lastState = state;
    log?.warn({ target, breaker: state }, 'circuit breaker changed');
  };

  /** How long the call may take, ms; a failure where it may not be made at all. */
  function budgetOf({ permit, timeoutMs = limits.timeoutMs }: HttpRequest, action: string): Result<number> {
    if (permit === undefined) return ok(timeoutMs);
    const leave = permit.check();
    if (!leave.ok) return failed(during(action, leave.failure));
    const left = permit.deadline - clock.now() - marginMs;
    if (left > 0) return ok(Math.min(timeoutMs, left));
    return failed(failure('throttled', action, { retryAt: permit.deadline, cause: { code: 'deadline_near', text: 'not sent: the time that is left is too short for an answer' } }));
  }

  async function attempt(request: HttpRequest, action: string, budgetMs: number): Promise<Result<Reply>> {
    const startedAt = clock.now();
    const { sent, result: exchanged } = await transport.exchange(request, action, budgetMs);
    const result = exchanged.ok ? judgeStatus(exchanged.value, action, clock.now()) : exchanged;
    if (sent) options.onCall?.(finished(request, exchanged, resultLabel(result), { startedAt, durationMs: clock.now() - startedAt }));
    return result;
  }

  return {
    async call(request) {
      const action = `calling ${target} ${request.operation}`;
      const startedAt = clock.now();
      // Outside the breaker: a refusal of ours says nothing about the other side.
      const budget = budgetOf(request, action);
      const result = budget.ok ? await breaker.run(action, () => attempt(request, action, budget.value)) : budget;
      metrics.observe(request.operation, resultLabel(result), (clock.now() - startedAt) / 1000);
      sayState();
      return result;
    },
    close: () => transport.close(),
  };
}

function finished(request: HttpRequest, exchanged: Result<Reply>, result: string, times: { startedAt: number; durationMs: number }): FinishedCall {
  const requestBody = typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? new Uint8Array());
  const reply = exchanged.ok ? exchanged.value : undefined;
  const { operation, method, context } = request;
  return { operation, method, url: withoutQuery(request.url), requestBytes: requestBody.length, requestBody, status: reply?.status ?? null, reply, result, context, ...times };
}

function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}
