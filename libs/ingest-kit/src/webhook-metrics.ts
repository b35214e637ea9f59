import { Counter, Histogram, type Registry } from 'prom-client';

export type WebhookMetrics = { answered(account: string, status: number, seconds: number): void };

/** A delivery that proved no account counts as `unknown`: a label must not be the sender's to choose. */
export const unknownAccount = 'unknown';

export function createWebhookMetrics(vendor: string, registry: Registry): WebhookMetrics {
  const received = new Counter({
    name: 'tributary_webhooks_received_total',
    help: 'Webhook deliveries answered, by HTTP status.',
    labelNames: ['vendor', 'account', 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'tributary_webhook_seconds',
    help: 'From the first byte of a webhook delivery to its answer.',
    labelNames: ['vendor'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4],
    registers: [registry],
  });
  return {
    answered(account, status, seconds) {
      received.inc({ vendor, account, status: String(status) });
      duration.observe({ vendor }, seconds);
    },
  };
}
