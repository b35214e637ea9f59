import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../engine/json.ts';
import { isObject } from '../engine/json.ts';
import { createRandom, seedOf } from '../engine/random.ts';
import type { Shop } from './config.ts';
import { draftOrder, type Wish } from './draft.ts';
import type { HeldOrder, RiskLevel } from './held-order.ts';
import { renderOrder, type OrderBody } from './order-body.ts';
import { firstTransactions } from './transactions.ts';

/** `wish` steers the draw; `fields` then overlay the finished body. */
export interface OrderRequest extends Wish {
  seed: number;
  fields: JsonObject;
  isSilent?: boolean;
  risk?: RiskLevel;
}

/** The orders of every shop, as the shop holds them now. */
export interface ShopStore {
  /** Undefined where an overridden id is taken already. */
  place(shop: Shop, wanted: OrderRequest): OrderBody | undefined;
  /** Overlays `changes` and moves `updated_at` on; undefined where the shop has no such order. */
  change(shop: Shop, id: string, changes: JsonObject): OrderBody | undefined;
  /** The same for an order at hand. */
  save(held: HeldOrder, changes: JsonObject): OrderBody;
  find(shop: string, id: string): HeldOrder | undefined;
  /** Makes a fulfillment order or a fulfillment known by its id, which then leads to its order. */
  own(held: HeldOrder, id: bigint): void;
  ownerOf(shop: string, id: string): HeldOrder | undefined;
  all(shop: string): HeldOrder[];
  orders(shop: string): OrderBody[];
  /** The shop's wall clock. */
  timeIn(shop: Shop): string;
}

const FIRST_ORDER_NUMBER = 1001;
const BIG_ID_SHARE = 0.25;

export function createShopStore(now: () => number, nextSerial: () => bigint, searchLagMs = 0): ShopStore {
  const shops = new Map<string, Map<string, HeldOrder>>();
  const owners = new Map<string, HeldOrder>();
  const ordersOf = (shop: string): Map<string, HeldOrder> => {
    const orders = shops.get(shop) ?? new Map<string, HeldOrder>();
    shops.set(shop, orders);
    return orders;
  };
  const save: ShopStore['save'] = (held, changes) => {
    // The clock of `updated_at` ticks in seconds; two changes within one must still be tellable apart.
    const updatedAt = localTime(Math.max(now(), Date.parse(held.body.updated_at) + 1_000), held.shop.utcOffset);
    held.body = overlay({ ...held.body, updated_at: updatedAt }, changes);
    held.versions = [...held.versions.slice(newestFound(held, now() - searchLagMs)), { at: now(), body: held.body }];
    return held.body;
  };
  return {
    place(shop, { seed, fields, isSilent = false, risk = 'LOW', ...wish }) {
      const orders = ordersOf(shop.shop);
      const random = createRandom(seedOf(shop.shop, seed));
      const nextId = random.chance(BIG_ID_SHARE) ? () => bigId(nextSerial()) : () => plainId(nextSerial());
      const orderNumber = FIRST_ORDER_NUMBER + orders.size;
      const token = createHash('md5').update(`${shop.shop} ${orderNumber} ${nextSerial()}`).digest('hex');
      const drawn = renderOrder(shop, draftOrder(shop, random, wish), { nextId, orderNumber, createdAt: localTime(now(), shop.utcOffset), token });
      const body = withOwnId(overlay({ ...drawn, ...owedFields(drawn, fields) }, fields));
      if (orders.has(String(body.id))) return undefined;
      const nothingYet = { isRouted: false, fulfillmentOrders: [], fulfillments: [], transactions: [] };
      const held: HeldOrder = { shop, body, isSilent, nextId, risk, ...nothingYet, versions: [{ at: now(), body }] };
      held.transactions.push(...firstTransactions(held));
      orders.set(String(body.id), held);
      return body;
    },
    change(shop, id, changes) {
      const held = ordersOf(shop.shop).get(id);
      return held === undefined ? undefined : save(held, changes);
    },
    save,
    find: (shop, id) => ordersOf(shop).get(id),
    own: (held, id) => void owners.set(`${held.shop.shop} ${id}`, held),
    ownerOf: (shop, id) => owners.get(`${shop} ${id}`),
    all: (shop) => [...ordersOf(shop).values()],
    orders: (shop) => [...ordersOf(shop).values()].map(({ body }) => body),
    timeIn: (shop) => localTime(now(), shop.utcOffset),
  };
}

/** The newest version that the search index knew at `at`; before the first it knows nothing of the order. */
export function newestFound({ versions }: HeldOrder, at: number): number {
  return Math.max(0, versions.findLastIndex((version) => version.at <= at));
}

/** 13 digits, as most shops have them. */
const plainId = (serial: bigint): bigint => 5_000_000_000_000n + serial;
/** 18 digits and odd: no double holds it, so a careless parser is caught by every single one. */
const bigId = (serial: bigint): bigint => 820_000_000_000_000_000n + serial * 15_838n + 1n;

/** A payload leaves these out altogether instead of sending null. */
const OMITTED_WHEN_NULL = ['shipping_address', 'billing_address', 'customer'];

/** Objects are merged one level deep (an address keeps the fields that were not named), everything else is replaced. */
function overlay(order: OrderBody, fields: JsonObject): OrderBody {
  const merged: OrderBody = { ...order };
  for (const [name, value] of Object.entries(fields)) {
    const before: Json | undefined = order[name];
    merged[name] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
    if (value === null && OMITTED_WHEN_NULL.includes(name)) delete merged[name];
  }
  return merged;
}

/** Drawn orders are paid; one that is placed as unpaid owes its total, unless the override says otherwise. */
function owedFields(drawn: OrderBody, { financial_status: status, total_price: total }: JsonObject): JsonObject {
  const isUnpaid = status === 'pending' || status === 'authorized' || status === 'expired';
  return isUnpaid ? { total_outstanding: total ?? drawn['total_price'] ?? null } : {};
}

/** An overridden id may come as text or as a number; the payload always shows an integer and the matching gid. */
function withOwnId(order: OrderBody): OrderBody {
  const id = BigInt(order.id as bigint | number | string);
  return { ...order, id, admin_graphql_api_id: `gid://shopify/Order/${id}` };
}

/** `2026-11-23T05:00:00-05:00`: the shop's wall clock with its offset. */
export function localTime(at: number, utcOffset: string): string {
  const [hours = 0, minutes = 0] = utcOffset.slice(1).split(':').map(Number);
  const shiftMs = (utcOffset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  return new Date(at + shiftMs).toISOString().slice(0, 19) + utcOffset;
}
