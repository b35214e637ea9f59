import { Counter, type Registry } from 'prom-client';
import type { Result } from '@tributary/kernel';
import type { Logger } from '@tributary/service-host';
import type { FinishedCall } from './request.ts';

export type CallTrailOptions = {
  readonly target: string;
  /** Writes one call down. What it answers is only counted. */
  readonly publish: (call: FinishedCall) => Promise<Result<void>>;
  readonly metrics: Registry;
  readonly log: Pick<Logger, 'warn'>;
  /** Calls that may wait for `publish` at once; what comes beyond is lost, and counted. */
  readonly maxPending?: number;
};

/**
 * An `onCall` that writes calls down without holding them up: best effort, bounded in memory, every loss counted
 * (`tributary_audit_calls_total{result="lost"}`) and the first of a row of losses logged.
 */
export function createCallTrail({ target, publish, metrics, log, maxPending = 1_000 }: CallTrailOptions): (call: FinishedCall) => void {
  const name = 'tributary_audit_calls_total';
  const calls = (metrics.getSingleMetric(name) ??
    new Counter({ name, help: 'Outbound calls by whether their audit record was published or lost.', labelNames: ['target', 'result'], registers: [metrics] })) as Counter;
  let pending = 0;
  let losing = false;

  const count = (published: boolean): void => {
    calls.inc({ target, result: published ? 'published' : 'lost' });
    if (!published && !losing) log.warn({ target }, 'audit records of outbound calls are being lost: the audit topic does not take them');
    losing = !published;
  };
  return (call) => {
    if (pending >= maxPending) return count(false);
    pending++;
    publish(call)
      .then(({ ok }) => count(ok), () => count(false))
      .finally(() => pending--);
  };
}
