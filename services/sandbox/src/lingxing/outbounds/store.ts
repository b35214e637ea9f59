import type { App } from '../config.ts';
import { createLagging, type Lagging } from '../lagging.ts';
import type { Outbound } from './outbound.ts';

export interface OutboundStore {
  add(outbound: Outbound): void;
  /** After every change: moves `update_at`, and the lists show the change once its delay is over. */
  save(outbound: Outbound): void;
  ofOrder(globalOrderNo: string): Outbound[];
  /** As the lists show them now, in the order of creation. */
  shown(app: App): Outbound[];
  all(): Outbound[];
}

interface Entry {
  outbound: Outbound;
  versions: Lagging<Outbound>;
}

export function createOutboundStore(now: () => number, delayMs: number): OutboundStore {
  const entries = new Map<string, Entry>();
  const byOrder = new Map<string, Outbound[]>();
  const write = ({ outbound, versions }: Entry): void => {
    outbound.updatedAt = now();
    versions.write(outbound, delayMs);
  };
  return {
    add(outbound) {
      const entry = { outbound, versions: createLagging<Outbound>(now) };
      entries.set(outbound.woNumber, entry);
      byOrder.set(outbound.globalOrderNo, [...(byOrder.get(outbound.globalOrderNo) ?? []), outbound]);
      write(entry);
    },
    save(outbound) {
      const entry = entries.get(outbound.woNumber);
      if (entry !== undefined) write(entry);
    },
    ofOrder: (globalOrderNo) => byOrder.get(globalOrderNo) ?? [],
    shown: (app) => [...entries.values()].filter(({ outbound }) => outbound.appId === app.appId).flatMap(({ versions }) => versions.shown() ?? []),
    all: () => [...entries.values()].map(({ outbound }) => outbound),
  };
}
