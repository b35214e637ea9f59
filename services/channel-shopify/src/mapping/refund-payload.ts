import type { RefundDraft } from '@tributary/ingest-kit';
import { addDecimals, subtractDecimals } from '@tributary/kernel';
import { z } from 'zod';
import { refundDraft } from './refund.ts';
import { amount, currency, id, instant, listOf, optionalInstant, quantity, text } from './scalars.ts';

const shopMoney = z.object({ shop_money: z.object({ amount, currency_code: currency }) });

/** The body of refunds/create. */
export const refundPayload = z.object({
  id,
  order_id: id,
  created_at: instant,
  processed_at: optionalInstant,
  refund_line_items: listOf(z.object({ line_item_id: id, quantity, restock_type: text, subtotal_set: shopMoney, total_tax_set: shopMoney })),
  refund_shipping_lines: listOf(z.object({ subtotal_amount_set: shopMoney })),
  order_adjustments: listOf(z.object({ kind: text, amount_set: shopMoney, tax_amount_set: shopMoney.nullish() })),
  transactions: listOf(z.object({ kind: z.string(), status: z.string(), amount, currency: currency.nullish() })),
});

type RefundPayload = z.infer<typeof refundPayload>;

/**
 * A refund without lines and adjustments names the shop's currency nowhere: its transactions move in the buyer's. Then
 * nothing is said here; the order is read as a whole soon, and that says it.
 */
export function mapRefund(payload: RefundPayload): RefundDraft[] {
  const { refund_line_items, refund_shipping_lines, order_adjustments } = payload;
  const bags = [...refund_line_items.map((line) => line.subtotal_set), ...refund_shipping_lines.map((line) => line.subtotal_amount_set), ...order_adjustments.map((entry) => entry.amount_set)];
  const shopCurrency = bags[0]?.shop_money.currency_code;
  if (shopCurrency === undefined) return [];
  // Before there were shipping lines of refunds, shipping went back as an adjustment, which lowers the order and is negative.
  const shippingBefore = order_adjustments.filter(({ kind }) => kind === 'shipping_refund').map((entry) => subtractDecimals('0', entry.amount_set.shop_money.amount));
  const adjustments = order_adjustments.filter(({ kind }) => kind !== 'shipping_refund').map((entry) => addDecimals(entry.amount_set.shop_money.amount, entry.tax_amount_set?.shop_money.amount ?? '0'));
  const facts = {
    id: payload.id,
    orderId: payload.order_id,
    updatedAt: payload.created_at,
    movedAt: payload.processed_at ?? payload.created_at,
    currency: shopCurrency,
    lines: refund_line_items.map((line) => ({ lineId: line.line_item_id, quantity: line.quantity, restock: line.restock_type ?? '', subtotal: line.subtotal_set.shop_money.amount, tax: line.total_tax_set.shop_money.amount })),
    shipping: [...refund_shipping_lines.map((line) => line.subtotal_amount_set.shop_money.amount), ...shippingBefore],
    adjustments,
    transactions: payload.transactions.filter(({ kind }) => kind === 'refund').map(({ status }) => status),
  };
  const total = totalOf(payload, shopCurrency);
  return total === undefined ? [] : [refundDraft({ ...facts, total })];
}

/** Undefined where the money moved in another currency than the shop's: at which rate, only the order tells. */
function totalOf({ transactions }: RefundPayload, shopCurrency: string): string | undefined {
  const refunds = transactions.filter(({ kind, status }) => kind === 'refund' && status === 'success');
  return refunds.every(({ currency: moved }) => moved == null || moved === shopCurrency) ? addDecimals(...refunds.map(({ amount: moved }) => moved)) : undefined;
}
