import { describe, expect, it } from 'vitest';
import { isObject, parseJson, stringify } from '../engine/json.ts';
import { parseUnits, sum } from '../engine/money.ts';
import { createSerial } from '../engine/serial.ts';
import type { Shop } from './config.ts';
import type { OrderBody } from './order-body.ts';
import { shopOf } from './spec-shop.ts';
import { createShopStore, localTime } from './store.ts';

const NOW = Date.UTC(2026, 10, 23, 10, 0, 0);
const SHOP = shopOf();
const YEN = shopOf({ shop: 'yen.myshopify.com', currency: 'JPY', skus: [{ sku: 'A', price: '1200' }] });

function place(shop: Shop, count: number): OrderBody[] {
  const store = createShopStore(() => NOW, createSerial(NOW));
  return Array.from({ length: count }, (_, seed) => store.place(shop, { seed, fields: {} })).filter((order) => order !== undefined);
}
const units = (amount: unknown, digits: number): bigint => parseUnits(String(amount), digits) ?? -1n;
const objects = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : []);
const IDENTITY = /\b\d{13,18}\b|"[0-9a-f]{32}"|authenticate[^"]*|orders\/[0-9a-f]+/g;
const withoutIdentity = (order: OrderBody): string => stringify(order).replace(IDENTITY, '');

describe('drawn orders', () => {
  it.each([[SHOP, 2], [YEN, 0]] as const)('add up: total = subtotal + shipping + tax on top', (shop, digits) => {
    for (const order of place(shop, 60)) {
      const lines = objects(order['line_items']);
      const gross = sum(lines.map((line) => units(line['price'], digits) * BigInt(Number(line['quantity']))));
      const discounts = sum(lines.flatMap((line) => objects(line['discount_allocations'])).map(({ amount }) => units(amount, digits)));
      const tax = sum([...lines, ...objects(order['shipping_lines'])].flatMap((line) => objects(line['tax_lines'])).map(({ price }) => units(price, digits)));
      const shipping = sum(objects(order['shipping_lines']).map(({ price }) => units(price, digits)));
      expect(units(order['total_line_items_price'], digits)).toBe(gross);
      expect(units(order['total_discounts'], digits)).toBe(discounts);
      expect(units(order['subtotal_price'], digits)).toBe(gross - discounts);
      expect(units(order['total_tax'], digits)).toBe(tax);
      expect(units(order['total_price'], digits)).toBe(gross - discounts + shipping + (order['taxes_included'] === true ? 0n : tax));
    }
  });

  it('are the same for the same seed, apart from their ids', () => {
    expect(place(SHOP, 8).map(withoutIdentity)).toEqual(place(SHOP, 8).map(withoutIdentity));
    expect(new Set(place(SHOP, 8).map((order) => stringify(order['line_items'] ?? null))).size).toBe(8);
  });

  it('include ids no double can hold, and keep them through their own JSON', () => {
    const big = place(SHOP, 60).filter(({ id }) => id > 2n ** 53n);
    expect(big.length).toBeGreaterThan(5);
    expect(big.length).toBeLessThan(30);
    for (const order of big) {
      expect(BigInt(Number(order.id))).not.toBe(order.id);
      expect(parseJson(stringify(order))).toMatchObject({ id: order.id, admin_graphql_api_id: `gid://shopify/Order/${order.id}` });
    }
  });

  it('bring several lines, quantities, discounts, foreign presentment money and names beyond ASCII', () => {
    const orders = place(SHOP, 150);
    expect(orders.some((order) => objects(order['line_items']).length > 1)).toBe(true);
    expect(orders.some((order) => objects(order['line_items']).some(({ quantity }) => Number(quantity) > 1))).toBe(true);
    expect(orders.some((order) => objects(order['discount_applications']).length === 2)).toBe(true);
    expect(orders.some(({ presentment_currency: currency }) => currency === 'JPY')).toBe(true);
    const names = orders.map(({ shipping_address: address }) => (isObject(address) ? address['name'] : undefined));
    expect(names).toEqual(expect.arrayContaining(['张三', 'Jürgen Weiß']));
  });
});

describe('orders of a shop', () => {
  it('take overrides: lines steer the sums, fields overlay, a null address is left out', () => {
    const store = createShopStore(() => NOW, createSerial(NOW));
    const order = store.place(SHOP, {
      seed: 1, country: 'CN', lines: [{ sku: 'A', quantity: 2 }, { sku: 'UNLISTED', quantity: 1, price: '3.00' }],
      fields: { id: '820000000000000123', note: 'as is', billing_address: null, shipping_address: { city: '杭州市' } },
    });
    expect(order).toMatchObject({ id: 820000000000000123n, note: 'as is', total_line_items_price: '28.00' });
    expect(order).toMatchObject({ shipping_address: { city: '杭州市', country_code: 'CN' } });
    expect(order).not.toHaveProperty('billing_address');
    expect(objects(order?.['line_items'])[1]).toMatchObject({ sku: 'UNLISTED', product_id: null, variant_id: null });
    expect(store.place(SHOP, { seed: 2, fields: { id: '820000000000000123' } })).toBeUndefined();
  });

  it('move updated_at on with every change, even within one second', () => {
    const store = createShopStore(() => NOW, createSerial(NOW));
    const order = store.place(SHOP, { seed: 1, fields: {} });
    const id = String(order?.id);
    const first = store.change(SHOP, id, { note: 'one' });
    const second = store.change(SHOP, id, { shipping_address: { zip: '10115' } });
    const updates = [order, first, second].map((entry) => entry?.updated_at);
    expect(updates).toEqual(['2026-11-23T05:00:00-05:00', '2026-11-23T05:00:01-05:00', '2026-11-23T05:00:02-05:00']);
    expect(second).toMatchObject({ note: 'one', created_at: '2026-11-23T05:00:00-05:00' });
    expect(second).toMatchObject({ shipping_address: { zip: '10115', name: expect.any(String) as string } });
    expect(store.change(SHOP, '1', { note: 'x' })).toBeUndefined();
  });

  it('write the wall clock of the shop with its offset', () => {
    expect(localTime(NOW, '+05:30')).toBe('2026-11-23T15:30:00+05:30');
  });
});
