import { writeChanges } from './accept.ts';
import type { Contexts } from './contexts.ts';
import { foldAnew, writeChangedFacts } from './fold-again.ts';
import { foldOrders } from './folding.ts';
import { changeOf } from './rows.ts';
import { lockOrders, readEvents, readFacts, readOrders, type Transaction } from './store/orders.ts';
import { beginRebuild, finishRebuild, nextOrders, noteProgress, type RebuiltOrders, takeRebuild } from './store/rebuilds.ts';

const ordersPerTransaction = 100;

export type RebuildStep = { /** Whether there may be more to do. */ readonly worked: boolean; readonly changed: number };

/**
 * One step of the oldest rebuild that is asked for: begins it, folds the next orders again, or ends it. Progress is
 * noted in the transaction that has folded them, so that a crash repeats nothing and leaves nothing out.
 */
export async function rebuildSome(contexts: Contexts, transaction: Transaction): Promise<RebuildStep> {
  const rebuild = await takeRebuild(transaction);
  if (rebuild === undefined) return { worked: false, changed: 0 };
  if (rebuild.total === null) {
    await beginRebuild(transaction, rebuild);
    return { worked: true, changed: 0 };
  }
  const orderKeys = await nextOrders(transaction, rebuild, ordersPerTransaction);
  const lastKey = orderKeys.at(-1);
  if (lastKey === undefined) {
    await finishRebuild(transaction, rebuild);
    return { worked: true, changed: 0 };
  }
  const rebuilt = await refold(contexts, transaction, orderKeys);
  await noteProgress(transaction, rebuild, { ...rebuilt, lastKey, orders: orderKeys.length });
  return { worked: true, changed: rebuilt.changed };
}

/** Folds orders again from their decisions and all of their events. Versions only grow, and only where something differs. */
async function refold(contexts: Contexts, transaction: Transaction, orderKeys: readonly string[]): Promise<Omit<RebuiltOrders, 'lastKey' | 'orders'>> {
  await lockOrders(transaction, orderKeys);
  const facts = await readFacts(transaction, orderKeys);
  const rows = await readOrders(transaction, orderKeys);
  const events = Map.groupBy(await readEvents(transaction, orderKeys), ({ orderKey }) => orderKey);
  const toFold = orderKeys.map((orderKey) => foldAnew({ orderKey, stored: facts.get(orderKey) ?? new Map<string, never>(), news: [] }, events.get(orderKey) ?? []));
  const { orders, setAside } = await foldOrders(contexts, transaction, toFold);
  await writeChangedFacts(transaction, orders);
  const changes = orders.flatMap((order) => changeOf(order, rows.get(order.orderKey), 'rebuild') ?? []);
  await writeChanges(transaction, changes);
  const [error] = [...setAside].map(([orderKey, reason]) => `order ${orderKey} cannot be folded and stays as it was: ${reason}`);
  return { changed: changes.filter(({ isNewVersion }) => isNewVersion).length, unfoldable: setAside.size, error };
}
