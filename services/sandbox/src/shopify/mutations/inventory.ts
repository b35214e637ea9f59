import type { ApiContext } from '../api-context.ts';
import { served, type Args, type FieldCall } from '../graphql/served.ts';
import { FieldRefusal } from '../graphql/errors.ts';
import { idIn } from '../held-order.ts';
import type { Happening, Problem } from '../office.ts';
import { inventoryItemIdOf } from '../served/product-nodes.ts';
import { countArg, objectArg, objectsArg, textArg } from './args.ts';
import { userErrors, type Outcome } from './outcome.ts';

const REASONS = new Set([
  'correction', 'cycle_count_available', 'damaged', 'movement_created', 'movement_updated', 'movement_received', 'movement_canceled', 'other', 'promotion',
  'quality_control', 'received', 'reservation_created', 'reservation_updated', 'reservation_deleted', 'restock', 'safety_stock', 'shrinkage',
]);
const MAX_QUANTITY = 1_000_000_000;
const TYPE = 'InventorySetQuantitiesPayload';

interface Row {
  item: string;
  location: string;
  quantity: number;
  /** What the caller takes the quantity to be; null skips the comparison. */
  from: number | null;
}

/** Sets absolute quantities, all of them or none; `changeFromQuantity` must be told, though it may be null. */
export function inventorySetQuantities(context: ApiContext, args: Args, { idempotencyKey }: FieldCall): Outcome {
  const input = objectArg(args, 'input');
  const rows = objectsArg(input, 'quantities').map((entry) => readRow(context, entry));
  const ran = context.idempotency.run(`${context.shop.shop} inventorySetQuantities`, idempotencyKey, args, () => setAll(context, input, rows));
  return ran === 'mismatch' ? refusal([{ field: ['input'], message: 'The idempotency key was used with other parameters', code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }]) : ran;
}

function readRow({ violate }: ApiContext, entry: Args): Row {
  if (!Object.hasOwn(entry, 'changeFromQuantity')) {
    violate('change-from-quantity-missing', 'quantities.changeFromQuantity: a number or an explicit null is wanted');
    throw new FieldRefusal('InventoryQuantityInput must include the following argument: changeFromQuantity.', 'INVALID_FIELD_ARGUMENTS');
  }
  const from = entry['changeFromQuantity'];
  return { item: textArg(entry, 'inventoryItemId'), location: textArg(entry, 'locationId'), quantity: countArg(entry, 'quantity'), from: typeof from === 'number' ? from : null };
}

function setAll({ stock, shop, now, office, announceShop }: ApiContext, input: Args, rows: readonly Row[]): Outcome {
  const name = textArg(input, 'name');
  const keys = rows.map(({ item, location }) => `${item} ${location}`);
  const problems: Problem[] = [
    ...(name === 'available' || name === 'on_hand' ? [] : [{ field: ['input', 'name'], message: 'The quantity name is invalid', code: 'INVALID_NAME' }]),
    ...(REASONS.has(textArg(input, 'reason')) ? [] : [{ field: ['input', 'reason'], message: 'The reason is invalid', code: 'INVALID_REASON' }]),
    ...(new Set(keys).size === keys.length ? [] : [{ field: ['input', 'quantities'], message: 'Item and location must be unique', code: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR' }]),
    ...rows.flatMap((row, index) => rowProblems(row, index, { shop, held: stock.available(row.item, row.location) })),
  ];
  if (problems.length > 0) return refusal(problems);
  const at = new Date(now()).toISOString();
  for (const { item, location, quantity } of rows) stock.set(item, location, { quantity, updatedAt: at });
  for (const row of rows) announceShop(shop, levelHappening(row, office.store.timeIn(shop)), 'app');
  const group = `gid://shopify/InventoryAdjustmentGroup/${stock.nextGroup()}`;
  const node = served('InventoryAdjustmentGroup', { id: group, reason: textArg(input, 'reason'), createdAt: at, changes: [] });
  return { payload: served(TYPE, { inventoryAdjustmentGroup: node, userErrors: [] }), touched: [group, ...keys.map((key) => key.split(' ')[0] ?? '')], problems: [] };
}

/** The new absolute value, without a delta and without the SKU. */
function levelHappening({ item, location, quantity }: Row, updatedAt: string): Happening {
  const [itemId, locationId] = [BigInt(idIn('InventoryItem', item) ?? 0), BigInt(idIn('Location', location) ?? 0)];
  const id = `gid://shopify/InventoryLevel/${locationId}?inventory_item_id=${itemId}`;
  return { topic: 'inventory_levels/update', body: { inventory_item_id: itemId, location_id: locationId, available: quantity, updated_at: updatedAt, admin_graphql_api_id: id } };
}

function rowProblems(row: Row, index: number, { shop, held }: { shop: ApiContext['shop']; held: number }): Problem[] {
  const problem = (field: string, message: string, code: string): Problem[] => [{ field: ['input', 'quantities', String(index), field], message, code }];
  const item = idIn('InventoryItem', row.item);
  if (item === undefined || !shop.skus.some(({ sku }) => inventoryItemIdOf(shop, sku) === item)) return problem('inventoryItemId', 'The inventory item could not be found', 'INVALID_INVENTORY_ITEM');
  if (!shop.locations.some(({ id }) => String(id) === idIn('Location', row.location))) return problem('locationId', 'The location could not be found', 'INVALID_LOCATION');
  if (row.quantity < 0) return problem('quantity', 'The quantity may not be negative', 'INVALID_QUANTITY_NEGATIVE');
  if (row.quantity > MAX_QUANTITY) return problem('quantity', 'The quantity is too high', 'INVALID_QUANTITY_TOO_HIGH');
  return row.from !== null && row.from !== held ? problem('changeFromQuantity', 'The quantity has changed since it was read', 'CHANGE_FROM_QUANTITY_STALE') : [];
}

const refusal = (problems: Problem[]): Outcome => ({
  payload: served(TYPE, { inventoryAdjustmentGroup: null, userErrors: () => userErrors(problems, 'InventorySetQuantitiesUserError') }), touched: [], problems,
});
