import type { App } from '../config.ts';
import { createLagging, type Lagging } from '../lagging.ts';
import type { HeldOrder } from './order.ts';

/** Who changed an order and by what: a call of the API, staff by the control API, or a rule of the tenant. */
export interface Cause {
  by: 'api' | 'staff' | 'rule';
  call: string;
}

export type Change = Cause & { at: number };

export interface OrderStore {
  add(order: HeldOrder, cause: Cause): void;
  /** After every change: moves the update time, and the list shows the change once its delay is over. */
  save(order: HeldOrder, cause: Cause): void;
  get(globalOrderNo: string): HeldOrder | undefined;
  /** Of an app only: one tenant never sees another's order. */
  find(app: App, globalOrderNo: string): HeldOrder | undefined;
  /** A number that was split, merged or sent again has several orders; deleted and cancelled ones count. */
  ofNumber(storeId: string, platformOrderNo: string): HeldOrder[];
  /** As the list shows them now, in the order of creation. With numbers only what ever carried one of them. */
  shown(app: App, platformOrderNos?: readonly string[]): HeldOrder[];
  all(): HeldOrder[];
  history(globalOrderNo: string): readonly Change[];
}

export interface OrderStoreParts {
  now: () => number;
  listingDelayMs: number;
  updateDelayMs: number;
  onSaved: (order: HeldOrder) => void;
}

interface Entry {
  order: HeldOrder;
  sequence: number;
  versions: Lagging<HeldOrder>;
  history: Change[];
}

const MAX_HISTORY = 100;

export function createOrderStore({ now, listingDelayMs, updateDelayMs, onSaved }: OrderStoreParts): OrderStore {
  const entries = new Map<string, Entry>();
  const byNumber = new Map<string, Set<Entry>>();
  const byApp = new Map<string, Entry[]>();
  const keyOf = (storeId: string, platformOrderNo: string): string => `${storeId} ${platformOrderNo}`;
  const ofNumber = (storeId: string, number: string): Entry[] => [...(byNumber.get(keyOf(storeId, number)) ?? [])];

  const write = (entry: Entry, cause: Cause, delayMs: number): void => {
    const { order, versions, history } = entry;
    order.updatedAt = now();
    for (const { platformOrderNo } of order.platformOrders) {
      const key = keyOf(order.storeId, platformOrderNo);
      byNumber.set(key, (byNumber.get(key) ?? new Set()).add(entry));
    }
    versions.write(order, delayMs);
    history.push({ ...cause, at: now() });
    if (history.length > MAX_HISTORY) history.shift();
    onSaved(order);
  };
  const candidates = (app: App, numbers?: readonly string[]): Entry[] => {
    if (numbers === undefined) return byApp.get(app.appId) ?? [];
    const found = new Set(app.stores.flatMap(({ storeId }) => numbers.flatMap((number) => ofNumber(storeId, number))));
    return [...found].sort((a, b) => a.sequence - b.sequence);
  };
  return {
    add(order, cause) {
      const entry: Entry = { order, sequence: entries.size, versions: createLagging(now), history: [] };
      entries.set(order.globalOrderNo, entry);
      const own = byApp.get(order.appId) ?? [];
      byApp.set(order.appId, own);
      own.push(entry);
      write(entry, cause, listingDelayMs);
    },
    save(order, cause) {
      const entry = entries.get(order.globalOrderNo);
      if (entry !== undefined) write(entry, cause, updateDelayMs);
    },
    get: (globalOrderNo) => entries.get(globalOrderNo)?.order,
    find: (app, globalOrderNo) => {
      const order = entries.get(globalOrderNo)?.order;
      return order?.appId === app.appId ? order : undefined;
    },
    ofNumber: (storeId, number) => ofNumber(storeId, number).map(({ order }) => order),
    shown: (app, numbers) => candidates(app, numbers).flatMap(({ versions }) => versions.shown() ?? []),
    all: () => [...entries.values()].map(({ order }) => order),
    history: (globalOrderNo) => entries.get(globalOrderNo)?.history ?? [],
  };
}
