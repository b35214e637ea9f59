import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OrderDraft } from '@tributary/ingest-kit';
import { mapOrder } from './order.ts';
import { orderPayload } from './payload.ts';

/* Each case here pins an entry of QUIRKS.md, by its name. Whole orders are compared in the fixture pairs. */

type Json = Record<string, unknown>;
const payload = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/orders-create.payload.json'), 'utf8')) as Json;
const line = (payload['line_items'] as Json[])[0]!;
const usd = (amount: string) => ({ shop_money: { amount, currency_code: 'USD' }, presentment_money: { amount, currency_code: 'USD' } });

function mapped(change: Json = {}): OrderDraft {
  return mapOrder(orderPayload.parse({ ...payload, ...change }))[0]!;
}
const mappedLine = (change: Json) => mapped({ line_items: [{ ...line, ...change }] }).lines[0]!;

describe('amounts', () => {
  it('are those in the shop’s currency', () => {
    expect(mappedLine({ price: '30.00', price_set: usd('24.50') }).unitPrice).toBe('24.5');
    expect(mappedLine({ price: '30.00', price_set: null }).unitPrice).toBe('30');
  });

  it('of a line include units removed later; the current quantity does not', () => {
    expect(mappedLine({ quantity: 2, current_quantity: 0 })).toMatchObject({ orderedQty: '2', currentQty: '0', netAmount: '44.1' });
  });

  it.each([
    ['all shipped, one came back', { quantity: 2, current: 1, shipped: 2, refunds: { return: 1 } }, '2'],
    ['all shipped, all refunded and kept by the buyer', { quantity: 2, current: 0, shipped: 2, refunds: { no_restock: 2 } }, '2'],
    ['one of two shipped came back, the other is still to be shipped', { quantity: 2, current: 1, shipped: 1, refunds: { return: 1 } }, '2'],
    ['one shipped came back and another was taken off', { quantity: 3, current: 1, shipped: 1, refunds: { return: 1, cancel: 1 } }, '2'],
    ['nothing shipped, one refunded', { quantity: 2, current: 1, shipped: 0, refunds: { no_restock: 1 } }, '1'],
    ['nothing shipped, one put back as a return', { quantity: 2, current: 1, shipped: 0, refunds: { return: 1 } }, '1'],
  ])('units that were shipped stay wanted although they were refunded: %s', (_, { quantity, current, shipped, refunds }, wanted) => {
    const parcels = shipped === 0 ? [] : [{ status: 'success', line_items: [{ id: line['id'], quantity: shipped }] }];
    const lines = Object.entries(refunds).map(([restock_type, units]) => ({ line_item_id: line['id'], quantity: units, restock_type }));
    expect(mapped({ line_items: [{ ...line, quantity, current_quantity: current }], fulfillments: parcels, refunds: [{ refund_line_items: lines, transactions: [] }] }).lines[0]?.currentQty).toBe(wanted);
  });

  it('may come as JSON numbers', () => {
    expect(mapped({ total_price: 65.43, total_price_set: null }).grandTotal).toBe('65.43');
  });

  it.each(['1e3', '12,50', '', 'NaN', '1.1234567', '1234567890123456789'])('that the canonical money cannot hold (%j) are refused', (price) => {
    expect(orderPayload.safeParse({ ...payload, total_price: price, total_price_set: null }).success).toBe(false);
  });

  it('of shipping are the price less its allocations, whatever discounted_price says', () => {
    const shipping = { price: '10.00', price_set: usd('10.00'), discounted_price: '0.00', discount_allocations: [{ amount: '4.00', amount_set: usd('4.00') }] };
    expect(mapped({ shipping_lines: [shipping, { ...shipping, is_removed: true }] }).shippingAmount).toBe('6');
  });

  it('of refunds count successful refunds only, at the order’s rate where they moved in the buyer’s currency', () => {
    const refunded = (transactions: Json[], total: unknown) => mapped({ refunds: [{ transactions }], total_price_set: total }).refundedTotal;
    const rate = { shop_money: { amount: '100.00' }, presentment_money: { amount: '90.00' } };
    const foreign = { kind: 'refund', status: 'success', amount: '10.00', currency: 'EUR' };
    expect(refunded([foreign, { ...foreign, currency: 'USD' }, { ...foreign, currency: null }, { ...foreign, kind: 'capture' }, { ...foreign, status: 'pending' }], rate)).toBe('31.11');
    expect(refunded([foreign], null)).toBe('0');
    expect(refunded([foreign], { ...rate, presentment_money: { amount: '0.00' } })).toBe('0');
  });

  it('of a tax rate keep six places', () => {
    const tax = { title: 'Tax', rate: 0.08875004, price: '1.00', price_set: null, channel_liable: null };
    expect(mappedLine({ tax_lines: [tax] }).taxes).toEqual([{ name: 'Tax', rate: '0.08875', amount: '1', included: false, collectedByMarketplace: false }]);
  });
});

describe('payment', () => {
  it.each([
    ['paid', 'paid', []],
    ['partially_refunded', 'partially_refunded', []],
    ['pending', 'unpaid', ['unpaid']],
    ['authorized', 'authorized', ['unpaid']],
    ['partially_paid', 'partially_paid', ['unpaid']],
    ['refunded', 'refunded', ['unpaid']],
    ['voided', 'voided', ['unpaid']],
    ['expired', 'unpaid', ['unpaid']],
    ['word_of_tomorrow', 'UNKNOWN', ['UNKNOWN']],
    ['constructor', 'UNKNOWN', ['UNKNOWN']],
    [null, 'UNKNOWN', ['UNKNOWN']],
  ])('%s is %s', (financial_status, paymentStatus, notActionable) => {
    expect(mapped({ financial_status })).toMatchObject({ paymentStatus, paymentStatusRaw: financial_status, notActionable, actionable: notActionable.length === 0 });
  });

  it('on delivery is pending at Shopify and may be fulfilled', () => {
    const onDelivery = (name: string, financial_status = 'pending') => mapped({ financial_status, payment_gateway_names: [name] });
    expect(onDelivery('Cash on Delivery (COD)')).toMatchObject({ paymentStatus: 'cod', actionable: true });
    expect(onDelivery('Bank deposit')).toMatchObject({ paymentStatus: 'unpaid', actionable: false });
    expect(onDelivery('Cash on Delivery (COD)', 'paid')).toMatchObject({ paymentStatus: 'paid' });
  });
});

describe('status', () => {
  const at = '2026-03-05T08:00:00Z';
  it.each<[string, Json, string, string]>([
    ['nothing shipped', {}, 'open', 'unfulfilled'],
    ['part shipped', { fulfillment_status: 'partial' }, 'partially_shipped', 'partial'],
    ['all shipped', { fulfillment_status: 'fulfilled' }, 'shipped', 'fulfilled'],
    ['archived by staff', { fulfillment_status: 'fulfilled', closed_at: at }, 'completed', 'fulfilled closed'],
    ['cancelled', { cancelled_at: at, cancel_reason: 'fraud' }, 'cancelled', 'unfulfilled cancelled:fraud'],
    ['cancelled and archived', { cancelled_at: at, closed_at: at }, 'cancelled', 'unfulfilled cancelled:other closed'],
    ['restocked', { fulfillment_status: 'restocked' }, 'cancelled', 'restocked'],
    ['a new word', { fulfillment_status: 'word_of_tomorrow' }, 'UNKNOWN', 'word_of_tomorrow'],
  ])('%s', (_, change, channelStatus, channelStatusRaw) => {
    expect(mapped(change)).toMatchObject({ channelStatus, channelStatusRaw });
  });

  it.each<[string, Json, string[]]>([
    ['cancelled', { cancelled_at: at }, ['cancelled']],
    ['archived', { closed_at: at }, ['already_fulfilled']],
    ['a gift card that Shopify fulfilled by itself', { fulfillment_status: 'partial' }, []],
  ])('%s decides whether it may be fulfilled', (_, change, notActionable) => {
    expect(mapped(change)).toMatchObject({ notActionable, actionable: notActionable.length === 0 });
  });

  it('an order whose goods somebody else began to ship is not shipped again', () => {
    expect(mapped({ line_items: [{ ...line, fulfillment_status: 'partial' }] })).toMatchObject({ actionable: false, notActionable: ['already_fulfilled'] });
    expect(mapped({ line_items: [{ ...line, fulfillment_status: 'fulfilled', requires_shipping: false }] })).toMatchObject({ actionable: true });
  });
});

describe('order', () => {
  it('was placed when it was processed; an imported order keeps its own day', () => {
    expect(mapped({ created_at: '2026-03-02T10:00:00-08:00', processed_at: '2025-01-05T12:00:00Z' }).placedAt).toBe(Date.parse('2025-01-05T12:00:00Z'));
    expect(mapped({ created_at: '2026-03-02T10:00:00-08:00', processed_at: null }).placedAt).toBe(Date.parse('2026-03-02T18:00:00Z'));
  });

  it('has its newest snapshot by updated_at, whatever the topic or the order of arrival', () => {
    expect(mapped({ updated_at: '2026-03-02T10:00:00+05:30' }).revision).toEqual({ at: Date.parse('2026-03-02T04:30:00Z'), seq: 0 });
  });

  it.each(['2026-03-02T10:00:00', '2026-03-02', '1772471646'])('with the date %j, which names no instant, is refused', (updated_at) => {
    expect(orderPayload.safeParse({ ...payload, updated_at }).success).toBe(false);
  });

  it('without address, customer or contact has no personal part', () => {
    expect(mapped({ shipping_address: undefined, billing_address: null, customer: undefined, email: '', phone: null, note: '' })).toMatchObject({ personal: null, buyerId: null, shipTo: { quality: 'absent' } });
  });

  it.each([[null], [undefined], [{}], ['text'], [[{ value: 'no name' }]]])('is read whatever stands beside it: %j', (odd) => {
    expect(mapped({ note_attributes: odd, line_items: [{ ...line, properties: odd }] })).toMatchObject({ personal: { attributes: null } });
  });

  it('whose address fields are withheld is partial, not clear', () => {
    expect(mapped({ shipping_address: { city: 'Portland', country_code: 'US', address1: null } }).shipTo).toMatchObject({ quality: 'partial', city: 'Portland' });
  });

  it('shows three characters of the postal code, be they of any script', () => {
    expect(mapped({ shipping_address: { zip: ' K2H 7A8' } }).shipTo.postalPrefix).toBe('K2H');
    expect(mapped({ shipping_address: { zip: '𝟡𝟟𝟚𝟘' } }).shipTo.postalPrefix).toBe('𝟡𝟟𝟚');
  });

  it('keeps the contact of the order before that of the customer', () => {
    const contact = (change: Json) => mapped(change).personal;
    expect(contact({ email: 'order@example.com', phone: '1' })).toMatchObject({ buyerEmail: 'order@example.com', buyerPhone: '1' });
    expect(contact({ email: null, phone: null, customer: { email: 'customer@example.com', phone: '2' } })).toMatchObject({ buyerEmail: 'customer@example.com', buyerPhone: '2', buyerName: 'Mara Quill' });
  });

  it('splits its tags at commas', () => {
    expect(mapped({ tags: ' vip,wholesale , , b2b' }).tags).toEqual(['vip', 'wholesale', 'b2b']);
    expect(mapped({ tags: null }).tags).toEqual([]);
  });
});

describe('line', () => {
  it('is a tip where it holds a tip object, and a gift card by its flag', () => {
    expect([mappedLine({ tip: { payment_method: null } }).kind, mappedLine({ tip: null }).kind, mappedLine({ gift_card: true }).kind]).toEqual(['tip', 'product', 'gift_card']);
  });

  it('of an old payload without current quantity has lost nothing', () => {
    expect(mappedLine({ quantity: 3, current_quantity: undefined }).currentQty).toBe('3');
  });

  it('may have neither SKU nor variant nor product', () => {
    expect(mappedLine({ sku: '', variant_id: null, product_id: undefined })).toMatchObject({ channelSku: null, variantId: null, productId: null });
  });
});
