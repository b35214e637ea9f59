import { describe, expect, it } from 'vitest';
import { createdOf } from './created.ts';
import { holdingOf } from './held-orders.ts';

const number = 'SH-5001-P1-R1';
const question = { shop: { platformCode: 10009, storeId: '120' }, platformOrderNo: number, wanted: [{ sku: 'A', quantity: 2, unitPrice: '1' }, { sku: 'B', quantity: 1, unitPrice: '1' }] };

type Item = { local_sku?: string; msku?: string; quantity: number | string; platform_order_no?: string };
const order = (items: Item[], more: Record<string, unknown> = {}) => ({ global_order_no: '9001', store_id: '120', platform_info: [{ platform_order_no: number }], item_info: items, ...more });
const full: Item[] = [{ local_sku: 'A', quantity: '2' }, { local_sku: 'B', quantity: 1 }];
const holding = (...list: unknown[]) => holdingOf({ total: String(list.length), list }, question);

describe('what Lingxing holds under our number', () => {
  it('is absent where the list is empty, in any of its shapes', () => {
    expect([holding(), holdingOf([], question), holdingOf({ total: 0 }, question)].map(({ state }) => state)).toEqual(['absent', 'absent', 'absent']);
  });

  it('agrees where SKUs and quantities are the same, by local SKU or msku', () => {
    expect(holding(order(full))).toEqual({ state: 'agrees', reference: '9001' });
    expect(holding(order([{ msku: 'A', local_sku: '', quantity: 2 }, { local_sku: 'B', quantity: 1 }])).state).toBe('agrees');
    expect(holding(order([{ local_sku: 'A', quantity: 1 }, { local_sku: 'A', quantity: 1 }, { local_sku: 'B', quantity: 1 }])).state).toBe('agrees');
  });

  it('agrees with lines that name no SKU where they can stand for what is left', () => {
    expect(holding(order([{ local_sku: 'A', quantity: 2 }, { local_sku: '', quantity: 1 }])).state).toBe('agrees');
    expect(holding(order([{ local_sku: 'A', quantity: 2 }, { local_sku: '', quantity: 2 }])).state).toBe('differs');
  });

  it('says what differs and what to do', () => {
    expect(holding(order([{ local_sku: 'A', quantity: 3 }]))).toEqual({
      state: 'differs',
      words: 'Lingxing already holds order SH-5001-P1-R1 (9001) with 3 × A instead of 1 × B, 2 × A: correct it there, or have it created again under a new number',
    });
    expect(holding(order([])).state).toBe('differs');
  });

  it('adds up a split order and leaves the other number’s lines out of a merged one', () => {
    expect(holding(order([full[0]!]), order([full[1]!], { global_order_no: '9002' }))).toEqual({ state: 'agrees', reference: '9001,9002' });
    const merged = full.map((item) => ({ ...item, platform_order_no: number }));
    expect(holding(order([...merged, { local_sku: 'A', quantity: 5, platform_order_no: 'SH-OTHER' }], { platform_info: [] })).state).toBe('agrees');
  });

  it('does not count resent orders, other shops and deleted orders beside a standing one', () => {
    const others = [order(full, { global_order_no: '9003', original_global_order_no: '9001' }), order(full, { global_order_no: '9004', store_id: '999' }), order(full, { global_order_no: '9005', is_delete: 1 })];
    expect(holding(order(full), ...others)).toEqual({ state: 'agrees', reference: '9001' });
    expect(holding(others[1]).state).toBe('absent');
  });

  it('counts a cancelled order as there', () => {
    expect(holding(order(full, { status: 7 }))).toEqual({ state: 'agrees', reference: '9001' });
  });

  it('tells a deleted order from none', () => {
    expect(holding(order(full, { is_delete: '1' }))).toEqual({ state: 'deleted', words: expect.stringContaining('(9001), but deleted: restore it there') });
  });

  it('finds an order by its name, as Shopify shops have it', () => {
    expect(holding(order(full, { platform_info: [{ platform_order_no: '', platform_order_name: number }] })).state).toBe('agrees');
  });

  it('does not take an answer about other orders for absence', () => {
    expect(holding(order(full, { platform_info: [{ platform_order_no: 'SH-77' }] })).state).toBe('unclear');
    expect([holdingOf(null, question), holdingOf({ total: '3' }, question)].map(({ state }) => state)).toEqual(['unclear', 'unclear']);
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
