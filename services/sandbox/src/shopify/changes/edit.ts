import type { JsonObject } from '../../engine/json.ts';
import { decimalsOf, parseUnits } from '../../engine/money.ts';
import type { HeldOrder } from '../held-order.ts';
import { countIn, linesOf, objectsIn, unitsIn, type Line } from '../lines.ts';
import { done, refuse, type Deed, type Office } from '../office.ts';
import { renderLine } from '../order-lines.ts';
import { addToFulfillmentOrders, takeFromFulfillmentOrders } from './fulfillment-orders.ts';
import { progressFields, shippedOf } from './progress.ts';
import { currentShipping, currentTotals, financialStatusOf, pricingOf, setUnits } from './totals.ts';

/** A line of the order by its place, or one to add by its SKU; `quantity` is how many units the line shall have then. */
export type LineEdit = { index: number; quantity: number } | { sku: string; quantity: number; price?: string };

/** Changes an order as the shop's order editor does: units that are taken out stay in `quantity` and leave `current_quantity`. */
export function editOrder(office: Office, held: HeldOrder, edits: readonly LineEdit[]): Deed<HeldOrder> {
  const lines = linesOf(held);
  const problem = problemOf(held, lines, edits);
  if (problem !== undefined) return refuse(problem);
  const changes = edits.map((edit) => ('sku' in edit ? lineAdded(held, edit) : lineResized(held, lines[edit.index], edit.quantity)));
  const before = objectsIn(held.body['line_items']);
  const isNew = ({ raw }: LineChange): boolean => !before.some(({ id }) => id === raw['id']);
  const kept = before.map((raw) => changes.find((change) => change.raw['id'] === raw['id'])?.raw ?? raw);
  const items = [...kept, ...changes.filter(isNew).map(({ raw }) => raw)];
  for (const { raw, delta } of changes) {
    if (delta > 0) addToFulfillmentOrders(office, held, String(raw['id']), delta);
    if (delta < 0) takeFromFulfillmentOrders(office, held, String(raw['id']), -delta);
  }
  saveEdit(office, held, items);
  office.announce(held, [{ topic: 'orders/edited', body: editBody(office, held, changes) }, { topic: 'orders/updated', body: held.body }], 'shop');
  return done(held);
}

interface LineChange {
  /** The line as it is then. */
  raw: JsonObject;
  delta: number;
}

function problemOf(held: HeldOrder, lines: readonly Line[], edits: readonly LineEdit[]): string | undefined {
  if (held.body['cancelled_at'] !== null) return 'A cancelled order cannot be edited';
  for (const edit of edits) {
    if ('sku' in edit) continue;
    const line = lines[edit.index];
    if (line === undefined) return `lines: the order has no line at index ${edit.index}`;
    if (edit.quantity < shippedOf(held, line.id)) return 'lines: what was shipped cannot be edited away';
  }
  const isSame = edits.every((edit) => 'index' in edit && lines[edit.index]?.current === edit.quantity);
  return isSame ? 'lines: nothing changes' : undefined;
}

function saveEdit(office: Office, held: HeldOrder, items: readonly JsonObject[]): void {
  const { currency } = held.shop;
  const totals = currentTotals(held, items, currentShipping(held));
  const total = unitsIn(totals['current_total_price'], currency);
  const before = setUnits(held.body['total_price_set'], currency);
  // What was added counts into the order's own total; what was taken out only into the current one.
  const grown = total > before ? pricingOf(held).both('total_price', total) : {};
  office.store.save(held, { ...totals, ...grown, ...progressFields(held, items), financial_status: financialStatusOf(held, total) });
}

const lineAdded = (held: HeldOrder, wanted: { sku: string; quantity: number; price?: string }): LineChange => ({ raw: newLine(held, wanted), delta: wanted.quantity });

function lineResized(held: HeldOrder, line: Line | undefined, quantity: number): LineChange {
  const delta = quantity - (line?.current ?? 0);
  return { raw: line === undefined ? {} : resized(held, line, delta), delta };
}

function resized(held: HeldOrder, line: Line, delta: number): JsonObject {
  const current = line.current + delta;
  if (delta <= 0) return { ...line.raw, current_quantity: current };
  const quantity = countIn(line.raw['quantity']) + delta;
  const pricing = pricingOf(held);
  const taxes = objectsIn(line.raw['tax_lines']).map((tax) => {
    const amount = (unitsIn(tax['price'], held.shop.currency) * BigInt(quantity)) / BigInt(line.quantity || 1);
    return { ...tax, ...pricing.both('price', amount) };
  });
  return { ...line.raw, quantity, current_quantity: current, tax_lines: taxes };
}

function newLine(held: HeldOrder, { sku, quantity, price }: { sku: string; quantity: number; price?: string }): JsonObject {
  const index = held.shop.skus.findIndex((entry) => entry.sku === sku);
  const listed = held.shop.skus[index];
  const unit = (price === undefined ? undefined : parseUnits(price, decimalsOf(held.shop.currency))) ?? listed?.unit ?? 0n;
  const draft = { sku, title: listed?.title ?? sku, catalogueIndex: index < 0 ? undefined : index, quantity, unit, discounts: [], taxes: [], properties: [] };
  return renderLine(held.shop, draft, pricingOf(held), held.nextId);
}

/** `orders/edited` tells what changed and by how much; it does not hold the order. */
function editBody({ store }: Office, held: HeldOrder, changes: readonly LineChange[]): JsonObject {
  const part = (sign: number): JsonObject[] => changes.filter(({ delta }) => delta * sign > 0).map(({ raw, delta }) => ({ id: raw['id'] ?? null, delta: Math.abs(delta) }));
  return {
    order_edit: {
      id: held.nextId(), app_id: null, created_at: store.timeIn(held.shop), notify_customer: false, order_id: held.body.id, staff_note: '', user_id: null,
      line_items: { additions: part(1), removals: part(-1) },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}
