import { decimalsOf, formatUnits } from '../../engine/money.ts';
import type { Shop } from '../config.ts';
import { served, type Served } from '../graphql/served.ts';
import { gid } from '../held-order.ts';
import { catalogueIds } from '../order-lines.ts';
import { decimalOf } from './money.ts';

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
export function variantNode(shop: Shop, sku: string | null): Served | null {
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
    inventoryItem: () => inventoryItemNode(shop, listed.sku),
    product: () => served('Product', { id: gid('Product', product ?? 0n), legacyResourceId: String(product), title: listed.title }),
  });
}

export function inventoryItemNode(shop: Shop, sku: string): Served | null {
  const id = inventoryItemIdOf(shop, sku);
  if (id === null) return null;
  return served('InventoryItem', {
    id: gid('InventoryItem', id),
    legacyResourceId: id,
    sku,
    tracked: true,
    requiresShipping: true,
    duplicateSkuCount: 0,
    variant: () => variantNode(shop, sku),
  });
}
