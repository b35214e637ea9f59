import type { Engine } from '../engine/vendor.ts';
import { createAgenda, type Agenda } from './agenda.ts';
import type { App, LingxingConfig } from './config.ts';
import { createEffects, type Effects } from './effects.ts';
import type { HeldOrder } from './orders/order.ts';
import { createOrderStore, type OrderStore } from './orders/store.ts';
import { createOutboundStore, type OutboundStore } from './outbounds/store.ts';
import { COMMON_STOCK, createStockBook, type StockBook } from './stock/book.ts';

/** Everything the stand-in knows; calls, staff and rules all work on this. */
export interface Erp {
  config: LingxingConfig;
  agenda: Agenda;
  nextSerial: () => bigint;
  orders: OrderStore;
  outbounds: OutboundStore;
  stock: StockBook;
  effects: Effects;
  /** How the next intercept of an order shall fail: global order number to message. */
  interceptFailures: Map<string, string>;
  /** Called after every change of an order: the rules that work by themselves hang here. */
  watchers: ((order: HeldOrder) => void)[];
}

export function createErp({ clock, nextSerial }: Pick<Engine, 'clock' | 'nextSerial'>, config: LingxingConfig): Erp {
  const { listingDelayMs, updateDelayMs, apps } = config;
  const agenda = createAgenda(clock);
  const watchers: Erp['watchers'] = [];
  const stock = createStockBook();
  for (const app of apps) putFirstStock(stock, app);
  return {
    config,
    agenda,
    nextSerial,
    orders: createOrderStore({ now: agenda.now, listingDelayMs, updateDelayMs, onSaved: (order) => watchers.forEach((watch) => watch(order)) }),
    outbounds: createOutboundStore(agenda.now, updateDelayMs),
    stock,
    effects: createEffects(),
    interceptFailures: new Map(),
    watchers,
  };
}

/** A counted SKU lies in every warehouse of the app, be it with nothing. */
function putFirstStock(stock: StockBook, { appId, skus, warehouses }: App): void {
  for (const { sku, stock: quantities } of skus) {
    if (quantities === undefined) continue;
    for (const { wid } of warehouses) stock.set({ appId, wid, sku, sellerId: COMMON_STOCK, valid: quantities[wid] ?? 0, bad: 0, qc: 0, lock: 0 });
  }
}

export function appOf({ config }: Erp, { appId }: Pick<HeldOrder, 'appId'>): App {
  const app = config.apps.find((entry) => entry.appId === appId);
  if (app === undefined) throw new Error('finding the app of an order: none was configured');
  return app;
}
