import type { FulfillmentGroup, GroupLine, GroupStatus, NotActionableReason } from '@tributary/contracts';
import type { OrderDraft } from '@tributary/ingest-kit';
import { compareDecimals } from '@tributary/kernel';
import { fulfilledUnits } from './line.ts';
import { mapOrder } from './order.ts';
import type { OrderPayload } from './payload.ts';
import type { Bag, Snapshot, SnapshotLine } from './snapshot.ts';

/** When Shopify last changed anything of it: holds and moves of its parts need not touch the order itself. */
export function revisionOf({ updatedAt, fulfillmentOrders, fulfillments, refunds }: Snapshot): number {
  return Math.max(updatedAt, ...[...fulfillmentOrders, ...fulfillments, ...refunds].map((part) => part.updatedAt));
}

/**
 * The order of a snapshot. It is read as the webhook's body would have it and mapped by the same rules, so that both
 * say the same of one order; what only GraphQL knows is put in afterwards.
 */
export function orderOfSnapshot(order: Snapshot, settled: boolean): OrderDraft[] {
  const at = revisionOf(order);
  const groups = order.fulfillmentOrders.map(groupOf);
  const isUntold = groups.length === 0 && order.requiresShipping !== false;
  return mapOrder(asPayload(order)).map((draft) => {
    const notActionable = [...draft.notActionable, ...heldBy(groups)];
    return { ...draft, revision: { at, seq: 0 }, occurredAt: at, settled, paidAt: paidAt(order), groups: isUntold ? null : groups, notActionable, actionable: notActionable.length === 0 };
  });
}

const groupStatuses: Readonly<Record<string, GroupStatus>> = {
  OPEN: 'open',
  IN_PROGRESS: 'in_progress',
  ON_HOLD: 'on_hold',
  SCHEDULED: 'scheduled',
  CLOSED: 'closed',
  CANCELLED: 'cancelled',
  /** Could not be shipped as asked; what is left of it stands in another one. */
  INCOMPLETE: 'closed',
};

function groupOf(group: Snapshot['fulfillmentOrders'][number]): FulfillmentGroup {
  return {
    groupId: group.id,
    location: group.assignedLocation?.location ?? null,
    status: Object.hasOwn(groupStatuses, group.status) ? (groupStatuses[group.status] ?? 'UNKNOWN') : 'UNKNOWN',
    statusRaw: group.status,
    fulfillAt: group.fulfillAt,
    // `reasonNotes` is what staff wrote and may name the buyer; the displayed reason is Shopify's own.
    holds: group.fulfillmentHolds.map(({ reason, displayReason }) => ({ reason, note: displayReason })),
    lines: group.lineItems.map((line): GroupLine => ({ channelLineId: line.lineItem.id, groupLineId: line.id, qty: String(line.totalQuantity), openQty: String(line.remainingQuantity) })),
  };
}

/** An order all of whose open parts are held or not due yet may not be shipped; as long as one is free, it may. */
function heldBy(groups: readonly FulfillmentGroup[]): NotActionableReason[] {
  const open = groups.filter(({ status, lines }) => !['closed', 'cancelled'].includes(status) && lines.some(({ openQty }) => openQty !== '0'));
  if (open.length === 0 || open.some(({ status }) => status !== 'on_hold' && status !== 'scheduled')) return [];
  return [...new Set(open.map(({ status }): NotActionableReason => (status === 'on_hold' ? 'channel_hold' : 'scheduled')))];
}

/** When the last of the money came in that made it paid. */
function paidAt({ displayFinancialStatus, transactions }: Snapshot): number | null {
  if (!['paid', 'partially_refunded', 'refunded'].includes(displayFinancialStatus ?? '')) return null;
  const payments = transactions.filter(({ kind, status }) => ['sale', 'capture'].includes(kind) && status === 'success');
  return payments.length === 0 ? null : Math.max(...payments.map(({ processedAt, createdAt }) => processedAt ?? createdAt));
}

/** Words of GraphQL that webhooks write otherwise; they know of no holds. */
const fulfillmentWords: Readonly<Record<string, string | null>> = { unfulfilled: null, open: null, pending_fulfillment: null, fulfillment_not_required: null, partially_fulfilled: 'partial' };

function asPayload(order: Snapshot): OrderPayload {
  const fulfillments = order.fulfillments.map((parcel) => ({ status: parcel.status, line_items: parcel.fulfillmentLineItems.map((line) => ({ id: line.lineItem.id, quantity: line.quantity ?? 0 })) }));
  const word = order.displayFulfillmentStatus;
  return {
    id: order.id,
    name: order.name,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    processed_at: order.processedAt,
    cancelled_at: order.cancelledAt,
    closed_at: order.closedAt,
    cancel_reason: order.cancelReason,
    test: order.test,
    financial_status: order.displayFinancialStatus,
    fulfillment_status: Object.hasOwn(fulfillmentWords, word) ? (fulfillmentWords[word] ?? null) : word,
    payment_gateway_names: order.paymentGatewayNames,
    taxes_included: order.taxesIncluded,
    line_items: order.lineItems.map((line) => lineAsPayload(line, order, fulfillments)),
    fulfillments,
    tags: order.tags,
    source_name: order.sourceName,
    source_identifier: order.sourceIdentifier,
    ...amountsAsPayload(order),
    ...peopleAsPayload(order),
  };
}

function lineAsPayload(line: SnapshotLine, order: Snapshot, fulfillments: NonNullable<OrderPayload['fulfillments']>): OrderPayload['line_items'][number] {
  const shipped = fulfilledUnits(line.id, fulfillments);
  return {
    id: line.id,
    title: line.title,
    variant_title: line.variantTitle,
    sku: line.sku,
    product_id: line.product,
    variant_id: line.variant,
    gift_card: line.isGiftCard,
    tip: isTip(line, order) ? {} : undefined,
    requires_shipping: line.requiresShipping,
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    fulfillment_status: shipped === 0 ? null : shipped < line.currentQuantity ? 'partial' : 'fulfilled',
    price: line.originalUnitPriceSet.shopMoney.amount,
    price_set: setOf(line.originalUnitPriceSet),
    discount_allocations: line.discountAllocations.map(allocationOf),
    properties: line.customAttributes.map(attributeAsPayload),
    tax_lines: line.taxLines.map((tax) => ({ title: tax.title, rate: tax.rate, price: tax.priceSet.shopMoney.amount, price_set: setOf(tax.priceSet), channel_liable: tax.channelLiable })),
  };
}

/** GraphQL does not say that a line is a tip: it is the one of no product that costs what the order's tips come to. */
function isTip({ product, requiresShipping, isGiftCard, originalUnitPriceSet }: SnapshotLine, { totalTipReceivedSet }: Snapshot): boolean {
  const tips = totalTipReceivedSet?.shopMoney.amount ?? '0';
  const isWare = product !== null || requiresShipping || isGiftCard === true;
  return !isWare && compareDecimals(tips, '0') > 0 && compareDecimals(originalUnitPriceSet.shopMoney.amount, tips) === 0;
}

type Amounts = 'currency' | 'presentment_currency' | 'total_price' | 'total_price_set' | 'total_discounts' | 'total_discounts_set' | 'total_tax' | 'total_tax_set' | 'shipping_lines' | 'refunds';

function amountsAsPayload(order: Snapshot): Pick<OrderPayload, Amounts> {
  const amountOf = (bag: Bag | null | undefined): string => bag?.shopMoney.amount ?? '0';
  return {
    currency: order.currencyCode,
    presentment_currency: order.presentmentCurrencyCode,
    total_price: amountOf(order.totalPriceSet),
    total_price_set: setOf(order.totalPriceSet),
    total_discounts: amountOf(order.totalDiscountsSet),
    total_discounts_set: null,
    total_tax: amountOf(order.totalTaxSet),
    total_tax_set: null,
    shipping_lines: order.shippingLines.map((line) => ({ title: line.title, price: amountOf(line.originalPriceSet), price_set: null, discount_allocations: line.discountAllocations.map(allocationOf), is_removed: line.isRemoved })),
    // Shopify adds refunds up itself, at the order's rate; null is the shop's currency.
    refunds: [
      {
        refund_line_items: order.refunds.flatMap(({ refundLineItems }) => refundLineItems.map((line) => ({ line_item_id: line.lineItem.id, quantity: line.quantity, restock_type: line.restockType }))),
        transactions: [{ kind: 'refund', status: 'success', amount: amountOf(order.totalRefundedSet), currency: null }],
      },
    ],
  };
}

const setOf = ({ shopMoney, presentmentMoney }: Bag) => ({ shop_money: { amount: shopMoney.amount }, presentment_money: { amount: presentmentMoney.amount } });
const allocationOf = ({ allocatedAmountSet }: { allocatedAmountSet: Bag }) => ({ amount: allocatedAmountSet.shopMoney.amount, amount_set: setOf(allocatedAmountSet) });

const attributeAsPayload = ({ key, value }: Snapshot['customAttributes'][number]) => ({ name: key, value: value ?? '' });

function peopleAsPayload({ note, customAttributes, email, phone, customer, shippingAddress, billingAddress }: Snapshot): Pick<OrderPayload, 'note' | 'note_attributes' | 'email' | 'phone' | 'customer' | 'shipping_address' | 'billing_address'> {
  return {
    note,
    note_attributes: customAttributes.map(attributeAsPayload),
    email,
    phone,
    customer:
      customer == null
        ? null
        : { id: customer.id, first_name: customer.firstName, last_name: customer.lastName, email: customer.defaultEmailAddress?.emailAddress ?? null, phone: customer.defaultPhoneNumber?.phoneNumber ?? null },
    shipping_address: addressAsPayload(shippingAddress),
    billing_address: addressAsPayload(billingAddress),
  };
}

function addressAsPayload(address: Snapshot['shippingAddress']): OrderPayload['shipping_address'] {
  if (address == null) return null;
  const { firstName, lastName, provinceCode, countryCodeV2, name, company, address1, address2, city, province, zip, phone } = address;
  return { name, company, address1, address2, city, province, zip, phone, first_name: firstName, last_name: lastName, province_code: provinceCode, country_code: countryCodeV2 };
}
