import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { addDecimals, compareDecimals, multiplyDecimals, reasonOf, type Result } from '@tributary/kernel';
import { line, request, skuMap } from '../fixtures/request.ts';
import { pinnedBy, resolveLines, skuKeyOf, type ResolvedLines } from './lines.ts';

function resolved(result: Result<ResolvedLines>): ResolvedLines {
  if (!result.ok) throw new Error(reasonOf(result.failure).text);
  return result.value;
}

const refusal = (result: Result<unknown>) => (result.ok ? undefined : [result.failure.kind, reasonOf(result.failure).code, reasonOf(result.failure).text]);

describe('channel lines to ERP lines', () => {
  it('takes a plain SKU with its quantity and price', () => {
    const { items, allocation } = resolved(resolveLines(request(), skuMap({ 'MUG-RED': { 'LX-MUG-R': '1.0000' } })));
    expect(items).toEqual([{ sku: 'LX-MUG-R', quantity: 2, unitPrice: '12.50' }]);
    expect(allocation).toEqual([{ orderKey: 'acme/shopify/us-shop/5001', channelLineId: '9001', qty: '2', erpSku: 'LX-MUG-R', qtyPer: '1.0000', mapVersion: 4 }]);
  });

  it('multiplies by the quantity per unit and divides the price by it', () => {
    const { items } = resolved(resolveLines(request({ lines: [line({ qty: '2', unitPrice: '10' })] }), skuMap({ 'MUG-RED': { 'LX-MUG-R': '4' } })));
    expect(items).toEqual([{ sku: 'LX-MUG-R', quantity: 8, unitPrice: '2.50' }]);
  });

  it('shares the price of a bundle among its units so that the totals agree', () => {
    const { items, allocation } = resolved(resolveLines(request({ lines: [line({ qty: '1', unitPrice: '10' })] }), skuMap({ 'MUG-RED': { 'LX-LID': '1', 'LX-MUG': '2' } })));
    expect(items).toEqual([{ sku: 'LX-LID', quantity: 1, unitPrice: '3.34' }, { sku: 'LX-MUG', quantity: 2, unitPrice: '3.33' }]);
    expect(allocation.map(({ erpSku, qty, qtyPer }) => [erpSku, qty, qtyPer])).toEqual([['LX-LID', '1', '1'], ['LX-MUG', '1', '2']]);
  });

  it('has the places of its currency, and adds up where a price per unit is a rounded quotient', () => {
    const prices = ([['USD', '3.333333'], ['JPY', '1200'], ['KWD', '1.25']] as const).map(([currency, unitPrice]) =>
      resolved(resolveLines(request({ currency, lines: [line({ qty: '3', unitPrice })] }), skuMap({ 'MUG-RED': { A: '1' } }))).items.map((item) => item.unitPrice));
    expect(prices).toEqual([['3.34', '3.33'], ['1200'], ['1.250']]);
  });

  it('gives every line its own total back, whatever it is made of', () => {
    const cents = fc.integer({ min: 0, max: 1_000_000 }).map((value) => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`);
    fc.assert(
      fc.property(cents, fc.integer({ min: 1, max: 30 }), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }), (unitPrice, qty, quantities) => {
        const map = skuMap({ 'MUG-RED': Object.fromEntries(quantities.map((quantity, index) => [`LX-${index}`, String(quantity)])) });
        const { items } = resolved(resolveLines(request({ lines: [line({ qty: String(qty), unitPrice })] }), map));
        const total = addDecimals('0', ...items.map((item) => multiplyDecimals(item.unitPrice, String(item.quantity))));
        expect(compareDecimals(total, multiplyDecimals(unitPrice, String(qty)))).toBe(0);
        expect(items.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(qty * quantities.reduce((sum, quantity) => sum + quantity, 0));
      }),
      { numRuns: 60 },
    );
  });

  it('names every SKU and line that is not mapped, and what to do', () => {
    const lines = [line(), line({ channelLineId: '9002', channelSku: 'MUG-BLUE' }), line({ channelLineId: '9003', channelSku: '', variantId: '78' }), line({ channelLineId: '9004', channelSku: null, variantId: null })];
    expect(refusal(resolveLines(request({ lines }), skuMap({ 'MUG-RED': { A: '1' } })))).toEqual([
      'invalid', 'unmapped_sku', 'no ERP SKU is known for channel SKU "MUG-BLUE" (line 9002), channel SKU "variant:78" (line 9003), a line without SKU (line 9004): add it with "tributary maps import"',
    ]);
  });

  it('leaves out lines without quantity, refuses a request without any, and half units', () => {
    const none = line({ channelLineId: '9009', channelSku: 'GONE', qty: '0' });
    expect(resolved(resolveLines(request({ lines: [none, line()] }), skuMap({ 'MUG-RED': { A: '1' } }))).allocation).toHaveLength(1);
    expect(refusal(resolveLines(request({ lines: [none] }), skuMap({})))?.[1]).toBe('nothing_to_ship');
    expect(refusal(resolveLines(request({ lines: [line({ qty: '3' })] }), skuMap({ 'MUG-RED': { A: '0.5' } })))).toEqual([
      'invalid', 'fractional_quantity', 'channel SKU "MUG-RED" (line 9001) makes 1.5 of ERP SKU "A", which is not a whole number: correct its quantity in the SKU map',
    ]);
    expect(resolved(resolveLines(request({ lines: [line({ qty: '4' })] }), skuMap({ 'MUG-RED': { A: '0.5' } }))).items).toEqual([{ sku: 'A', quantity: 2, unitPrice: '25.00' }]);
  });

  it('asks for a line without SKU by its variant', () => {
    expect([line(), line({ channelSku: '' }), line({ channelSku: null }), line({ channelSku: null, variantId: null })].map(skuKeyOf)).toEqual(['MUG-RED', 'variant:77', 'variant:77', undefined]);
  });

  it('keeps what a line consisted of when it was pushed, whatever the map says today', () => {
    const pushed = resolved(resolveLines(request({ lines: [line({ channelSku: 'TEA-SET', qty: '1' })] }), skuMap({ 'TEA-SET': { 'LX-CUP': '4', 'LX-POT': '1' } }))).allocation;
    const later = resolved(resolveLines(request({ lines: [line({ channelSku: 'TEA-SET', qty: '2' }), line({ channelLineId: '9002' })] }), skuMap({ 'TEA-SET': { 'LX-NEW': '1' }, 'MUG-RED': { 'LX-MUG-R': '1' } }, 9), pinnedBy(pushed)));
    expect(later.allocation.map(({ channelLineId, erpSku, qty, qtyPer, mapVersion }) => [channelLineId, erpSku, qty, qtyPer, mapVersion])).toEqual([['9001', 'LX-CUP', '2', '4', 4], ['9001', 'LX-POT', '2', '1', 4], ['9002', 'LX-MUG-R', '2', '1', 9]]);
    expect(resolveLines(request({ lines: [line({ channelSku: null, variantId: null })] }), new Map(), pinnedBy([{ orderKey: 'k', channelLineId: '9001', qty: '1', erpSku: 'X', qtyPer: '1', mapVersion: 1 }])).ok).toBe(true);
  });
});
