import { setUnits, pricingOf } from '../changes/totals.ts';
import { connectionOf, firstOf } from '../graphql/connection.ts';
import { served, type Args, type Field, type Served } from '../graphql/served.ts';
import { gid, orderIdOf, type HeldOrder } from '../held-order.ts';
import { countIn, linesOf, objectsIn, textIn } from '../lines.ts';
import { receivedOf, refundedOf } from '../transactions.ts';
import { fulfillmentNode, fulfillmentOrderNode } from './fulfillment-nodes.ts';
import { discountApplication, lineItems, shippingLineNode, taxLines } from './line-nodes.ts';
import { moneyBag, moneyBagOr } from './money.ts';
import { displayFulfillmentStatus, riskRecommendation } from './order-status.ts';
import { addressNode, attributes, customerNode } from './people.ts';
import { refundNode, refundsOf, transactionNode } from './refund-nodes.ts';
import { utc } from './times.ts';

export function orderNode(held: HeldOrder): Served {
  return served('Order', { ...identityFields(held), ...statusFields(held), ...moneyFields(held), ...peopleFields(held), ...listFields(held) });
}

type Fields = Record<string, Field>;

function identityFields(held: HeldOrder): Fields {
  const { body } = held;
  return {
    id: gid('Order', body.id),
    legacyResourceId: orderIdOf(held),
    name: body.name,
    number: countIn(body['order_number']),
    createdAt: utc(body.created_at),
    processedAt: utc(body['processed_at']),
    updatedAt: utc(body.updated_at),
    confirmationNumber: textIn(body['confirmation_number']),
    poNumber: textIn(body['po_number']),
    sourceName: textIn(body['source_name']),
    sourceIdentifier: textIn(body['source_identifier']),
    note: textIn(body['note']),
    tags: () => (textIn(body['tags']) ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''),
    test: body['test'] === true,
    customAttributes: () => attributes(body['note_attributes']),
    paymentGatewayNames: () => (Array.isArray(body['payment_gateway_names']) ? body['payment_gateway_names'].map(String) : []),
    statusPageUrl: textIn(body['order_status_url']) ?? `https://${held.shop.shop}`,
    customerLocale: textIn(body['customer_locale']),
    clientIp: textIn(body['browser_ip']),
    discountCode: () => discountCodes(held)[0] ?? null,
    discountCodes: () => discountCodes(held),
    retailLocation: null,
    attribution: null,
    productNetwork: false,
  };
}

const discountCodes = ({ body }: HeldOrder): string[] => objectsIn(body['discount_codes']).map(({ code }) => String(code));

function statusFields(held: HeldOrder): Fields {
  const { body } = held;
  const isPaid = body['financial_status'] === 'paid' || body['financial_status'] === 'partially_refunded';
  return {
    cancelledAt: utc(body['cancelled_at']),
    cancelReason: textIn(body['cancel_reason'])?.toUpperCase() ?? null,
    cancellation: () => (body['cancelled_at'] === null ? null : served('OrderCancellation', { staffNote: null })),
    closed: textIn(body['closed_at']) !== null,
    closedAt: utc(body['closed_at']),
    confirmed: body['confirmed'] !== false,
    edited: () => linesOf(held).some(({ current, quantity }) => current !== quantity),
    displayFinancialStatus: textIn(body['financial_status'])?.toUpperCase() ?? null,
    displayFulfillmentStatus: () => displayFulfillmentStatus(held),
    returnStatus: 'NO_RETURN',
    fullyPaid: isPaid,
    unpaid: body['financial_status'] === 'pending' || body['financial_status'] === 'authorized',
    fulfillable: () => held.fulfillmentOrders.some(({ status }) => status === 'OPEN' || status === 'IN_PROGRESS'),
    refundable: receivedOf(held) > refundedOf(held),
    restockable: true,
    requiresShipping: () => linesOf(held).some(({ raw }) => raw['requires_shipping'] !== false),
    merchantEditable: body['cancelled_at'] === null,
    merchantEditableErrors: [],
    capturable: body['financial_status'] === 'authorized',
    canMarkAsPaid: body['financial_status'] === 'pending',
    canNotifyCustomer: true,
    taxesIncluded: body['taxes_included'] === true,
    taxExempt: body['tax_exempt'] === true,
    estimatedTaxes: body['estimated_taxes'] === true,
    dutiesIncluded: body['duties_included'] === true,
    riskLevel: held.risk === 'NONE' || held.risk === 'PENDING' ? 'LOW' : held.risk,
    risk: () => served('OrderRiskSummary', {
      recommendation: riskRecommendation(held),
      assessments: () => [served('OrderRiskAssessment', { riskLevel: held.risk, facts: [], provider: null })],
    }),
  };
}

/** GraphQL name → the body's `_set`. */
const SETS: Record<string, string> = {
  totalPriceSet: 'total_price_set', subtotalPriceSet: 'subtotal_price_set', totalTaxSet: 'total_tax_set', totalDiscountsSet: 'total_discounts_set',
  totalShippingPriceSet: 'total_shipping_price_set', originalTotalPriceSet: 'total_price_set', currentTotalPriceSet: 'current_total_price_set',
  currentSubtotalPriceSet: 'current_subtotal_price_set', currentTotalTaxSet: 'current_total_tax_set', currentTotalDiscountsSet: 'current_total_discounts_set',
  currentShippingPriceSet: 'current_shipping_price_set',
};

function moneyFields(held: HeldOrder): Fields {
  const { body, shop } = held;
  const pricing = pricingOf(held);
  const bag = (units: bigint): Served | null => moneyBag(pricing.set(units));
  const sets = Object.entries(SETS).map(([name, set]): [string, Field] => [name, () => moneyBagOr(body[set], pricing.set(0n))]);
  return {
    ...Object.fromEntries(sets),
    currencyCode: shop.currency,
    presentmentCurrencyCode: textIn(body['presentment_currency']) ?? shop.currency,
    totalOutstandingSet: () => bag(owedOf(held)),
    totalReceivedSet: () => bag(receivedOf(held)),
    totalRefundedSet: () => bag(refundedOf(held)),
    netPaymentSet: () => bag(receivedOf(held) - refundedOf(held)),
    totalRefundedShippingSet: () => bag(0n),
    totalTipReceivedSet: () => bag(0n),
    totalCapturableSet: () => bag(body['financial_status'] === 'authorized' ? setUnits(body['total_price_set'], shop.currency) : 0n),
    refundDiscrepancySet: () => bag(0n),
    currentTotalDutiesSet: null,
    originalTotalDutiesSet: null,
    taxLines: () => taxLines(body['tax_lines']),
    currentTaxLines: () => taxLines(body['tax_lines']),
    totalWeight: String(countIn(body['total_weight'])),
    currentTotalWeight: String(countIn(body['total_weight'])),
    subtotalLineItemsQuantity: () => linesOf(held).reduce((total, { quantity }) => total + quantity, 0),
    currentSubtotalLineItemsQuantity: () => linesOf(held).reduce((total, { current }) => total + current, 0),
  };
}

function owedOf(held: HeldOrder): bigint {
  const owed = setUnits(held.body['current_total_price_set'], held.shop.currency) - receivedOf(held) + refundedOf(held);
  return owed > 0n ? owed : 0n;
}

function peopleFields({ body, shop }: HeldOrder): Fields {
  return {
    email: textIn(body['email']),
    phone: textIn(body['phone']),
    shippingAddress: () => addressNode(body['shipping_address'], `${body.id}1`),
    billingAddress: () => addressNode(body['billing_address'], `${body.id}2`),
    displayAddress: () => addressNode(body['shipping_address'] ?? body['billing_address'], `${body.id}1`),
    billingAddressMatchesShippingAddress: true,
    customer: () => customerNode(body['customer']),
    customerAcceptsMarketing: body['buyer_accepts_marketing'] === true,
    merchantBusinessEntity: () => served('BusinessEntity', { id: gid('BusinessEntity', 1n), displayName: shop.shop, primary: true }),
  };
}

function listFields(held: HeldOrder): Fields {
  const { body } = held;
  const orderOf = (): Served => orderNode(held);
  const shippingLines = objectsIn(body['shipping_lines']);
  return {
    lineItems: (args) => lineItems(held, args),
    shippingLine: () => (shippingLines[0] === undefined ? null : shippingLineNode(held, shippingLines[0])),
    shippingLines: (args) => connectionOf('ShippingLine', args, shippingLines.map((line) => ({ key: String(line['id']), node: shippingLineNode(held, line) }))),
    discountApplications: (args) =>
      connectionOf('DiscountApplication', args, objectsIn(body['discount_applications']).flatMap((_rule, index) => {
        const node = discountApplication(held, index);
        return node === null ? [] : [{ key: String(index), node }];
      })),
    fulfillmentOrders: (args) => connectionOf('FulfillmentOrder', args, fulfillmentOrdersIn(held, args)),
    fulfillments: (args) => firstOf(args, held.fulfillments).map((entry) => fulfillmentNode(held, entry, orderOf)),
    fulfillmentsCount: () => served('Count', { count: held.fulfillments.length, precision: 'EXACT' }),
    refunds: (args) => firstOf(args, refundsOf(held)).map((refund) => refundNode(held, refund, orderOf)),
    transactions: (args) => firstOf(args, held.transactions).map((entry) => transactionNode(held, entry, orderOf)),
    transactionsCount: () => served('Count', { count: held.transactions.length, precision: 'EXACT' }),
    returns: (args) => connectionOf('Return', args, []),
    metafield: null,
    metafields: (args) => connectionOf('Metafield', args, []),
  };
}

function fulfillmentOrdersIn(held: HeldOrder, { query }: Args): { key: string; node: Served }[] {
  const [, wanted] = /\bstatus:['"]?(\w+)/i.exec(String(query ?? '')) ?? [];
  // Without a scope the list is empty and nothing says why; that is how the vendor does it.
  if (!held.shop.access.scopes.some((scope) => /^read_.*_fulfillment_orders$/.test(scope))) return [];
  return held.fulfillmentOrders
    .filter(({ status }) => wanted === undefined || status === wanted.toUpperCase())
    .map((order) => ({ key: String(order.id), node: fulfillmentOrderNode(held, order, () => orderNode(held)) }));
}
