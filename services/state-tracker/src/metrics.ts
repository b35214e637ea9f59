import { Counter, Gauge, type Registry } from 'prom-client';
import type { Result } from '@tributary/kernel';
import type { Counts } from './store/counts.ts';

/** Gauges of orders, counted when they are scraped; they keep their last values while the database is away. */
export function registerOrderGauges(metrics: Registry, count: () => Promise<Result<Counts>>): void {
  const registers = [metrics];
  const inException = new Gauge({ name: 'tributary_orders_in_exception', help: 'Orders that wait for a person', labelNames: ['tenant'], registers });
  const stuck = new Gauge({ name: 'tributary_orders_stuck', help: 'Orders that have stood still for longer than they may, by status', labelNames: ['tenant', 'status'], registers });
  const refused = new Gauge({ name: 'tributary_orders_refused', help: 'Orders whose records no topic takes', labelNames: ['tenant'], registers });
  const toRebuild = new Gauge({ name: 'tributary_orders_to_rebuild', help: 'Orders that running rebuilds still have to fold', registers });
  const open = new Gauge({
    name: 'tributary_orders_open',
    help: 'Orders that are not wholly shipped yet, by status',
    labelNames: ['tenant', 'status'],
    registers,
    async collect() {
      const counted = await count();
      if (!counted.ok) return;
      for (const gauge of [open, inException, stuck, refused]) gauge.reset();
      for (const { tenant, status, orders } of counted.value.open) open.set({ tenant, status }, orders);
      for (const { tenant, orders } of counted.value.inException) inException.set({ tenant }, orders);
      for (const { tenant, status, orders } of counted.value.stuck) stuck.set({ tenant, status }, orders);
      for (const { tenant, orders } of counted.value.refused) refused.set({ tenant }, orders);
      toRebuild.set(counted.value.toRebuild);
    },
  });
}

/** Counters of what was accepted into orders, and what had been before. */
export function createEventCounters(metrics: Registry): (events: { readonly accepted: number; readonly duplicate: number }) => void {
  const events = new Counter({ name: 'tributary_events_tracked_total', help: 'Events folded into orders (accepted), and those that had been before (duplicate)', labelNames: ['result'], registers: [metrics] });
  return ({ accepted, duplicate }) => {
    events.inc({ result: 'accepted' }, accepted);
    events.inc({ result: 'duplicate' }, duplicate);
  };
}
