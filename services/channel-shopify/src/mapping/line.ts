import type { LineKind, LineTax, OrderLine } from '@tributary/contracts';
import { divideDecimals, multiplyDecimals, subtractDecimals } from '@tributary/kernel';
import { allocated, shopAmount } from './money.ts';
import type { LineItem, OrderPayload } from './payload.ts';

export function orderLine(line: LineItem, payload: Pick<OrderPayload, 'taxes_included' | 'fulfillments' | 'refunds'>): OrderLine {
  const { taxes_included, fulfillments } = payload;
  const orderedQty = String(line.quantity);
  const unitPrice = shopAmount(line.price, line.price_set);
  const discountAmount = allocated(line.discount_allocations);
  return {
    channelLineId: line.id,
    kind: lineKind(line),
    requiresShipping: line.requires_shipping,
    channelSku: line.sku,
    productId: line.product_id,
    variantId: line.variant_id,
    title: line.title,
    variantTitle: line.variant_title,
    uom: 'EA',
    orderedQty,
    currentQty: String(wantedUnits(line, payload)),
    fulfilledQty: fulfillments === null ? null : String(fulfilledUnits(line.id, fulfillments)),
    unitPrice,
    discountAmount,
    netAmount: subtractDecimals(multiplyDecimals(unitPrice, orderedQty), discountAmount),
    taxes: line.tax_lines.map((tax) => lineTax(tax, taxes_included)),
  };
}

/**
 * Shopify's current quantity is without every unit that was refunded, those that were shipped and came back among them.
 * Nobody takes these off the order, neither at an ERP nor from what is still to be shipped.
 */
function wantedUnits({ id, quantity, current_quantity: current }: LineItem, { fulfillments, refunds }: Pick<OrderPayload, 'fulfillments' | 'refunds'>): number {
  const shipped = Math.min(fulfilledUnits(id, fulfillments ?? []), quantity);
  const returns = refunds.flatMap(({ refund_line_items }) => refund_line_items).filter((one) => one.line_item_id === id && one.restock_type === 'return');
  const returned = returns.reduce((sum, one) => sum + one.quantity, 0);
  return Math.max((current ?? quantity) + Math.min(returned, shipped), shipped);
}

type Parcels = readonly { readonly status: string | null; readonly line_items: readonly { readonly id: string; readonly quantity: number }[] }[];

/** Parcels that were never sent or that were called back. */
const unsent = new Set(['cancelled', 'error', 'failure']);

export function fulfilledUnits(lineId: string, parcels: Parcels): number {
  const items = parcels.filter(({ status }) => !unsent.has(status ?? '')).flatMap(({ line_items }) => line_items);
  return items.filter(({ id }) => id === lineId).reduce((sum, { quantity }) => sum + quantity, 0);
}

function lineKind({ gift_card, tip }: LineItem): LineKind {
  if (gift_card === true) return 'gift_card';
  return tip == null ? 'product' : 'tip';
}

function lineTax({ title, rate, price, price_set, channel_liable }: LineItem['tax_lines'][number], included: boolean): LineTax {
  return {
    name: title,
    rate: rate === null ? null : divideDecimals(rate, '1', 6),
    amount: shopAmount(price, price_set),
    included,
    collectedByMarketplace: channel_liable === true,
  };
}
