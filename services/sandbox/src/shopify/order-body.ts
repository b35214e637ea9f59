import type { JsonObject } from '../engine/json.ts';
import { sum } from '../engine/money.ts';
import type { Shop } from './config.ts';
import { netOf, type Draft, type Tax } from './draft.ts';
import { renderAddress, renderCustomer } from './order-people.ts';
import { renderLine, renderShipping } from './order-lines.ts';
import { createPricing, type Pricing } from './pricing.ts';

export type OrderBody = JsonObject & { id: bigint; name: string; created_at: string; updated_at: string };

export interface Identity {
  nextId: () => bigint;
  orderNumber: number;
  /** In the shop's own offset. */
  createdAt: string;
  token: string;
}

/** Sums over the lines, in minor units; `total` is what the buyer paid. */
function totalsOf(draft: Draft): { gross: bigint; discount: bigint; subtotal: bigint; tax: bigint; total: bigint } {
  const gross = sum(draft.lines.map((line) => line.unit * BigInt(line.quantity)));
  const subtotal = sum(draft.lines.map(netOf));
  const tax = sum(allTaxes(draft).map(({ amount }) => amount));
  return { gross, discount: gross - subtotal, subtotal, tax, total: subtotal + draft.shipping.price + (draft.place.isTaxIncluded ? 0n : tax) };
}

const allTaxes = (draft: Draft): Tax[] => [...draft.lines.flatMap(({ taxes }) => taxes), ...draft.shipping.taxes];

/** The order's own tax lines: one per tax, over lines and shipping. */
function orderTaxes(draft: Draft): Tax[] {
  const amountOf = (title: string): bigint => sum(allTaxes(draft).filter((tax) => tax.title === title).map(({ amount }) => amount));
  return draft.place.taxes.map(({ title, ppm }) => ({ title, ppm, amount: amountOf(title) }));
}

/** The REST-shaped order of a webhook, field for field as the samples list them. */
export function renderOrder(shop: Shop, draft: Draft, identity: Identity): OrderBody {
  const pricing = createPricing(shop.currency, draft.presentmentCurrency);
  const id = identity.nextId();
  const address = renderAddress(draft);
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    ...identityFields(shop, identity),
    ...buyerFields(draft),
    ...moneyFields(draft, pricing),
    currency: shop.currency,
    presentment_currency: draft.presentmentCurrency,
    ...discountFields(draft, pricing),
    ...CONSTANT_FIELDS,
    tags: draft.tags,
    note: draft.note,
    note_attributes: draft.noteAttributes,
    taxes_included: draft.place.isTaxIncluded,
    tax_lines: orderTaxes(draft).map(pricing.tax),
    total_weight: draft.lines.reduce((grams, { quantity }) => grams + quantity * 250, 0),
    billing_address: address,
    customer: renderCustomer(draft, address, shop, identity),
    line_items: draft.lines.map((line) => renderLine(shop, line, pricing, identity.nextId)),
    shipping_address: address,
    shipping_lines: [renderShipping(draft, pricing, identity.nextId)],
  };
}

function identityFields(shop: Shop, { orderNumber, createdAt, token }: Identity): { name: string; created_at: string; updated_at: string } & JsonObject {
  return {
    name: `#${orderNumber}`,
    number: orderNumber - 1000,
    order_number: orderNumber,
    created_at: createdAt,
    processed_at: createdAt,
    updated_at: createdAt,
    token,
    cart_token: token.slice(0, 16),
    checkout_token: token.slice(16),
    confirmation_number: token.slice(0, 9).toUpperCase(),
    order_status_url: `https://${shop.shop}/orders/${token}/authenticate?key=${token.slice(0, 12)}`,
  };
}

function buyerFields({ place, doorNumber }: Draft): JsonObject {
  const email = `buyer${doorNumber}.${place.countryCode.toLowerCase()}@example.com`;
  return {
    email,
    contact_email: email,
    phone: null,
    customer_locale: place.locale,
    buyer_accepts_marketing: doorNumber % 2 === 0,
    browser_ip: '198.51.100.7',
  };
}

function moneyFields(draft: Draft, pricing: Pricing): JsonObject {
  const { gross, discount, subtotal, tax, total } = totalsOf(draft);
  return {
    ...pricing.both('total_price', total),
    ...pricing.both('subtotal_price', subtotal),
    ...pricing.both('total_tax', tax),
    ...pricing.both('total_discounts', discount),
    ...pricing.both('total_line_items_price', gross),
    ...pricing.both('current_total_price', total),
    ...pricing.both('current_subtotal_price', subtotal),
    ...pricing.both('current_total_tax', tax),
    ...pricing.both('current_total_discounts', discount),
    total_shipping_price_set: pricing.set(draft.shipping.price),
    current_shipping_price_set: pricing.set(draft.shipping.price),
    total_cash_rounding_payment_adjustment_set: pricing.set(0n),
    total_cash_rounding_refund_adjustment_set: pricing.set(0n),
    total_outstanding: pricing.text(0n),
    total_tip_received: pricing.text(0n),
  };
}

function discountFields(draft: Draft, pricing: Pricing): JsonObject {
  const allocated = draft.lines.flatMap(({ discounts }) => discounts);
  const amountOf = (rule: number): bigint => sum(allocated.filter((entry) => entry.rule === rule).map(({ amount }) => amount));
  const rules = draft.rules.map((entry, rule) => ({ ...entry, amount: pricing.text(amountOf(rule)) }));
  return {
    discount_codes: rules.filter(({ kind }) => kind === 'discount_code').map(({ title, amount }) => ({ code: title, amount, type: 'percentage' })),
    discount_applications: draft.rules.map(({ kind, title, ppm }) => ({
      target_type: 'line_item',
      type: kind,
      value: `${ppm / 10_000n}.0`,
      value_type: 'percentage',
      allocation_method: kind === 'discount_code' ? 'across' : 'each',
      target_selection: kind === 'discount_code' ? 'all' : 'entitled',
      ...(kind === 'discount_code' ? { code: title } : { title }),
    })),
  };
}

/** What every drawn order has in common; overrides change it. */
const CONSTANT_FIELDS = {
  app_id: 580111, cancel_reason: null, cancelled_at: null, client_details: null, closed_at: null, confirmed: true,
  current_total_additional_fees_set: null, current_total_duties_set: null, device_id: null, duties_included: false, estimated_taxes: false,
  financial_status: 'paid', fulfillment_status: null, landing_site: null, landing_site_ref: null, location_id: null,
  merchant_business_entity_id: 'MTAwMjAwMzAw', merchant_of_record_app_id: null, original_total_additional_fees_set: null,
  original_total_duties_set: null, payment_gateway_names: ['shopify_payments'], po_number: null, reference: null, referring_site: null,
  source_identifier: null, source_name: 'web', source_url: null, tax_exempt: false, test: false, user_id: null,
  fulfillments: [], payment_terms: null, refunds: [], returns: [], line_item_groups: [],
} satisfies JsonObject;
