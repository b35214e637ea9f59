import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { BreakerState } from './policy.ts';

const breakerLevel: Record<BreakerState, number> = { closed: 0, half_open: 1, open: 2 };

export type HttpMetrics = { observe(operation: string, result: string, seconds: number): void };

/** Several clients share one registry, so a metric that is there already is used again. */
export function httpMetrics(registry: Registry, target: string, breaker: () => BreakerState): HttpMetrics {
  const calls = (registry.getSingleMetric('tributary_http_calls_total') ??
    new Counter({ name: 'tributary_http_calls_total', help: 'Outbound HTTP calls by result: ok or the failure kind.', labelNames: ['target', 'operation', 'result'], registers: [registry] })) as Counter;
  const duration = (registry.getSingleMetric('tributary_http_call_seconds') ??
    new Histogram({
      name: 'tributary_http_call_seconds',
      help: 'Time from the start of an outbound HTTP call to its last byte.',
      labelNames: ['target', 'operation'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60],
      registers: [registry],
    })) as Histogram;
  const state = (registry.getSingleMetric('tributary_breaker_state') ??
    new Gauge({ name: 'tributary_breaker_state', help: 'Circuit breaker: 0 closed, 1 half open, 2 open.', labelNames: ['target'], registers: [registry] })) as Gauge;
  state.set({ target }, breakerLevel[breaker()]);
  return {
    observe(operation, result, seconds) {
      calls.inc({ target, operation, result });
      duration.observe({ target, operation }, seconds);
      state.set({ target }, breakerLevel[breaker()]);
    },
  };
}
