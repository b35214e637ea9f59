import { newestFound, type ShopStore } from '../store.ts';
import type { Shop } from '../config.ts';
import { FieldRefusal } from '../graphql/errors.ts';
import { connection } from '../graphql/connection.ts';
import type { Args, Served } from '../graphql/served.ts';
import type { HeldOrder } from '../held-order.ts';
import { countIn, objectsIn, textIn } from '../lines.ts';
import type { OrderBody } from '../order-body.ts';
import { fieldsIn, matches, parseQuery, type Operator } from './query.ts';

interface Parts {
  store: ShopStore;
  shop: Shop;
  now: () => number;
  searchLagMs: number;
  /** False where only orders of the last 60 days may be read. */
  readsAll: boolean;
  /** Hears of filters that the vendor does not know; it ignores them as well. */
  onUnknownField: (field: string) => void;
}

interface Found {
  held: HeldOrder;
  /** As the index knows it, which may be older than the order is. */
  indexed: OrderBody;
}

const WINDOW_MS = 60 * 24 * 3_600_000;

/** `orders(first:, query:, sortKey:, …)`: the index decides what is found and in which order, the answer then holds orders as they are now. */
export function searchOrders(parts: Parts, args: Args, toNode: (held: HeldOrder) => Served): Served {
  const query = parseQuery(typeof args['query'] === 'string' ? args['query'] : '');
  for (const field of fieldsIn(query)) if (!Object.hasOwn(FILTERS, field)) parts.onUnknownField(field);
  const sortValue = sorterOf(args['sortKey']);
  const direction = args['reverse'] === true ? -1 : 1;
  const found = indexedOrders(parts)
    .filter(({ indexed }) => matches(query, ({ field, operator, value }) => fits(indexed, field, operator, value)))
    .map(({ held, indexed }) => ({ held, indexed, place: sortValue(indexed) }))
    .sort((left, right) => direction * compare(left, right));
  return connection(args, {
    typeName: 'Order',
    items: found,
    toNode: ({ held }) => toNode(held),
    keyOf: ({ place, indexed }) => `${place} ${indexed.id}`,
    isAfter: (item, key) => {
      const [place = 0, id = 0] = key.split(' ');
      return direction * compare(item, { place: Number(place), indexed: { id: BigInt(id) } }) > 0;
    },
  });
}

const compare = (left: { place: number; indexed: { id: bigint } }, right: { place: number; indexed: { id: bigint } }): number =>
  left.place - right.place || (left.indexed.id < right.indexed.id ? -1 : Number(left.indexed.id > right.indexed.id));

function indexedOrders({ store, shop, now, searchLagMs, readsAll }: Parts): Found[] {
  const knownAt = now() - searchLagMs;
  return store.all(shop.shop).flatMap((held) => {
    const version = held.versions[newestFound(held, knownAt)];
    if (version === undefined || version.at > knownAt) return [];
    if (!readsAll && at(version.body, 'created_at') < now() - WINDOW_MS) return [];
    return [{ held, indexed: version.body }];
  });
}

type TimeField = 'updated_at' | 'created_at' | 'processed_at';

/** Bodies never change, so each of their times is read once: a poll goes over every order of the shop. */
const times = new WeakMap<OrderBody, Partial<Record<TimeField, number>>>();

function at(body: OrderBody, field: TimeField): number {
  const known = times.get(body) ?? {};
  times.set(body, known);
  return (known[field] ??= Date.parse(textIn(body[field]) ?? '') || 0);
}

function sorterOf(sortKey: unknown): (body: OrderBody) => number {
  switch (sortKey ?? 'PROCESSED_AT') {
    case 'UPDATED_AT':
      return (body) => at(body, 'updated_at');
    case 'CREATED_AT':
      return (body) => at(body, 'created_at');
    case 'PROCESSED_AT':
      return (body) => at(body, 'processed_at');
    case 'ORDER_NUMBER':
      return (body) => countIn(body['order_number']);
    case 'ID':
      return () => 0;
    default:
      throw new FieldRefusal(`orders(sortKey: ${String(sortKey)}) is not served by this sandbox`, 'SANDBOX_NOT_SERVED');
  }
}

type Filter = (body: OrderBody, operator: Operator, value: string) => boolean;

const byTime = (field: TimeField): Filter => (body, operator, value) => holds(at(body, field) - timeOf(value), operator);

const byText = (read: (body: OrderBody) => readonly (string | null)[]): Filter => (body, _operator, value) =>
  read(body).some((held) => held?.toLowerCase() === value.toLowerCase());

const FILTERS: Record<string, Filter> = {
  updated_at: byTime('updated_at'),
  created_at: byTime('created_at'),
  processed_at: byTime('processed_at'),
  id: (body, operator, value) => /^\d+$/.test(value) && holds(Number(body.id - BigInt(value)), operator),
  name: (body, _operator, value) => body.name.replace('#', '') === value.replace('#', ''),
  status: (body, _operator, value) => statusFits(body, value),
  financial_status: byText((body) => [textIn(body['financial_status'])]),
  fulfillment_status: (body, _operator, value) => FULFILLMENT[value]?.includes(textIn(body['fulfillment_status']) ?? 'none') ?? false,
  tag: byText((body) => (textIn(body['tags']) ?? '').split(',').map((tag) => tag.trim())),
  sku: byText((body) => objectsIn(body['line_items']).map(({ sku }) => textIn(sku))),
  test: (body, _operator, value) => String(body['test'] === true) === value,
  source_identifier: byText((body) => [textIn(body['source_identifier'])]),
};

const FULFILLMENT: Record<string, readonly string[]> = {
  unshipped: ['none'], unfulfilled: ['none', 'partial'], partial: ['partial'], shipped: ['fulfilled'], fulfilled: ['fulfilled'],
};

/** A term without a field is looked for in the name; an unknown field finds everything, as the vendor ignores it. */
function fits(body: OrderBody, field: string | undefined, operator: Operator, value: string): boolean {
  if (field === undefined) return FILTERS['name']?.(body, operator, value) ?? false;
  return FILTERS[field]?.(body, operator, value) ?? true;
}

function statusFits(body: OrderBody, value: string): boolean {
  const [isCancelled, isClosed] = [textIn(body['cancelled_at']) !== null, textIn(body['closed_at']) !== null];
  switch (value.toLowerCase()) {
    case 'open':
      return !isCancelled && !isClosed;
    case 'closed':
      return isClosed && !isCancelled;
    case 'cancelled':
      return isCancelled;
    case 'not_closed':
      return !isClosed;
    default:
      return true;
  }
}

/** The last date that was asked for: one search asks for the same one order after order. */
let lastAsked = { value: '', read: Number.NaN };

function timeOf(value: string): number {
  if (lastAsked.value !== value) lastAsked = { value, read: Date.parse(value) };
  if (Number.isNaN(lastAsked.read)) throw new FieldRefusal(`query: ${value} is no date`, 'BAD_REQUEST');
  return lastAsked.read;
}

function holds(difference: number, operator: Operator): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case ':':
      return difference === 0;
  }
}
