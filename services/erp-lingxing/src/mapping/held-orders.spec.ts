import { describe, expect, it } from 'vitest';
import type { CreateOrder } from '../requests/create-order.ts';
import { createdOf } from './created.ts';
import { detailDifferences, lineDifferences } from './differences.ts';
import { listingsOf, referenceOf } from './held-orders.ts';

const number = 'SH-5001-P1-R1';
const question = { shop: { platformCode: 10009, storeId: '120' }, numbers: [number] };
const wanted = [{ sku: 'A', quantity: 2, unitPrice: '1' }, { sku: 'B', quantity: 1, unitPrice: '1' }];

type Item = { local_sku?: string; msku?: string; quantity: number | string; platform_order_no?: string; unit_price_amount?: string };
const order = (items: Item[], more: Record<string, unknown> = {}) => ({ global_order_no: '9001', store_id: '120', status: 4, platform_info: [{ platform_order_no: number }], item_info: items, ...more });
const full: Item[] = [{ local_sku: 'A', quantity: '2' }, { local_sku: 'B', quantity: 1 }];
const listing = (...list: unknown[]) => listingsOf({ total: String(list.length), list }, [question])[0]!;

function listed(...list: unknown[]) {
  const found = listing(...list);
  if (found.state === 'unclear') throw new Error(found.words);
  return found.orders;
}
const differences = (...list: unknown[]) => lineDifferences(listed(...list), wanted, 'USD').map(({ words }) => words);

describe('what Lingxing lists under our number', () => {
  it('is nothing where the list is empty, in any of its shapes', () => {
    expect([listing(), listingsOf([], [question])[0], listingsOf({ total: 0 }, [question])[0]]).toEqual(Array(3).fill({ state: 'listed', orders: [] }));
  });

  it('does not take an answer about other orders, without a list, or cut off by its page for absence', () => {
    expect(listing(order(full, { platform_info: [{ platform_order_no: 'SH-77' }] })).state).toBe('unclear');
    expect([listingsOf(null, [question])[0]?.state, listingsOf({ total: '3' }, [question])[0]?.state]).toEqual(['unclear', 'unclear']);
    expect(listingsOf({ total: '21', list: [order(full)] }, [question])[0]?.state).toBe('unclear');
  });

  it('answers each of several questions by its own number', () => {
    const other = { ...question, numbers: ['SH-6'] };
    const none = { ...question, numbers: ['SH-7'] };
    const seen = listingsOf({ total: '2', list: [order(full), order(full, { global_order_no: '9006', platform_info: [{ platform_order_no: 'SH-6' }] })] }, [question, other, none]);
    expect(seen.map((one) => (one.state === 'listed' ? referenceOf(one.orders) : 'unclear'))).toEqual(['9001', '9006', '']);
    // One row that nobody asked for: the filter may not have been honoured, so what is missing may be there all the same.
    const strange = listingsOf({ total: '2', list: [order(full), order(full, { platform_info: [{ platform_order_no: 'SH-99' }] })] }, [question, none]);
    expect(strange.map(({ state }) => state)).toEqual(['listed', 'unclear']);
  });

  it('finds an order by its name, as Shopify shops have it, with the lines of its number', () => {
    const named = order([{ local_sku: 'A', quantity: 2, platform_order_no: '777' }, { local_sku: 'B', quantity: 1, platform_order_no: '777' }, { local_sku: 'C', quantity: 1, platform_order_no: '778' }], { platform_info: [{ platform_order_no: '777', platform_order_name: number }] });
    expect(listed(named)[0]?.lines.map(({ sku }) => sku)).toEqual(['A', 'B']);
  });

  it('leaves out resent orders and other shops, and tells deleted ones', () => {
    const others = [order(full, { global_order_no: '9003', original_global_order_no: '9001' }), order(full, { global_order_no: '9004', store_id: '999' }), order(full, { global_order_no: '9005', is_delete: '1' })];
    expect(listed(order(full), ...others).map(({ globalOrderNo, isDeleted }) => [globalOrderNo, isDeleted])).toEqual([['9001', false], ['9005', true]]);
  });

  it('shows an address only where Lingxing does', () => {
    const seen = [undefined, [], { receiver_name: '', address_line1: '' }, { receiver_name: 'A***' , address_line1: '1 Test St' }, { receiver_name: 'Ada', address_line1: '' }].map((address_info) => listed(order(full, { address_info }))[0]?.address);
    expect(seen).toEqual([undefined, undefined, undefined, undefined, { receiver_name: 'Ada', address_line1: '' }]);
  });
});

describe('lines and prices', () => {
  it('agree where SKUs and quantities are the same, by local SKU or msku, over split orders', () => {
    expect(differences(order(full))).toEqual([]);
    expect(differences(order([{ msku: 'A', local_sku: '', quantity: 2 }, { local_sku: 'B', quantity: 1 }]))).toEqual([]);
    expect(differences(order([full[0]!]), order([full[1]!], { global_order_no: '9002' }))).toEqual([]);
  });

  it('agree with lines that name no SKU where they can stand for what is left', () => {
    expect(differences(order([{ local_sku: 'A', quantity: 2 }, { local_sku: '', quantity: 1 }]))).toEqual([]);
    expect(differences(order([{ local_sku: 'A', quantity: 2 }, { local_sku: '', quantity: 2 }]))).toHaveLength(1);
  });

  it('leave the other number’s lines out of a merged order', () => {
    const merged = full.map((item) => ({ ...item, platform_order_no: number }));
    expect(differences(order([...merged, { local_sku: 'A', quantity: 5, platform_order_no: 'SH-OTHER' }], { platform_info: [] }))).toEqual([]);
  });

  it('say what differs', () => {
    expect(differences(order([{ local_sku: 'A', quantity: 3 }]))).toEqual(['3 × A instead of 1 × B, 2 × A']);
    expect(differences(order([]))).toEqual(['no lines instead of 1 × B, 2 × A']);
  });

  it('compare prices by the total of a SKU, as far as the list shows digits', () => {
    const priced = (...prices: string[]) => lineDifferences(listed(order(prices.map((unit_price_amount) => ({ local_sku: 'A', quantity: 1, unit_price_amount })))), [{ sku: 'A', quantity: 1, unitPrice: '3.34' }, { sku: 'A', quantity: 2, unitPrice: '3.33' }], 'USD').map(({ words }) => words);
    expect([priced('3.33', '3.33', '3.34'), priced('3.34', '3.33', '3.3300')]).toEqual([[], []]);
    expect(priced('3.33', '3.33', '3.33')).toEqual(['A for 9.99 USD instead of 10']);
    expect([priced('3.33', '', '9'), priced('$3', '3', '3')]).toEqual([[], []]);
  });
});

describe('what else a change may concern', () => {
  const address = { receiver_country_code: 'US', receiver_name: 'Ada  EXAMPLE', city: 'Portland', address_line1: '12 Sample Road.', state_or_region: 'Oregon', postal_code: '97201', receiver_mobile: '15035550142', company_name: '' };
  const sent: CreateOrder = { ...address, receiver_name: 'Ada Example', address_line1: '12 Sample Road', receiver_mobile: '+1 503 555-0142', state_or_region: 'OR', receiver_company_name: '', platform_order_no: number, amount_currency: 'USD', customer_shipping_amount: '0', customer_tax_amount: '0', order_total_amount: '0', global_purchase_time: 0, remark: '#1001', items: [] };
  const details = (more: object, of: CreateOrder = sent) => detailDifferences(listed(order(full, { address_info: address, remark: 'gift #1001', ...more })), of, ['Oregon', 'OR']).map((difference) => difference.of);

  it('is nothing where Lingxing only writes the address in its own way and staff added to the remark', () => {
    expect(details({})).toEqual([]);
  });

  it('is the address in any of its fields, or where it is not shown', () => {
    for (const field of ['receiver_country_code', 'receiver_name', 'city', 'address_line1', 'state_or_region', 'postal_code', 'receiver_mobile', 'company_name']) expect(details({ address_info: { ...address, [field]: 'other' } }), field).toEqual(['address']);
    expect(details({ address_info: undefined })).toEqual(['address']);
  });

  it('is no field that was not sent for want of a grant', () => {
    const { state_or_region, postal_code, receiver_mobile, ...granted } = sent;
    expect(details({ address_info: { ...address, state_or_region: '', postal_code: 'x', receiver_mobile: '' } }, granted as CreateOrder)).toEqual([]);
  });

  it('is the remark where it lacks ours, unless the list shows none', () => {
    expect([details({ remark: 'gift' }), details({ remark: undefined })]).toEqual([['remark'], []]);
  });

  it('is the note where neither note nor remark holds it, however Lingxing breaks its lines', () => {
    const noted = { ...sent, buyer_note: 'Ring twice; 刻字: Ada' };
    expect(details({ buyers_info: { buyer_note: 'Ring  twice;\n刻字: Ada ' } }, noted)).toEqual([]);
    expect(details({ remark: '#1001;Ring twice; 刻字: Ada', buyers_info: { buyer_note: '' } }, noted)).toEqual([]);
    expect([details({ buyers_info: { buyer_note: 'Ring twice' } }, noted), details({}, noted)]).toEqual([['note'], ['note']]);
    expect(details({ remark: undefined }, noted)).toEqual([]);
  });

  it.each([['ADA & Bo'], ['Ada Bo'], ['ada & bo'], ['Ada & Bo!'], ['Ada'], ['❤']])('is the note where an engraving became %s: every sign of it counts', (engraving) => {
    const shown = { buyers_info: { buyer_note: '1 × MUG-RED, Engraving: Ada & Bo' } };
    expect(details(shown, { ...sent, buyer_note: `1 × MUG-RED, Engraving: ${engraving}` })).toEqual(['note']);
    expect(details({ buyers_info: { buyer_note: 'Ada & Bo' } }, { ...sent, buyer_note: engraving })).toEqual(['note']);
  });
});

describe('what a create says of our order', () => {
  it('reads success and refusal by our number, whatever the code', () => {
    const details = { success_details: [{ platform_order_no: 'X', global_order_no: '1' }, { platform_order_no: number, global_order_no: '9001' }], error_details: [] };
    expect(createdOf(details, number)).toEqual({ state: 'created', reference: '9001' });
    expect(createdOf({ success_details: [], error_details: [{ platform_order_no: number, error_message: ' 店铺不存在 ' }] }, number)).toEqual({ state: 'refused', text: '店铺不存在' });
    expect([createdOf([], number), createdOf({}, number), createdOf({ error_details: [{ platform_order_no: 'X' }] }, number)].map(({ state }) => state)).toEqual(['unclear', 'unclear', 'unclear']);
  });
});
