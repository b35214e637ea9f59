import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FulfillmentRequest, OrderPersonal } from '@tributary/contracts';
import { reasonOf, type Result } from '@tributary/kernel';
import { line, personal, request, skuMap } from '../fixtures/request.ts';
import { canonicalBody } from '../requests/canonical-body.ts';
import { createOrdersBody } from '../requests/create-order.ts';
import { resolveLines } from './lines.ts';
import { orderOf, shopOf, type OrderChoices } from './order.ts';

const bundle = { 'MUG-RED': { 'LX-MUG-R': '1' }, 'TEA-SET': { 'LX-CUP': '4', 'LX-POT': '1' } };
const usual: OrderChoices = { piiGranted: true, stockDeduction: 'none', taxNumbers: [] };

function bodyOf(desired: FulfillmentRequest, of: OrderPersonal | null, choices = usual): string {
  const [shop, lines] = [shopOf(desired), resolveLines(desired, skuMap(bundle))];
  const order = lines.ok ? orderOf(desired, of, lines.value.items, choices) : lines;
  if (!shop.ok || !order.ok) throw new Error('expected an order');
  return canonicalBody(createOrdersBody(shop.value, [order.value])).text;
}

const golden = (name: string): string => readFileSync(join(import.meta.dirname, `../fixtures/${name}.json`), 'utf8').trim();
const refusal = (result: Result<unknown>) => (result.ok ? undefined : [result.failure.kind, reasonOf(result.failure).code, reasonOf(result.failure).text]);
const withAddress = (more: Partial<NonNullable<OrderPersonal['shipTo']>>): OrderPersonal => ({ ...personal, shipTo: { ...personal.shipTo!, ...more } });

describe('the order that Lingxing shall hold', () => {
  it('golden: a plain order with everything Lingxing takes', () => {
    expect(bodyOf(request(), personal)).toBe(golden('create-plain'));
  });

  it('golden: a bundle, unpaid, stock taken by shop, without the grant for personal fields', () => {
    const desired = request({ paidAt: null, displayNumber: null, grandTotal: '65', shippingAmount: '0', taxTotal: '0', lines: [line(), line({ channelLineId: '9002', channelSku: 'TEA-SET', qty: '1', unitPrice: '39.99' })] });
    expect(bodyOf(desired, { ...personal, buyerNote: null }, { piiGranted: false, stockDeduction: 'sku_and_shop', taxNumbers: [] })).toBe(golden('create-bundle-no-grant'));
  });

  it('golden: with warehouse and method, and the tax number for the country', () => {
    const taxNumbers = [{ countries: ['DE', 'FR'], type: 'VOEC' as const, number: 'NO1' }, { countries: ['US', 'FR'], type: 'IOSS' as const, number: 'IM1' }];
    const body = JSON.parse(bodyOf(request({ warehouse: '50', method: '825' }), personal, { ...usual, taxNumbers })).orders[0];
    expect(body).toEqual({ ...JSON.parse(golden('create-plain')).orders[0], wid: '50', logistics_type_id: '825', sender_tax_type: 1, sender_tax_no: 'IM1' });
  });

  it.each([['50', null, 'warehouse 50 is given without a logistics method'], [null, '825', 'logistics method 825 is given without a warehouse']])('refuses warehouse %s with method %s', (warehouse, method, words) => {
    expect(refusal(orderOf(request({ warehouse, method }), personal, [], usual))).toEqual(['invalid', 'half_a_route', expect.stringContaining(words)]);
  });

  it('puts a name together from its parts and takes the buyer’s phone where the address has none', () => {
    const body = bodyOf(request(), { ...withAddress({ name: ' ', phone: null, regionCode: null }), buyerPhone: '+1 503 555 0199' });
    expect(JSON.parse(body).orders[0]).toMatchObject({ receiver_name: 'Ada Example', receiver_mobile: '+1 503 555 0199', state_or_region: 'Oregon' });
  });

  it('names all required fields that are missing, and shows none that is there', () => {
    const nobody = refusal(orderOf(request({ shipTo: { ...request().shipTo, country: 'USA', city: null } }), null, [], usual));
    expect(nobody).toEqual(['invalid', 'incomplete_address', 'the address lacks country (ISO 3166-1 alpha-2), name, city, address line 1: complete it at the channel']);
    const masked = refusal(orderOf(request(), withAddress({ name: null, firstName: null, lastName: null }), [], usual));
    expect(masked?.[2]).toBe('the address lacks name: complete it at the channel');
  });

  it('tells whoever packs what stands beside the order and the lines of this part', () => {
    const attributes = [
      { channelLineId: '9002', name: 'Engraving', value: 'of another part' },
      { channelLineId: '9001', name: 'Engraving', value: ' Ada ' },
      { channelLineId: null, name: 'Gift wrap', value: 'yes' },
    ];
    expect(JSON.parse(bodyOf(request(), { ...personal, attributes })).orders[0].buyer_note).toBe('Ring twice; Gift wrap: yes; 2 × MUG-RED, Engraving: Ada');
    const unnamed = orderOf(request({ lines: [line({ channelSku: null })] }), { ...personal, buyerNote: ' ', attributes: attributes.slice(1, 2) }, [], usual);
    expect(unnamed.ok && unnamed.value.buyer_note).toBe('2 × Mug, red, Engraving: Ada');
  });

  it('needs a numeric platform code', () => {
    expect([shopOf(request({ platformCode: null })), shopOf(request({ platformCode: 'shopify' }))].map(refusal)).toEqual(Array(2).fill(['invalid', 'no_platform_code', expect.stringContaining('store 120000000000000007 has no numeric platform code')]));
  });
});
