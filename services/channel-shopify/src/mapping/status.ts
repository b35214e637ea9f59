import type { ChannelStatus, NotActionableReason, PaymentStatus } from '@tributary/contracts';
import type { OrderPayload } from './payload.ts';

type Facts = Pick<OrderPayload, 'financial_status' | 'fulfillment_status' | 'cancelled_at' | 'cancel_reason' | 'closed_at' | 'payment_gateway_names' | 'line_items'>;

/** `expired`: an authorization that was not captured in time, so nothing was paid. */
const payments: Readonly<Record<string, PaymentStatus>> = {
  pending: 'unpaid',
  authorized: 'authorized',
  partially_paid: 'partially_paid',
  paid: 'paid',
  partially_refunded: 'partially_refunded',
  refunded: 'refunded',
  voided: 'voided',
  expired: 'unpaid',
};

/** The last four are words of GraphQL alone. */
const fulfillments: Readonly<Record<string, ChannelStatus>> = {
  fulfilled: 'shipped',
  partial: 'partially_shipped',
  restocked: 'cancelled',
  in_progress: 'open',
  request_declined: 'open',
  on_hold: 'on_hold',
  scheduled: 'scheduled',
};

/** Why a payment status keeps an order from being fulfilled. Authorized money can still be voided: it ships once captured. */
const paymentHolds: Readonly<Record<PaymentStatus, readonly NotActionableReason[]>> = {
  paid: [],
  partially_refunded: [],
  cod: [],
  unpaid: ['unpaid'],
  authorized: ['unpaid'],
  partially_paid: ['unpaid'],
  refunded: ['unpaid'],
  voided: ['unpaid'],
  UNKNOWN: ['UNKNOWN'],
};

/** Shopify's name of the manual payment method; staff may extend it ("Cash on Delivery (COD) +5 EUR"). */
const cashOnDelivery = /^cash[ _]on[ _]delivery/i;

export function paymentStatus({ financial_status, payment_gateway_names }: Facts): PaymentStatus {
  const status = lookUp(payments, financial_status ?? '') ?? 'UNKNOWN';
  return status === 'unpaid' && payment_gateway_names.some((name) => cashOnDelivery.test(name)) ? 'cod' : status;
}

/** The first that holds: cancelled, archived by staff, then what has been shipped. */
export function channelStatus({ cancelled_at, closed_at, fulfillment_status }: Facts): ChannelStatus {
  if (cancelled_at !== null) return 'cancelled';
  if (closed_at !== null) return 'completed';
  return fulfillment_status === null ? 'open' : (lookUp(fulfillments, fulfillment_status) ?? 'UNKNOWN');
}

/** Shopify has no single word for it: "partial", "unfulfilled cancelled:customer closed". */
export function channelStatusRaw({ cancelled_at, cancel_reason, closed_at, fulfillment_status }: Facts): string {
  const words = [fulfillment_status ?? 'unfulfilled'];
  if (cancelled_at !== null) words.push(`cancelled:${cancel_reason ?? 'other'}`);
  if (closed_at !== null) words.push('closed');
  return words.join(' ');
}

export function notActionable(facts: Facts): NotActionableReason[] {
  const reasons: NotActionableReason[] = [...paymentHolds[paymentStatus(facts)]];
  if (channelStatus(facts) === 'cancelled') return ['cancelled', ...reasons];
  return isAlreadyFulfilled(facts) ? ['already_fulfilled', ...reasons] : reasons;
}

/**
 * An order whose shipping began before we asked for it is shipped by somebody else: the first webhook about an order of
 * last month must not have it shipped again. The order's own status cannot tell: Shopify fulfils gift cards by itself.
 */
function isAlreadyFulfilled({ closed_at, line_items }: Facts): boolean {
  return closed_at !== null || line_items.some((line) => line.requires_shipping && line.fulfillment_status !== null);
}

/** What a table says of one of the vendor’s words; never something that every object has. */
export function lookUp<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
