import { decimalsOf, formatUnits } from '../../engine/money.ts';
import type { Shop } from '../config.ts';
import { served, type Args, type Served } from '../graphql/served.ts';
import { gid, idIn } from '../held-order.ts';
import { textArg, textsArg } from '../mutations/args.ts';
import { catalogueIds } from '../order-lines.ts';
import type { Stock } from '../stock.ts';
import { locationNode } from './location-nodes.ts';
import { decimalOf } from './money.ts';
import { utc } from './times.ts';

/** Inventory items follow from variants by adding this, so that neither needs a table. */
const ITEM_OFFSET = 3_000_000_000_000n;

export const inventoryItemIdOf = (shop: Shop, sku: string | null): string | null => {
  const { variant_id: variant } = catalogueIds(shop, indexOf(shop, sku));
  return variant === null ? null : String(variant + ITEM_OFFSET);
};

const indexOf = (shop: Shop, sku: string | null): number | undefined => {
  const index = shop.skus.findIndex((entry) => entry.sku === sku);
  return index < 0 ? undefined : index;
};

/** Null for what the shop does not list (any more). */
export function variantNode(shop: Shop, sku: string | null, stock?: Stock): Served | null {
  const index = indexOf(shop, sku);
  const listed = index === undefined ? undefined : shop.skus[index];
  const { variant_id: variant, product_id: product } = catalogueIds(shop, index);
  if (index === undefined || listed === undefined || variant === null) return null;
  const price = decimalOf(formatUnits(listed.unit, decimalsOf(shop.currency)));
  return served('ProductVariant', {
    id: gid('ProductVariant', variant),
    legacyResourceId: String(variant),
    sku: listed.sku,
    title: 'Default Title',
    displayName: `${listed.title} - Default Title`,
    barcode: null,
    price,
    compareAtPrice: null,
    position: 1,
    taxable: true,
    availableForSale: true,
    inventoryItem: () => inventoryItemNode(shop, listed.sku, stock),
    product: () => served('Product', { id: gid('Product', product ?? 0n), legacyResourceId: String(product), title: listed.title }),
  });
}

/** Levels are served where one came by the item or the variant, not by an order's line. */
export function inventoryItemNode(shop: Shop, sku: string, stock?: Stock): Served | null {
  const id = inventoryItemIdOf(shop, sku);
  if (id === null) return null;
  return served('InventoryItem', {
    id: gid('InventoryItem', id),
    legacyResourceId: id,
    sku,
    tracked: true,
    requiresShipping: true,
    duplicateSkuCount: 0,
    variant: () => variantNode(shop, sku, stock),
    ...(stock === undefined ? {} : { inventoryLevel: (args: Args) => levelNode(shop, sku, { stock, location: textArg(args, 'locationId') }) }),
  });
}

const QUANTITY_NAMES = ['available', 'on_hand', 'committed', 'incoming', 'reserved', 'damaged', 'safety_stock', 'quality_control'];

function levelNode(shop: Shop, sku: string, { stock, location }: { stock: Stock; location: string }): Served | null {
  const place = shop.locations.find(({ id }) => String(id) === idIn('Location', location));
  const item = inventoryItemIdOf(shop, sku);
  if (place === undefined || item === null) return null;
  const level = stock.level(gid('InventoryItem', item), location);
  const quantityOf = (name: string): number => (name === 'available' || name === 'on_hand' ? (level?.quantity ?? 0) : 0);
  return served('InventoryLevel', {
    id: `${gid('InventoryLevel', place.id)}?inventory_item_id=${item}`,
    isActive: true,
    canDeactivate: true,
    location: () => locationNode(shop, place),
    item: () => inventoryItemNode(shop, sku, stock),
    quantities: (args) =>
      textsArg(args, 'names')
        .filter((name) => QUANTITY_NAMES.includes(name))
        .map((name) => served('InventoryQuantity', { id: `${gid('InventoryQuantity', place.id)}?inventory_item_id=${item}&name=${name}`, name, quantity: quantityOf(name), updatedAt: utc(level?.updatedAt) })),
  });
}
