import type { OrderDraft } from '@tributary/ingest-kit';
import { addDecimals, compareDecimals, divideDecimals, minorDigits, multiplyDecimals } from '@tributary/kernel';
import { importedFrom } from './imported.ts';
import { orderLine } from './line.ts';
import { shippingAmount, shopAmount } from './money.ts';
import type { OrderPayload } from './payload.ts';
import { personalPart, readableAddress } from './people.ts';
import { channelStatus, channelStatusRaw, notActionable, paymentStatus } from './status.ts';

/**
 * The order as Shopify states it in one snapshot. Amounts are those of the order as it was placed, in the shop's
 * currency: Shopify's lines, discounts and taxes include units that were removed or refunded later, and so do
 * its totals without `current_`; what is still wanted is each line's current quantity.
 */
export function mapOrder(payload: OrderPayload): OrderDraft[] {
  const reasons = notActionable(payload);
  return [
    {
      row: 'order',
      revision: { at: payload.updated_at, seq: 0 },
      occurredAt: payload.updated_at,
      settled: false,
      marketplace: null,
      salesPartner: null,
      channelOrderId: payload.id,
      displayNumber: payload.name,
      isTest: payload.test === true,
      channelStatus: channelStatus(payload),
      channelStatusRaw: channelStatusRaw(payload),
      actionable: reasons.length === 0,
      notActionable: reasons,
      paymentStatus: paymentStatus(payload),
      paymentStatusRaw: payload.financial_status,
      // The date that staff and buyer see. An order imported by an app keeps the day it was really placed there, while
      // created_at says when it was imported: last year's orders must not look like today's.
      placedAt: payload.processed_at ?? payload.created_at,
      // The payload holds no transactions.
      paidAt: null,
      cancelledAt: payload.cancelled_at,
      closedAt: payload.closed_at,
      serviceLevel: payload.shipping_lines.find(({ is_removed }) => is_removed !== true)?.title ?? null,
      shipTo: readableAddress(payload.shipping_address),
      personal: personalPart(payload),
      buyerId: payload.customer?.id ?? null,
      lines: payload.line_items.map((line) => orderLine(line, payload)),
      groups: null,
      related: importedFrom(payload),
      tags: payload.tags,
      ...totals(payload),
    },
  ];
}

type Totals = Pick<OrderDraft, 'currency' | 'presentmentCurrency' | 'pricesIncludeTax' | 'shippingAmount' | 'discountTotal' | 'taxTotal' | 'grandTotal' | 'refundedTotal'>;

function totals(payload: OrderPayload): Totals {
  const { currency, presentment_currency: presented } = payload;
  return {
    currency,
    presentmentCurrency: presented == null || presented === currency ? null : presented,
    pricesIncludeTax: payload.taxes_included,
    shippingAmount: addDecimals(...payload.shipping_lines.filter((line) => line.is_removed !== true).map(shippingAmount)),
    discountTotal: shopAmount(payload.total_discounts, payload.total_discounts_set),
    taxTotal: shopAmount(payload.total_tax, payload.total_tax_set),
    grandTotal: shopAmount(payload.total_price, payload.total_price_set),
    refundedTotal: refundedTotal(payload),
  };
}

/** Money that went back. A refund moves in the currency that the buyer paid in. */
function refundedTotal(payload: OrderPayload): string {
  const transactions = payload.refunds.flatMap((refund) => refund.transactions);
  const refunds = transactions.filter(({ kind, status }) => kind === 'refund' && status === 'success');
  return addDecimals(...refunds.map(({ amount, currency }) => (currency === null || currency === payload.currency ? amount : atOrderRate(amount, payload))));
}

/** Shopify keeps the exchange rate of the order for all its later amounts; it stands between the two sides of the total. */
function atOrderRate(amount: string, { currency, total_price_set }: OrderPayload): string {
  const { shop_money, presentment_money } = total_price_set ?? noRate;
  if (compareDecimals(presentment_money.amount, '0') === 0) return '0';
  return divideDecimals(multiplyDecimals(amount, shop_money.amount), presentment_money.amount, minorDigits(currency));
}

const noRate = { shop_money: { amount: '0' }, presentment_money: { amount: '0' } };
