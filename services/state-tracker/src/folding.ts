import { parseOrderKey } from '@tributary/kernel';
import type { Contexts, Looked } from './contexts.ts';
import type { News } from './news.ts';
import { bodyOf, type Facts } from './order/facts.ts';
import { fold, type Folded } from './order/fold.ts';
import type { StoreQuestion } from './ports.ts';
import type { AcceptedEvent, Transaction } from './store/orders.ts';
import { newsOfStored } from './stored-news.ts';

/** An order and what is to be added to what is known of it. */
export type ToFold = {
  readonly orderKey: string;
  /** Facts as they are stored. */
  readonly stored: Facts;
  /** Facts to begin with: the stored ones, or of these the decisions alone where all else is folded again. */
  readonly known: Facts;
  /** Stored events to be folded again; together they can be folded, or the order is set aside. */
  readonly again: readonly AcceptedEvent[];
  readonly news: readonly News[];
};
export type FoldedOrder = ToFold & { readonly folded: Folded; readonly mapVersion: number };

export type Fold = {
  readonly orders: readonly FoldedOrder[];
  /** News that cannot be folded, by event id, with the reason: left out, the rest of their orders is folded. */
  readonly unfoldable: ReadonlyMap<string, string>;
  /** Orders that cannot be folded at all, with the reason. */
  readonly setAside: ReadonlyMap<string, string>;
};

/** Folds orders with what their accounts' maps and settings say. */
export async function foldOrders(contexts: Contexts, transaction: Transaction, toFold: readonly ToFold[]): Promise<Fold> {
  const questions = new Map(toFold.map((order) => questionOf(order)).map((question) => [nameOf(question), question]));
  const looked = await contexts(transaction, [...questions.values()]);
  const lookedByName = new Map([...questions.keys()].map((name, index) => [name, looked[index]]));
  const result = { orders: [] as FoldedOrder[], unfoldable: new Map<string, string>(), setAside: new Map<string, string>() };
  for (const order of toFold) foldInto(result, order, lookedByName.get(nameOf(questionOf(order))));
  return result;
}

type Growing = { readonly orders: FoldedOrder[]; readonly unfoldable: Map<string, string>; readonly setAside: Map<string, string> };

/** A record whose content breaks folding must stop neither the orders beside it nor the other records of its order. */
function foldInto(result: Growing, order: ToFold, looked: Looked | undefined): void {
  if (looked === undefined) throw new Error(`folding order ${order.orderKey}: nothing was looked up for its account`);
  const { context, mapVersion } = looked;
  const attemptFold = (known: Facts, again: readonly AcceptedEvent[], news: readonly News[]) =>
    tryFold(() => fold(known, [...again.map(newsOfStored), ...news].flatMap(({ facts }) => facts), context));
  const atOnce = attemptFold(order.known, order.again, order.news);
  if (typeof atOnce !== 'string') {
    result.orders.push({ ...order, folded: atOnce, mapVersion });
    return;
  }
  const without = attemptFold(order.known, order.again, []);
  if (typeof without === 'string') {
    result.setAside.set(order.orderKey, without);
    return;
  }
  let folded = without;
  const good: News[] = [];
  for (const news of order.news) {
    const next = attemptFold(folded.facts, [], [news]);
    if (typeof next === 'string') result.unfoldable.set(news.event.eventId, next);
    else {
      folded = next;
      good.push(news);
    }
  }
  result.orders.push({ ...order, news: good, folded, mapVersion });
}

/** Folding is pure, so whatever it throws is about this order: it must not stop all others. */
function tryFold(work: () => Folded): Folded | string {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Tenant, channel and account stand in the key; the rest is known once the order is. */
function questionOf({ orderKey, stored, news }: ToFold): StoreQuestion {
  const order = bodyOf(stored, 'order') ?? news.flatMap(({ facts }) => facts).find((fact) => fact.kind === 'order')?.body;
  const { tenant, channel, account } = parseOrderKey(orderKey) ?? nobody;
  return { tenant, channel, account, marketplace: order?.marketplace ?? '', salesPartner: order?.salesPartner ?? '' };
}

const nobody = { tenant: '', channel: '', account: '' };

function nameOf(question: StoreQuestion): string {
  return Object.values(question).join('\n');
}
