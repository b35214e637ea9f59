import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeTowns, createTown, type Town } from '../spec-town.ts';

const EDIT = '/pb/mp/order/editOrder';
const UPDATE = '/pb/mp/order/v2/updateOrder';
const REMARK = '/pb/mp/order/setRemark';
const UNKNOWN = '103700000000000001';

type Fields = Record<string, unknown>;

afterEach(closeTowns);

let town: Town;
beforeEach(async () => {
  town = await createTown();
});

const call = async (path: string, body: Fields): Promise<Fields> => (await town.caller.call(path, body)).json;
const update = (globalOrderNo: string, more: Fields): Promise<Fields> => call(UPDATE, { order_list: [{ ...more, global_order_no: globalOrderNo, order_item_list: more['order_item_list'] ?? [] }].map(sorted) });
const sorted = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
const refusal = (message: string) => ({ code: 10_000, data: { error_details: [{ error_message: message }] } });
const itemIds = async (platformOrderNo: string): Promise<string[]> => ((await town.row(platformOrderNo))?.['item_info'] as { id: string }[]).map(({ id }) => id);

describe('setting warehouse and method', () => {
  it('answers 0 where all were set, takes the tag away and moves the update time', async () => {
    const number = await town.place('A-1', { logistics_type_id: undefined, wid: undefined });
    expect(await town.row('A-1')).toMatchObject({ wid: '', order_tag: [{ tag_no: '3-5' }] });
    town.caller.clock.now += 5_000;
    const body = { order_list: [{ global_order_no: number, logistics: { logistics_type_id: 825, sys_wid: 50 } }] };
    expect(await call(EDIT, body)).toMatchObject({ code: 0, message: '订单更新成功', data: { error_details: [] } });
    expect(await town.row('A-1')).toMatchObject({
      wid: '50', warehouse_name: 'MAIN', order_tag: [], update_time: String(town.seconds()), logistics_info: { logistics_type_id: '825', logistics_type_name: 'UPS Ground' },
    });
    expect(town.caller.rules()).toEqual([]);
  });

  it('answers 10001 where some were set, and refuses references that it does not know', async () => {
    const [first, second, third] = [await town.place('A-1'), await town.place('A-2'), await town.inWork('A-3')];
    const entry = (number: string, wid: number, typeId: number): Fields => ({ global_order_no: number, logistics: { logistics_type_id: typeId, sys_wid: wid } });
    expect(await call(EDIT, { order_list: [entry(first, 50, 825), entry(second, 99, 825), entry(second, 50, 1), entry(third, 50, 825), entry(UNKNOWN, 50, 825)] })).toMatchObject({
      code: 10_001,
      data: {
        error_details: [
          { global_order_no: second, error_message: '仓库不存在' },
          { global_order_no: second, error_message: '物流方式不存在' },
          { global_order_no: third, error_message: '订单状态不是待审核，不允许编辑' },
          { global_order_no: UNKNOWN, error_message: `系统不存在单号${UNKNOWN}` },
        ],
      },
    });
    expect(await call(EDIT, { order_list: [{ global_order_no: first, logistics: { sys_wid: 50 } }] })).toMatchObject({ code: 10_000 });
    expect(town.caller.rules()).toEqual(['unknown-reference', 'unknown-reference', 'required-missing']);
  });
});

describe('changing address and lines', () => {
  it('overwrites the address fields that are sent and keeps the others', async () => {
    const number = await town.place('A-1', { postal_code: '73301', receiver_mobile: '+15550100' });
    const address = { address_line1: '2 Road', receiver_company_name: 'Acme', receiver_mobile: '', receiver_tel: '+15550199' };
    expect(await update(number, { address_info: address })).toMatchObject({ code: 10_002, message: '订单更新成功', data: { error_details: [] } });
    expect(await town.row('A-1')).toMatchObject({
      address_info: { address_line1: '2 Road', city: 'Austin', company_name: 'Acme', postal_code: '73301', receiver_mobile: '', receiver_name: 'Maya', receiver_tel: '+15550199' },
      item_info: [{ quantity: 2 }, { quantity: 1 }],
    });
    expect(town.caller.rules()).toEqual([]);
  });

  it('drops what needs the personal-data grant', async () => {
    town = await createTown({}, { piiGranted: false });
    const number = await town.place('A-1');
    expect(await update(number, { address_info: { city: 'Dallas', postal_code: '75001' } })).toMatchObject({ code: 10_002 });
    const shown = await town.control('GET', '/orders?fields=address');
    expect(shown).toMatchObject({ orders: [{ address: { city: 'Dallas' } }] });
    expect(JSON.stringify(shown)).not.toContain('75001');
  });

  it('adds, deletes and overwrites lines, all or none, and keeps the total right', async () => {
    const number = await town.place('A-1', { items: [{ quantity: 2, sku: 'MUG-1', unit_price: '12.50' }, { quantity: 1, sku: 'CAP-1', unit_price: '8' }] });
    const [mug, cap] = await itemIds('A-1');
    const edits = [{ id: mug, quantity: 3, type: 3 }, { id: cap, type: 2 }, { mark: 'gift', quantity: 1, sku: 'PEN-1', type: 1 }];
    expect(await update(number, { order_item_list: edits })).toMatchObject({ code: 10_002 });
    expect(await town.row('A-1')).toMatchObject({
      item_info: [{ id: mug, local_sku: 'MUG-1', quantity: 3, item_price_amount: '37.50' }, { local_sku: 'PEN-1', quantity: 1, unit_price_amount: '0.00', remark: 'gift', platform_order_no: 'A-1' }],
      transaction_info: [{ order_total_amount: '$42.45' }],
    });
    expect(await update(number, { order_item_list: [{ id: mug, quantity: 9, type: 3 }, { id: '1', type: 2 }] })).toMatchObject(refusal('订单中不存在该商品'));
    expect(await town.row('A-1')).toMatchObject({ item_info: [{ quantity: 3 }, {}] });
    expect(await update(number, { order_item_list: [{ id: mug, type: 2 }, { sku: 'PEN-1', type: 2 }] })).toMatchObject(refusal('订单商品不能为空'));
    expect(town.caller.rules()).toEqual([]);
  });

  it('treats a line with an msku as an online line: the SKU may be swapped, the quantity not', async () => {
    const number = await town.place('A-1');
    expect(await update(number, { order_item_list: [{ msku: 'MUG-1', quantity: 3, type: 3 }] })).toMatchObject(refusal('线上商品不支持修改数量'));
    expect(await update(number, { order_item_list: [{ msku: 'MUG-1', sku: 'MUG-2', type: 3 }] })).toMatchObject({ code: 10_002 });
    expect(await town.row('A-1')).toMatchObject({ item_info: [{ msku: 'MUG-1', local_sku: 'MUG-2', quantity: 2 }, {}] });
  });

  it('works in review only', async () => {
    const [shipping, deleted] = [await town.inWork('A-1'), await town.place('A-2')];
    await town.staff(deleted, 'delete');
    for (const number of [shipping, deleted]) expect(await update(number, { address_info: { city: 'Dallas' } })).toMatchObject(refusal('仅待审核状态的订单允许编辑'));
    expect(await town.row('A-1')).toMatchObject({ address_info: { city: 'Austin' } });
    expect(town.caller.rules()).toEqual([]);
  });

  it.each([
    ['not-allowed', { order_item_list: [{ price: 12_500_000, sku: 'MUG-1', type: 3 }] }],
    ['required-missing', { order_item_list: [{ quantity: 1, sku: 'MUG-1' }] }],
    ['required-missing', { address_info: { receiver_name: ' ' } }],
    ['out-of-range', { address_info: { receiver_country_code: 'Texas' } }],
  ])('answers per order and records %s for %o', async (rule, more) => {
    const number = await town.place('A-1');
    expect(await update(number, more)).toMatchObject({ code: 10_000, data: { error_details: [{ global_order_no: number }] } });
    expect(town.caller.rules()).toEqual([rule]);
  });

  it.each([
    ['wrong-type', { order_list: [{ global_order_no: 'A-1', order_item_list: [] }] }],
    ['wrong-type', { order_list: [{ global_order_no: '1', order_item_list: [{ quantity: '2', type: 3 }] }] }],
    ['required-missing', { order_list: [] }],
    ['required-missing', { order_list: [{ order_item_list: [] }] }],
    ['out-of-range', { order_list: Array.from({ length: 51 }, () => ({ global_order_no: '1', order_item_list: [] })) }],
  ])('refuses the whole call with 102 and records %s', async (rule, body) => {
    expect(await call(UPDATE, body)).toMatchObject({ code: 102 });
    expect(town.caller.rules()).toEqual([rule]);
  });

  it('wants the list of lines, be it empty, and takes a bare number for an id as the table shows it', async () => {
    const number = await town.place('A-1');
    expect(await call(UPDATE, { order_list: [{ address_info: { city: 'Dallas' }, global_order_no: number }] })).toMatchObject({ code: 10_000 });
    expect(town.caller.rules()).toEqual(['required-missing']);
    const bodyText = `{"order_list":[{"global_order_no":${number},"order_item_list":[]}]}`;
    const signed = { order_list: `[{"global_order_no":${number},"order_item_list":[]}]` };
    expect((await town.caller.call(UPDATE, signed, { bodyText })).code).toBe('10002');
  });
});

describe('the note of an order', () => {
  it('is added to by default and replaced on demand, in any status', async () => {
    const number = await town.place('A-1', { remark: 'from hub' });
    const remark = (text: string, more: Fields = {}): Promise<Fields> => call(REMARK, { orders: [{ global_order_no: number, remark: text, ...more }] });
    expect(await remark('call first')).toMatchObject({ code: 10_002, message: '订单更新成功', success: 'true' });
    expect(await town.row('A-1')).toMatchObject({ remark: 'from hub;call first' });
    await town.staff(number, 'ship', { parcels: [{ trackingNo: '1Z1' }] });
    expect(await remark('done', { remark_is_append: 'false' })).toMatchObject({ code: 10_002 });
    expect(await town.row('A-1')).toMatchObject({ remark: 'done' });
    expect(await call(REMARK, { orders: [{ global_order_no: UNKNOWN, remark: 'x' }] })).toMatchObject({ code: 10_000, success: 'false' });
    expect(town.caller.rules()).toEqual([]);
  });
});

describe('look-ups that lag', () => {
  it('show the state before a change until its delay is over, also of a cancel and of an outbound order', async () => {
    town = await createTown({ listingDelayMs: 300, updateDelayMs: 1_000 });
    const number = await town.place('A-1');
    const placedAt = String(town.seconds());
    await town.staff(number, 'review');
    expect(await town.row('A-1')).toBeUndefined();
    town.caller.clock.now += 300;
    expect(await town.row('A-1')).toMatchObject({ status: 4 });
    town.caller.clock.now += 700;
    expect(await town.row('A-1')).toMatchObject({ status: 5, update_time: placedAt });
    expect(await town.outbounds({})).toMatchObject([{ status: 1 }]);
    town.caller.clock.now += 10_000;
    expect(await town.cancel(number)).toMatchObject({ success_num: 1 });
    town.caller.clock.now += 999;
    expect([await town.row('A-1'), ...(await town.outbounds({}))]).toMatchObject([{ status: 5, global_cancel_time: 0 }, { status: 1 }]);
    expect((await town.control('GET', '/orders'))['orders']).toMatchObject([{ status: 7 }]);
    town.caller.clock.now += 1;
    expect([await town.row('A-1'), ...(await town.outbounds({}))]).toMatchObject([{ status: 7 }, { status: 4 }]);
  });
});
