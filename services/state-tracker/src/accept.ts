import { createHash } from 'node:crypto';
import { orderPartitions } from '@tributary/contracts';
import { canonicalJson, explain, type Failure, partitionOf, type Result } from '@tributary/kernel';
import type { News } from './news.ts';
import { changedFacts } from './order/evolve.ts';
import { bodyOf, type Facts, type OrderBody } from './order/facts.ts';
import { fold, type Folded, type RoutingContext } from './order/fold.ts';
import { acceptedIds, lockOrders, type OrderRow, readFacts, readOrders, type StoredOrder, type Transaction, writeEvents, writeFacts, writeOrders } from './store/orders.ts';
import type { TrackerPorts } from './ports.ts';

export type Accepted = {
  /** Orders whose state or desired parts changed. */
  readonly changed: number;
  /** Orders that could not be folded, with the reason; nothing of theirs was written. */
  readonly unfoldable: ReadonlyMap<string, string>;
};

type FoldedOrder = { readonly orderKey: string; readonly news: readonly News[]; readonly known: Facts; readonly folded: Folded; readonly mapVersion: number };

/** Folds news into orders and writes events, facts and orders, within the caller's transaction. */
export async function accept(ports: TrackerPorts, transaction: Transaction, news: readonly News[], orderKeys: readonly string[]): Promise<Accepted> {
  await lockOrders(transaction, orderKeys);
  const seen = await acceptedIds(transaction, news.map(({ event }) => event.eventId));
  const facts = await readFacts(transaction, orderKeys);
  const stored = await readOrders(transaction, orderKeys);
  const contextOf = rememberedByAccount((order) => lookUp(ports, transaction, order));
  const unseen = Map.groupBy(news.filter(({ event }) => !seen.has(event.eventId)), ({ event }) => event.orderKey);
  const unfoldable = new Map<string, string>();
  const orders: FoldedOrder[] = [];
  for (const orderKey of orderKeys) {
    const fresh = unseen.get(orderKey) ?? [];
    const known = facts.get(orderKey) ?? new Map();
    const { context, mapVersion } = await contextOf(known, fresh);
    const folded = tryFold(known, fresh, context);
    if (typeof folded === 'string') unfoldable.set(orderKey, folded);
    else orders.push({ orderKey, news: fresh, known, folded, mapVersion });
  }
  await writeEvents(transaction, orders.flatMap((order) => order.news.map(({ event }) => event)));
  await writeFacts(transaction, orders.flatMap(({ orderKey, known, folded }) => changedFacts(known, folded.facts).map((fact) => ({ ...fact, orderKey }))));
  const rows = orders.flatMap((order) => rowOf(order, stored.get(order.orderKey)));
  await writeOrders(transaction, rows);
  return { changed: rows.length, unfoldable };
}

/** A record whose content breaks folding must not stop the orders beside it. */
function tryFold(known: Facts, fresh: readonly News[], context: RoutingContext): Folded | string {
  try {
    return fold(known, fresh.flatMap(({ facts }) => facts), context);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

type Looked = { readonly context: RoutingContext; readonly mapVersion: number };
const routed: Looked = { context: { store: undefined, mode: 'off' }, mapVersion: 0 };

/** One look-up per account and batch; none for orders that have their route. */
function rememberedByAccount(lookUp: (order: OrderBody) => Promise<Looked>): (known: Facts, fresh: readonly News[]) => Promise<Looked> {
  const found = new Map<string, Promise<Looked>>();
  return (known, fresh) => {
    const order = newestOrder(known, fresh);
    if (order === undefined || bodyOf(known, 'route') !== undefined) return Promise.resolve(routed);
    const account = [order.tenant, order.channel, order.account, order.marketplace, order.salesPartner].join('\n');
    const looked = found.get(account) ?? lookUp(order);
    found.set(account, looked);
    return looked;
  };
}

async function lookUp(ports: TrackerPorts, transaction: Transaction, order: OrderBody): Promise<Looked> {
  const { tenant, channel, account } = order;
  // The version is read first: a map that changes in between is looked at once too often, never too seldom.
  const mapVersion = valueOf(await ports.mapVersions(transaction).version(tenant));
  const store = valueOf(await ports.storeMap(transaction).find({ tenant, channel, account, marketplace: order.marketplace ?? '', salesPartner: order.salesPartner ?? '' }));
  return { context: { store, mode: ports.modeOf(order, store) }, mapVersion };
}

function newestOrder(known: Facts, fresh: readonly News[]): OrderBody | undefined {
  const body = fresh.flatMap(({ facts }) => facts).find((fact) => fact.kind === 'order')?.body;
  return body ?? bodyOf(known, 'order');
}

/** The row to write: none where nothing changed that anybody can see. */
function rowOf({ orderKey, news, folded, mapVersion }: FoldedOrder, stored: StoredOrder | undefined): OrderRow[] {
  const { state, desired } = folded;
  const order = bodyOf(folded.facts, 'order');
  if (state === undefined || order === undefined) return [];
  const digest = createHash('sha256').update(canonicalJson({ state, desired })).digest('hex');
  const before = stored ?? { digest: undefined, version: 0 };
  const unchanged = before.digest === digest;
  if (unchanged && !folded.waitingForMaps) return [];
  // Looked at again without news: the order's own trace goes on.
  const { traceId, recordedAt } = news.at(-1) ?? order;
  return [
    {
      orderKey,
      tenant: order.tenant,
      channel: order.channel,
      account: order.account,
      partition: partitionOf(orderKey, orderPartitions),
      state,
      desired,
      digest,
      traceId,
      recordedAt,
      version: before.version + (unchanged ? 0 : 1),
      waitingMapVersion: folded.waitingForMaps ? mapVersion : null,
    },
  ];
}

/** Inside the transaction a database that went away is an exception again; the caller turns it back into a failure. */
function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new DatabaseAway(result.failure);
}

class DatabaseAway extends Error {
  readonly code = 'ECONNRESET';
  constructor(failure: Failure) {
    super(explain(failure));
    this.name = 'DatabaseAway';
  }
}
