import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APP } from '../spec-caller.ts';
import { closeTowns, createTown, type Town } from '../spec-town.ts';

const STOCK = '/erp/sc/routing/data/local_inventory/inventoryDetails';
const WAREHOUSES = [
  { wid: '50', name: 'MAIN', type: 1, countryCode: 'US' },
  { wid: '51', name: 'US-WEST', type: 3, countryCode: 'US' },
];
const SKUS = [{ sku: 'MUG-1', stock: { 50: 3 } }, { sku: 'CAP-1', stock: { 50: 5, 51: 7 } }, { sku: 'PEN-1', stock: undefined }];

type Fields = Record<string, unknown>;

afterEach(closeTowns);

let town: Town;
beforeEach(async () => {
  town = await createTown({}, { skus: SKUS, warehouses: WAREHOUSES });
});

const stock = async (filter: Fields = {}): Promise<Fields[]> => (await town.caller.call(STOCK, { length: 800, offset: 0, ...filter })).json['data'] as Fields[];
const mugs = async (): Promise<unknown[]> => (await stock({ wid: '50', sku: 'MUG' })).map((row) => [row['product_valid_num'], row['product_lock_num']]);

describe('stock', () => {
  it('is a row per warehouse, SKU and owner, with an empty list where PHP has no third-party numbers', async () => {
    expect(await stock({ sku: 'cap' })).toMatchObject([
      { wid: 50, sku: 'CAP-1', seller_id: '0', product_total: 5, product_valid_num: 5, product_lock_num: 0, quantity_receive: '0', third_inventory: [] },
      { wid: 51, sku: 'CAP-1', product_total: 7, third_inventory: { qty_sellable: 7, qty_reserved: 0 } },
    ]);
    expect(await stock({ wid: '51' })).toMatchObject([{ sku: 'MUG-1', product_total: 0, third_inventory: [] }, { sku: 'CAP-1' }]);
    const page = await town.caller.call(STOCK, { length: 1, offset: 1, wid: '50,51' });
    expect(page.json).toMatchObject({ code: 0, message: 'success', total: 4, data: [{ wid: 51, sku: 'MUG-1' }] });
    expect(town.caller.rules()).toEqual([]);
  });

  it('is locked by an outbound order, given free by a cancel and lowered by a parcel', async () => {
    const [first, second] = [await town.place('A-1'), await town.place('A-2')];
    expect(await mugs()).toEqual([[3, 0]]);
    await town.staff(first, 'review');
    expect(await mugs()).toEqual([[1, 2]]);
    await town.cancel(first);
    expect(await mugs()).toEqual([[3, 0]]);
    await town.staff(second, 'ship', { parcels: [{ items: [{ sku: 'MUG-1', quantity: 1 }], trackingNo: '1Z1' }] });
    expect(await mugs()).toEqual([[1, 1]]);
    await town.staff(second, 'ship', { parcels: [{ trackingNo: '1Z2' }] });
    expect(await mugs()).toEqual([[1, 0]]);
  });

  it('comes back when an outbound order is intercepted', async () => {
    const number = await town.inWork('A-1');
    await town.intercept(number);
    expect(await mugs()).toEqual([[1, 2]]);
    town.caller.clock.now += 500;
    expect(await mugs()).toEqual([[3, 0]]);
  });

  it('that does not suffice keeps an order in review until there is more', async () => {
    const [first, second] = [await town.place('A-1'), await town.place('A-2')];
    await town.staff(first, 'review');
    expect(await town.review(second)).toMatchObject({ failure_info: [{ message: '库存不足' }] });
    expect(await town.row('A-2')).toMatchObject({ status: 4, exception_order_tag: [{ tag_name: '库存不足' }] });
    await town.control('PUT', '/stock', { appId: APP, sku: 'MUG-1', valid: 1, wid: '50' });
    expect(await town.row('A-2')).toMatchObject({ exception_order_tag: [{ tag_name: '库存不足' }] });
    await town.control('PUT', '/stock', { appId: APP, sku: 'MUG-1', valid: 2, wid: '50' });
    expect(await town.row('A-2')).toMatchObject({ exception_order_tag: [] });
    expect(await town.review(second)).toMatchObject({ success_num: 1 });
    expect(await mugs()).toEqual([[0, 4]]);
  });

  it('of a shop is taken by lines that deduct by SKU and shop', async () => {
    await town.control('PUT', '/stock', { appId: APP, sellerId: '400', sku: 'MUG-1', valid: 9, wid: '50' });
    const number = await town.place('A-1', { items: [{ msku: 'MUG-1', quantity: 4, stock_deduction_type: '2', unit_price: '1' }] });
    await town.staff(number, 'review');
    expect((await stock({ sku: 'MUG-1', wid: '50' })).map((row) => [row['seller_id'], row['product_valid_num'], row['product_lock_num']])).toEqual([['0', 3, 0], ['400', 5, 4]]);
    expect(await town.outbounds({})).toMatchObject([{ product_info: [{ stock_sid: '400' }] }]);
  });

  it('is set by the control API in absolute numbers; what is left out stays', async () => {
    await town.control('PUT', '/stock', { appId: APP, bad: 1, qc: 2, sku: 'PEN-1', valid: 4, wid: '50' });
    await town.control('PUT', '/stock', { appId: APP, sku: 'PEN-1', valid: 5, wid: '50' });
    expect(await stock({ sku: 'PEN-1' })).toMatchObject([{ product_total: 8, product_valid_num: 5, product_bad_num: 1, product_qc_num: 2 }]);
    expect(await town.control('GET', '/stock')).toMatchObject({ total: 5 });
    expect(await town.control('PUT', '/stock', { appId: APP, sku: 'PEN-1', valid: -1, wid: '50' })).toMatchObject({ httpStatus: 400 });
    expect(await town.control('PUT', '/stock', { appId: APP, sku: 'PEN-1', valid: 1, wid: '9' })).toMatchObject({ httpStatus: 404 });
  });

  it.each([
    ['out-of-range', { length: 801 }],
    ['wrong-type', { wid: '50;51' }],
    ['wrong-type', { wid: 50 }],
    ['unknown-field', { skus: 'MUG-1' }],
  ])('records %s for %o', async (rule, more) => {
    expect((await town.caller.call(STOCK, more)).code).toBe(rule === 'unknown-field' ? '0' : '102');
    expect(town.caller.rules()).toEqual([rule]);
  });
});

describe('an unknown SKU', () => {
  it('leaves the order unpaired until it is paired with a known one', async () => {
    const number = await town.place('A-1', { items: [{ msku: 'FOREIGN', quantity: 1, unit_price: '1' }] });
    expect(await town.row('A-1')).toMatchObject({ item_info: [{ msku: 'FOREIGN', local_sku: '' }], order_tag: [{ tag_no: '3-8', tag_name: '商品未配对' }] });
    expect(await town.review(number)).toMatchObject({ failure_info: [{ message: '商品未配对' }] });
    await town.caller.call('/pb/mp/order/v2/updateOrder', { order_list: [{ global_order_no: number, order_item_list: [{ msku: 'FOREIGN', sku: 'CAP-1', type: 3 }] }] });
    expect(await town.row('A-1')).toMatchObject({ item_info: [{ msku: 'FOREIGN', local_sku: 'CAP-1' }], order_tag: [] });
    expect(await town.review(number)).toMatchObject({ success_num: 1 });
  });
});
