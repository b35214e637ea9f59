import { createHmac } from 'node:crypto';
import type { Seller } from '../demo/sellers.ts';

export type Webhook = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

const money = (amount: string, currency: string) => ({ shop_money: { amount, currency_code: currency }, presentment_money: { amount, currency_code: currency } });

/** A signed `orders/create` of some 8 KB: three lines with taxes and discounts, two addresses, a customer. */
export function orderWebhook(seller: Seller, id: number): Webhook {
  const body = Buffer.from(JSON.stringify(order(seller, id)));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': seller.shop,
      'x-shopify-webhook-id': `bench-${id}`,
      'x-shopify-hmac-sha256': createHmac('sha256', seller.secret).update(body).digest('base64'),
    },
  };
}

function order(seller: Seller, id: number): Record<string, unknown> {
  const { currency } = seller;
  const at = '2026-05-04T10:20:30Z';
  return {
    id, admin_graphql_api_id: `gid://shopify/Order/${id}`, name: `#${id}`, order_number: id, number: id, confirmation_number: `C${id}`, confirmed: true, test: false, source_name: 'web',
    created_at: at, updated_at: at, processed_at: at, cancelled_at: null, closed_at: null, cancel_reason: null, financial_status: 'paid', fulfillment_status: null,
    payment_gateway_names: ['shopify_payments'], currency, presentment_currency: currency, taxes_included: false, tags: 'bench, wholesale', note: `Order ${id}, please ring twice.`,
    total_price: '156.60', total_price_set: money('156.60', currency), subtotal_price: '145.00', subtotal_price_set: money('145.00', currency), current_total_price: '156.60', current_total_price_set: money('156.60', currency),
    total_discounts: '4.50', total_discounts_set: money('4.50', currency), total_tax: '10.10', total_tax_set: money('10.10', currency), total_line_items_price: '149.50', total_weight: 1250,
    email: `buyer.${id}@example.com`, contact_email: `buyer.${id}@example.com`, phone: null, customer_locale: 'en', browser_ip: '192.0.2.17', client_details: { user_agent: 'Mozilla/5.0 (X11; Linux x86_64)', accept_language: 'en' },
    line_items: lines(seller, id), shipping_lines: [{ id: id * 10, code: 'Standard', title: 'Standard', price: '6.00', price_set: money('6.00', currency), discounted_price: '6.00', discounted_price_set: money('6.00', currency), is_removed: false, tax_lines: [], discount_allocations: [] }],
    discount_applications: [{ target_type: 'line_item', type: 'discount_code', value: '3.0', value_type: 'percentage', allocation_method: 'across', target_selection: 'all', code: 'SPRING' }], discount_codes: [{ code: 'SPRING', amount: '4.50', type: 'percentage' }],
    customer: { id: 900_000_000_000 + (id % 1_000), created_at: at, updated_at: at, first_name: 'Rosa', last_name: `Buyer${id}`, email: `buyer.${id}@example.com`, phone: null, state: 'enabled', verified_email: true, tax_exempt: false, currency, tags: '' },
    shipping_address: address(id), billing_address: address(id), fulfillments: [], refunds: [], note_attributes: [], tax_lines: [],
  };
}

function lines({ goods, currency }: Seller, id: number): unknown[] {
  const tax = (title: string, price: string, rate: number) => ({ title, price, rate, channel_liable: false, price_set: money(price, currency) });
  return [0, 1, 2].map((index) => {
    const { sku = '', title = '', price = '' } = goods[index % 2 === 0 ? 0 : goods.length - 1] ?? {};
    return {
      id: id * 10 + index, admin_graphql_api_id: `gid://shopify/LineItem/${id * 10 + index}`, product_id: 7_000_000 + index, variant_id: 4_000_000 + index, sku, title, name: `${title} - Blue`, variant_title: 'Blue', vendor: 'Harbor',
      quantity: 2, current_quantity: 2, fulfillable_quantity: 2, fulfillment_service: 'manual', fulfillment_status: null, gift_card: false, grams: 250, product_exists: true, requires_shipping: true, taxable: true, properties: [],
      price, price_set: money(price, currency), total_discount: '0.00', total_discount_set: money('0.00', currency), duties: [],
      tax_lines: [tax('State tax', '2.10', 0.06), tax('City tax', '0.90', 0.0225)], discount_allocations: [{ amount: '1.50', amount_set: money('1.50', currency), discount_application_index: 0 }],
    };
  });
}

function address(id: number): Record<string, unknown> {
  return { first_name: 'Rosa', last_name: `Buyer${id}`, name: `Rosa Buyer${id}`, company: null, address1: `${id % 500} Juniper Lane`, address2: 'Unit 3', city: 'Portland', province: 'Oregon', province_code: 'OR', country: 'United States', country_code: 'US', zip: '97209', phone: '+1 503-555-0142', latitude: 45.53, longitude: -122.68 };
}
