import { canonicalJson } from '@tributary/kernel';
import { writeChanges } from './accept.ts';
import type { Contexts } from './contexts.ts';
import { type FoldedOrder, foldOrders, type ToFold } from './folding.ts';
import { type Fact, factName, type FactKind, type Facts } from './order/facts.ts';
import { changeOf } from './rows.ts';
import { deleteFacts, lockOrders, readEvents, readFacts, readOrders, type Transaction, writeFacts } from './store/orders.ts';
import { beginRebuild, finishRebuild, nextOrders, noteProgress, type RebuiltOrders, takeRebuild } from './store/rebuilds.ts';
import { newsOfStored } from './stored-news.ts';

/** What was decided once, with the maps and rules of that day: no event tells it, so it is kept. Everything else is folded anew. */
const decided: ReadonlySet<FactKind> = new Set(['route', 'incarnation']);

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
  const stored = await readOrders(transaction, orderKeys);
  const events = Map.groupBy(await readEvents(transaction, orderKeys), ({ orderKey }) => orderKey);
  const toFold = orderKeys.map((orderKey): ToFold => ({ orderKey, known: decisionsOf(facts.get(orderKey)), news: (events.get(orderKey) ?? []).map(newsOfStored) }));
  const { orders, unfoldable, setAside } = await foldOrders(contexts, transaction, toFold);
  // An order of which one event cannot be folded any more keeps all of its facts: half of them would be worse.
  const whole = orders.filter(({ orderKey, news }) => news.length === (events.get(orderKey)?.length ?? 0));
  await replaceFacts(transaction, whole, facts);
  const changes = whole.flatMap((order) => changeOf(order, stored.get(order.orderKey), 'rebuild') ?? []);
  await writeChanges(transaction, changes);
  const reasonOf = (orderKey: string) => setAside.get(orderKey) ?? events.get(orderKey)?.map(({ eventId }) => unfoldable.get(eventId)).find((reason) => reason !== undefined);
  const [error] = orderKeys.flatMap((orderKey) => reasonOf(orderKey)?.replace(/^/, `order ${orderKey} cannot be folded and stays as it was: `) ?? []);
  return { changed: changes.filter(({ isNewVersion }) => isNewVersion).length, unfoldable: orderKeys.length - whole.length, error };
}

function decisionsOf(facts: Facts | undefined): Facts {
  return new Map([...(facts ?? [])].filter(([, fact]) => decided.has(fact.kind)));
}

/** Writes the facts that differ and deletes those that no event states any more. */
async function replaceFacts(transaction: Transaction, orders: readonly FoldedOrder[], before: ReadonlyMap<string, Facts>): Promise<void> {
  const factsOf = (orderKey: string): Facts => before.get(orderKey) ?? new Map<string, Fact>();
  const gone = orders.flatMap(({ orderKey, folded }) => [...factsOf(orderKey).values()].filter((fact) => !folded.facts.has(factName(fact))).map(({ kind, subject }) => ({ orderKey, kind, subject })));
  await deleteFacts(transaction, gone);
  const differing = orders.flatMap(({ orderKey, folded }) => [...folded.facts].filter(([name, fact]) => canonicalJson(fact) !== canonicalJson(factsOf(orderKey).get(name))).map(([, fact]) => ({ ...fact, orderKey })));
  await writeFacts(transaction, differing);
}
