import type { JsonObject } from '../engine/json.ts';
import { seedOf } from '../engine/random.ts';
import type { Shop } from './config.ts';
import type { Draft, DraftLine } from './draft.ts';
import type { Pricing } from './pricing.ts';

const FIRST_PRODUCT = 7_300_000_000_000n;
const FIRST_VARIANT = 41_900_000_000_000n;

/** The same in every run, and no two shops share them. */
export function catalogueIds(shop: Shop, index: number | undefined): { product_id: bigint | null; variant_id: bigint | null } {
  if (index === undefined) return { product_id: null, variant_id: null };
  const own = BigInt(seedOf(shop.shop) % 1_000_000) * 100_000n + BigInt(index + 1);
  return { product_id: FIRST_PRODUCT + own, variant_id: FIRST_VARIANT + own };
}

/** `price` is per unit and before any discount; what was taken off stands in `discount_allocations`. */
export function renderLine(shop: Shop, line: DraftLine, pricing: Pricing, nextId: () => bigint): JsonObject {
  const id = nextId();
  return {
    id,
    admin_graphql_api_id: `gid://shopify/LineItem/${id}`,
    attributed_staffs: [],
    current_quantity: line.quantity,
    fulfillable_quantity: line.quantity,
    fulfillment_service: 'manual',
    fulfillment_status: null,
    gift_card: false,
    grams: 250,
    name: line.title,
    ...pricing.both('price', line.unit),
    product_exists: line.catalogueIndex !== undefined,
    ...catalogueIds(shop, line.catalogueIndex),
    properties: line.properties,
    quantity: line.quantity,
    requires_shipping: true,
    sales_line_item_group_id: null,
    sku: line.sku,
    taxable: true,
    title: line.title,
    ...pricing.both('total_discount', 0n),
    variant_inventory_management: 'shopify',
    variant_title: null,
    vendor: 'Tributary Goods',
    tax_lines: line.taxes.map(pricing.tax),
    duties: [],
    discount_allocations: line.discounts.map(({ rule, amount }) => ({
      amount: pricing.text(amount),
      amount_set: pricing.set(amount),
      discount_application_index: rule,
    })),
  };
}

export function renderShipping({ shipping }: Draft, pricing: Pricing, nextId: () => bigint): JsonObject {
  return {
    id: nextId(),
    carrier_identifier: null,
    code: shipping.code,
    current_discounted_price_set: pricing.set(shipping.price),
    ...pricing.both('discounted_price', shipping.price),
    is_removed: false,
    phone: null,
    ...pricing.both('price', shipping.price),
    requested_fulfillment_service_id: null,
    source: 'shopify',
    title: shipping.title,
    tax_lines: shipping.taxes.map(pricing.tax),
    discount_allocations: [],
  };
}
