import type { Contexts } from './contexts.ts';
import { foldOnOrAnew, writeChangedFacts } from './fold-again.ts';
import { type FoldedOrder, foldOrders } from './folding.ts';
import type { News } from './news.ts';
import { type Change, changeOf, isSameTimer } from './rows.ts';
import { timerId } from './stored-news.ts';
import { type Cause, writeHistory } from './store/history.ts';
import { acceptedIds, lockOrders, readFacts, readOrders, type StoredOrder, type Transaction, writeEvents, writeOrders } from './store/orders.ts';
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
  const rows = await readOrders(transaction, orderKeys);
  const fresh = onceEach(news, seen);
  const unseen = Map.groupBy(fresh, ({ event }) => event.orderKey);
  const known = orderKeys.map((orderKey) => ({ orderKey, stored: facts.get(orderKey) ?? new Map<string, never>(), news: unseen.get(orderKey) ?? [] }));
  const { orders, unfoldable, setAside } = await foldOrders(contexts, transaction, await foldOnOrAnew(transaction, known, rows));
  const changes = orders.flatMap((order) => changeOf(order, rows.get(order.orderKey), cause) ?? []);
  const accepted = orders.flatMap((order) => order.news.map(({ event }) => event));
  await writeEvents(transaction, accepted);
  await writeChangedFacts(transaction, orders);
  await writeChanges(transaction, changes);
  const stuck = new Map([...setAside, ...unmoved(orders, rows, news)]);
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
function unmoved(orders: readonly FoldedOrder[], rows: ReadonlyMap<string, StoredOrder>, news: readonly News[]): [string, string][] {
  const fired = new Set(news.map(({ event }) => event.eventId));
  return orders.flatMap(({ orderKey, folded }): [string, string][] => {
    const { timer } = folded;
    if (timer === null || !isSameTimer(timer, rows.get(orderKey)?.timer ?? null) || !fired.has(timerId(orderKey, timer))) return [];
    return [[orderKey, `timer ${timer.code} does not go on`]];
  });
}
