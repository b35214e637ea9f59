import type { JsonObject } from '../../engine/json.ts';
import { gid, type HeldOrder, type Transaction } from '../held-order.ts';
import { isTaxIncluded, lineOf, linesOf, netOfUnits, objectsIn, shareOf, unitsIn, type Line } from '../lines.ts';
import { done, refuse, type Deed, type Happening, type Office, type Origin } from '../office.ts';
import { receivedOf, refundedOf } from '../transactions.ts';
import { takeFromFulfillmentOrders } from './fulfillment-orders.ts';
import { progressFields } from './progress.ts';
import { currentShipping, currentTotals, financialStatusOf, pricingOf } from './totals.ts';

export type Restock = 'cancel' | 'return' | 'no_restock';

export interface RefundLine {
  lineItemId: string;
  quantity: number;
  restock: Restock;
}

export interface RefundWish {
  lines: readonly RefundLine[];
  /** Minor units given back; what the lines cost where left out, at most what is left of what was paid. */
  amount?: bigint;
  shipping?: bigint;
  note?: string | null;
}

/** Gives money back and takes the refunded units out of the order. */
export function refundOrder(office: Office, held: HeldOrder, wish: RefundWish, origin: Origin): Deed<JsonObject> {
  const refunded = applyRefund(office, held, wish);
  if (!refunded.ok) return refunded;
  office.announce(held, [refundHappening(refunded.value), { topic: 'orders/updated', body: held.body }], origin);
  return refunded;
}

export const refundHappening = (refund: JsonObject): Happening => ({ topic: 'refunds/create', body: refund });

/** The change alone, for a cancellation that tells of it in its own words. */
export function applyRefund(office: Office, held: HeldOrder, wish: RefundWish, more: JsonObject = {}): Deed<JsonObject> {
  const lines = linesOf(held);
  const entries = wish.lines.map((entry) => ({ ...entry, line: lines.find(({ id }) => id === entry.lineItemId) }));
  const isKnown = (entry: (typeof entries)[number]): entry is Entry => entry.line !== undefined && entry.quantity > 0 && entry.quantity <= entry.line.current;
  if (!entries.every(isKnown)) return refuse('Quantity cannot refund more items than were purchased', ['refundLineItems']);
  const { amount, left } = amountsOf(held, entries, wish);
  if (amount > left) return refuse('Refund amount is more than what is left of the payment', ['transactions']);
  const id = held.nextId();
  const transaction = amount > 0n ? [refundTransaction(office, held, amount)] : [];
  held.transactions.push(...transaction);
  for (const entry of entries) if (entry.restock !== 'return') takeFromFulfillmentOrders(office, held, entry.lineItemId, entry.quantity);
  const remaining = takenOut(held, entries);
  const refund = refundBody(office, held, { id, entries, transaction, note: wish.note ?? null });
  const totals = currentTotals(held, remaining, currentShipping(held) - (wish.shipping ?? 0n));
  office.store.save(held, {
    ...totals,
    ...progressFields(held, remaining),
    financial_status: financialStatusOf(held, unitsIn(totals['current_total_price'], held.shop.currency)),
    refunds: [...objectsIn(held.body['refunds']), refund],
    ...more,
  });
  return done(refund);
}

function amountsOf(held: HeldOrder, entries: readonly Entry[], { amount, shipping = 0n }: RefundWish): { amount: bigint; left: bigint } {
  const left = receivedOf(held) - refundedOf(held);
  const cost = entries.reduce((total, entry) => total + costOf(held, entry), shipping);
  return { left, amount: amount ?? (cost < left ? cost : left) };
}

type Entry = RefundLine & { line: Line };

function costOf(held: HeldOrder, { line, quantity }: Entry): bigint {
  return netOfUnits(line, quantity) + (isTaxIncluded(held) ? 0n : shareOf(line.tax, quantity, line.quantity));
}

function takenOut(held: HeldOrder, entries: readonly Entry[]): JsonObject[] {
  return objectsIn(held.body['line_items']).map((raw) => {
    const taken = entries.filter(({ lineItemId }) => lineItemId === String(raw['id'])).reduce((total, { quantity }) => total + quantity, 0);
    return taken === 0 ? raw : { ...raw, current_quantity: Math.max(0, lineOf(raw, held.shop.currency).current - taken) };
  });
}

function refundTransaction({ store }: Office, held: HeldOrder, amount: bigint): Transaction {
  const parent = held.transactions.find(({ kind }) => kind === 'SALE' || kind === 'CAPTURE');
  return { id: held.nextId(), kind: 'REFUND', status: 'SUCCESS', amount, parentId: parent?.id ?? null, createdAt: store.timeIn(held.shop) };
}

interface RefundParts {
  id: bigint;
  entries: readonly Entry[];
  transaction: readonly Transaction[];
  note: string | null;
}

function refundBody({ store }: Office, held: HeldOrder, { id, entries, transaction, note }: RefundParts): JsonObject {
  const at = store.timeIn(held.shop);
  const pricing = pricingOf(held);
  return {
    id, admin_graphql_api_id: gid('Refund', id), order_id: held.body.id, created_at: at, processed_at: at, note, user_id: null,
    duties: [], total_duties_set: pricing.set(0n), return: null, refund_shipping_lines: [], order_adjustments: [],
    restock: entries.some(({ restock }) => restock !== 'no_restock'),
    refund_line_items: entries.map(({ line, quantity, restock }) => {
      const [subtotal, tax] = [netOfUnits(line, quantity), shareOf(line.tax, quantity, line.quantity)];
      return {
        id: held.nextId(), quantity, line_item_id: line.raw['id'] ?? null, location_id: restock === 'no_restock' ? null : held.shop.locations[0].id, restock_type: restock,
        subtotal: Number(pricing.text(subtotal)), total_tax: Number(pricing.text(tax)), subtotal_set: pricing.set(subtotal), total_tax_set: pricing.set(tax), line_item: line.raw,
      };
    }),
    transactions: transaction.map((entry) => ({
      id: entry.id, admin_graphql_api_id: gid('OrderTransaction', entry.id), order_id: held.body.id, kind: 'refund', status: 'success', gateway: 'shopify_payments',
      amount: pricing.text(entry.amount), currency: held.shop.currency, parent_id: entry.parentId, created_at: at, processed_at: at, message: null, test: held.body['test'] === true,
    })),
  };
}
