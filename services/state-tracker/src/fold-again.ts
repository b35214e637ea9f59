import { canonicalJson } from '@tributary/kernel';
import type { FoldedOrder, ToFold } from './folding.ts';
import type { News } from './news.ts';
import { changedFacts } from './order/evolve.ts';
import { factName, type FactKind, type Facts } from './order/facts.ts';
import { type AcceptedEvent, deleteFacts, readEvents, type StoredOrder, type Transaction, writeFacts } from './store/orders.ts';

/**
 * Raised with every change of what a fact holds or how facts are ranked: facts of different shapes must not meet.
 * Orders of an older version are folded again from their events as soon as something is heard of them, all others by
 * `tributary rebuild`.
 */
export const foldVersion = 4;

/** What was decided once, with the maps and rules of its day: no event tells it, so it is kept. Everything else is folded anew. */
const decided: ReadonlySet<FactKind> = new Set(['route', 'incarnation']);

type Known = { readonly orderKey: string; readonly stored: Facts; readonly news: readonly News[] };

function foldOn({ orderKey, stored, news }: Known): ToFold {
  return { orderKey, stored, known: stored, again: [], news };
}

export function foldAnew({ orderKey, stored, news }: Known, events: readonly AcceptedEvent[]): ToFold {
  const known = new Map([...stored].filter(([, fact]) => decided.has(fact.kind)));
  return { orderKey, stored, known, again: events, news };
}

/** Folds on from facts, or anew from events where the facts are of an older version or have no order row that says which. */
export async function foldOnOrAnew(transaction: Transaction, orders: readonly Known[], rows: ReadonlyMap<string, StoredOrder>): Promise<ToFold[]> {
  const outdated = new Set(orders.filter(({ orderKey, stored }) => stored.size > 0 && rows.get(orderKey)?.foldVersion !== foldVersion).map(({ orderKey }) => orderKey));
  const events = Map.groupBy(await readEvents(transaction, [...outdated]), ({ orderKey }) => orderKey);
  return orders.map((order) => (outdated.has(order.orderKey) ? foldAnew(order, events.get(order.orderKey) ?? []) : foldOn(order)));
}

/** Writes the facts that differ; of orders that were folded anew also deletes those that no event states any more. */
export async function writeChangedFacts(transaction: Transaction, orders: readonly FoldedOrder[]): Promise<void> {
  await deleteFacts(transaction, orders.flatMap(goneFrom));
  await writeFacts(transaction, orders.flatMap((order) => changedIn(order).map((fact) => ({ ...fact, orderKey: order.orderKey }))));
}

function goneFrom({ orderKey, stored, folded }: FoldedOrder) {
  return [...stored.values()].filter((fact) => !folded.facts.has(factName(fact))).map(({ kind, subject }) => ({ orderKey, kind, subject }));
}

function changedIn({ stored, known, folded }: FoldedOrder) {
  if (known === stored) return changedFacts(stored, folded.facts);
  return [...folded.facts].filter(([name, fact]) => canonicalJson(fact) !== canonicalJson(stored.get(name))).map(([, fact]) => fact);
}
