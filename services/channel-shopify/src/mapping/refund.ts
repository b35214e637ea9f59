import type { RefundLine, RefundStatus, Restock } from '@tributary/contracts';
import type { RefundDraft } from '@tributary/ingest-kit';
import { addDecimals, subtractDecimals } from '@tributary/kernel';

/** One refund, whether a webhook or the GraphQL API told of it; amounts in the shop's currency, words in small letters. */
export type RefundFacts = {
  readonly id: string;
  readonly orderId: string;
  readonly updatedAt: number;
  readonly movedAt: number;
  readonly currency: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number; readonly restock: string; readonly subtotal: string; readonly tax: string }[];
  /** Shipping that went back, taxes apart. */
  readonly shipping: readonly string[];
  /** Differences between what the lines come to and what was paid out, as they change the order: negative where more went back. */
  readonly adjustments: readonly string[];
  readonly transactions: readonly string[];
  readonly total: string;
};

const restocks: Readonly<Record<string, Restock>> = { no_restock: 'none', cancel: 'cancel', return: 'return', legacy_restock: 'return' };

export function refundDraft(refund: RefundFacts): RefundDraft {
  return {
    row: 'refund',
    order: { channelOrderId: refund.orderId },
    revision: { at: refund.updatedAt, seq: 0 },
    occurredAt: refund.updatedAt,
    marketplace: null,
    salesPartner: null,
    refundId: refund.id,
    movedAt: refund.movedAt,
    status: refundStatus(refund.transactions),
    by: 'seller',
    currency: refund.currency,
    lines: refund.lines.map(
      ({ lineId, quantity, restock, subtotal, tax }): RefundLine => ({
        channelLineId: lineId,
        qty: String(quantity),
        amount: addDecimals(subtotal),
        tax: addDecimals(tax),
        restock: Object.hasOwn(restocks, restock) ? (restocks[restock] ?? 'UNKNOWN') : 'UNKNOWN',
      }),
    ),
    shippingAmount: addDecimals(...refund.shipping),
    adjustment: subtractDecimals('0', addDecimals(...refund.adjustments)),
    total: addDecimals(refund.total),
  };
}

/** Without a transaction nothing had to move: units were only taken back. */
function refundStatus(transactions: readonly string[]): RefundStatus {
  if (transactions.some((status) => status === 'pending' || status === 'awaiting_response')) return 'pending';
  const hasFailed = transactions.length > 0 && transactions.every((status) => status === 'failure' || status === 'error');
  return hasFailed ? 'failed' : 'done';
}
