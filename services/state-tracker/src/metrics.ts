import { Gauge, type Registry } from 'prom-client';
import type { Result } from '@tributary/kernel';
import type { OrderCount } from './store/counts.ts';

/** Gauges of orders on their way and in exception, counted when they are scraped; they keep their last values while the database is away. */
export function registerOrderGauges(metrics: Registry, count: () => Promise<Result<{ open: readonly OrderCount[]; inException: readonly OrderCount[] }>>): void {
  const inException = new Gauge({ name: 'tributary_orders_in_exception', help: 'Orders that wait for a person', labelNames: ['tenant'], registers: [metrics] });
  const open = new Gauge({
    name: 'tributary_orders_open',
    help: 'Orders that no ERP has taken yet, by status',
    labelNames: ['tenant', 'status'],
    registers: [metrics],
    async collect() {
      const counted = await count();
      if (!counted.ok) return;
      open.reset();
      inException.reset();
      for (const { tenant, status, orders } of counted.value.open) open.set({ tenant, status }, orders);
      for (const { tenant, orders } of counted.value.inException) inException.set({ tenant }, orders);
    },
  });
}
