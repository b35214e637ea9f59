import type { Contexts } from './contexts.ts';
import { type FoldedOrder, foldOrders, type ToFold } from './folding.ts';
import type { News } from './news.ts';
import { changedFacts } from './order/evolve.ts';
import { type Change, changeOf, isSameTimer } from './rows.ts';
import { timerId } from './stored-news.ts';
import { type Cause, writeHistory } from './store/history.ts';
import { acceptedIds, lockOrders, readFacts, readOrders, type StoredOrder, type Transaction, writeEvents, writeFacts, writeOrders } from './store/orders.ts';
import { postpone } from './store/timers.ts';

export type Work = { readonly news: readonly News[]; /** Orders to look at, those of the news among them. */ readonly orderKeys: readonly string[]; readonly cause: Exclude<Cause, 'rebuild'> };

export type Accepted = {
  /** Orders whose state or desired records changed. */
  readonly changed: number;
  /** Events that were written, and those that had been before. */
  readonly accepted: number;
  readonly duplicate: number;
  /** News that cannot be folded, by event id, with the reason; nothing of theirs was written. */
  readonly unfoldable: ReadonlyMap<string, string>;
  /** Orders that do not get on although no news is to blame, with the reason; looked at again later. */
  readonly setAside: ReadonlyMap<string, string>;
};

/** Folds news into orders and writes events, facts, orders and timelines, within the caller's transaction. */
export async function accept(contexts: Contexts, transaction: Transaction, { news, orderKeys, cause }: Work): Promise<Accepted> {
  await lockOrders(transaction, orderKeys);
  const seen = await acceptedIds(transaction, news.map(({ event }) => event.eventId));
  const facts = await readFacts(transaction, orderKeys);
  const stored = await readOrders(transaction, orderKeys);
  const fresh = onceEach(news, seen);
  const unseen = Map.groupBy(fresh, ({ event }) => event.orderKey);
  const toFold = orderKeys.map((orderKey): ToFold => ({ orderKey, known: facts.get(orderKey) ?? new Map(), news: unseen.get(orderKey) ?? [] }));
  const { orders, unfoldable, setAside } = await foldOrders(contexts, transaction, toFold);
  const changes = orders.flatMap((order) => changeOf(order, stored.get(order.orderKey), cause) ?? []);
  const accepted = orders.flatMap((order) => order.news.map(({ event }) => event));
  await writeEvents(transaction, accepted);
  await writeFacts(transaction, orders.flatMap(({ orderKey, known, folded }) => changedFacts(known, folded.facts).map((fact) => ({ ...fact, orderKey }))));
  await writeChanges(transaction, changes);
  const stuck = new Map([...setAside, ...unmoved(orders, stored, news)]);
  await postpone(transaction, [...stuck.keys()]);
  const changed = changes.filter(({ isNewVersion }) => isNewVersion).length;
  return { changed, accepted: accepted.length, duplicate: news.length - fresh.length, unfoldable, setAside: stuck };
}

export async function writeChanges(transaction: Transaction, changes: readonly Change[]): Promise<void> {
  await writeOrders(transaction, changes.map(({ row }) => row));
  await writeHistory(transaction, changes.flatMap(({ history }) => history ?? []));
}

/** News that were not accepted before, each once. */
function onceEach(news: readonly News[], seen: ReadonlySet<string>): News[] {
  const ids = new Set(seen);
  return news.filter(({ event }) => !ids.has(event.eventId) && ids.add(event.eventId));
}

/** A timer that folding leaves as it is, though its moment has passed, would be due for ever. */
function unmoved(orders: readonly FoldedOrder[], stored: ReadonlyMap<string, StoredOrder>, news: readonly News[]): [string, string][] {
  const fired = new Set(news.map(({ event }) => event.eventId));
  return orders.flatMap(({ orderKey, folded }): [string, string][] => {
    const { timer } = folded;
    if (timer === null || !isSameTimer(timer, stored.get(orderKey)?.timer ?? null) || !fired.has(timerId(orderKey, timer))) return [];
    return [[orderKey, `timer ${timer.code} does not go on`]];
  });
}
