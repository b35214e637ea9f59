import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeTowns, createTown, type Town } from '../spec-town.ts';

const LIST = '/erp/sc/routing/wms/order/wmsOrderList';

let town: Town;
beforeEach(async () => {
  town = await createTown({ interceptMs: 500 });
});

afterEach(closeTowns);

describe('from review to the parcel', () => {
  it('approves by call, hands the warehouse one outbound order and ships it with its tracking', async () => {
    const number = await town.place('A-1');
    expect(await town.review(number)).toMatchObject({ success_num: 1, failure_info: [] });
    expect(await town.row('A-1')).toMatchObject({ status: 5, global_review_time: town.seconds(), logistics_info: { status: 1, tracking_no: '' } });
    expect(await town.outbounds({})).toMatchObject([{ order_number: number, status: 1, status_name: '物流下单', logistics_status: 2, tracking_no: '', delivered_at: '' }]);

    await town.staff(number, 'ship', { parcels: [{ trackingNo: '1Z1', waybillNo: 'WB1', carrier: 'UPS' }] });
    expect(await town.row('A-1')).toMatchObject({
      status: 6, global_delivery_time: town.seconds(), logistics_info: { status: 2, actual_carrier: 'UPS', tracking_no: '1Z1', waybill_no: 'WB1' },
    });
    expect(await town.outbounds({})).toMatchObject([{
      wo_number: expect.stringMatching(/^WO\d{18}$/) as string, wo_id: expect.any(Number) as number, order_number: number, platform_order_no: ['A-1'], sid: 400, wid: 50,
      warehouse_type: 1, logistics_way: 1, status: 3, status_name: '已出库', logistics_status: 5, delivery_status: 23, tracking_no: '1Z1', waybill_no: 'WB1',
      logistics_type_name: 'UPS Ground', delivered_at: '2026-11-23 18:00:00', update_at: '2026-11-23 18:00:00',
      product_info: [{ sku: 'MUG-1', seller_sku: 'MUG-1', count: 2, item_unit_price: '12.50', item_total_price: '25.00', stock_sid: '0' }, { sku: 'CAP-1', count: 1 }],
    }]);
    expect(town.caller.rules()).toEqual([]);
  });

  it('tells what stands in the way of an approval', async () => {
    const bare = await town.place('A-1', { wid: undefined, logistics_type_id: undefined });
    expect(await town.review(bare)).toMatchObject({ success_num: 0, fail_num: 1, failure_info: [{ global_order_no: bare, message: '未设置仓库;未设置物流' }] });
    await town.staff(bare, 'freeze');
    expect(await town.row('A-1')).toMatchObject({ status: 4, status_sub: 5, order_tag: [{ tag_type: '系统处理类型', tag_no: '3-5', tag_name: '待人工审核' }] });
    expect(await town.review(bare)).toMatchObject({ failure_info: [{ message: '订单已冻结;未设置仓库;未设置物流' }] });
    await town.staff(bare, 'unfreeze');
    // People choose a warehouse where the caller named none.
    await town.staff(bare, 'review');
    expect(await town.row('A-1')).toMatchObject({ status: 5, status_sub: 0, wid: '50', logistics_info: { logistics_type_id: '825' }, order_tag: [] });
    expect(await town.review(bare)).toMatchObject({ failure_info: [{ message: '订单状态不是待审核' }] });
    expect(await town.review('103700000000000001')).toMatchObject({ failure_info: [{ message: '订单不存在！' }] });
  });

  it('ships in several parcels; a partial shipment leaves the rest open', async () => {
    const number = await town.place('A-1');
    const shipped = await town.staff(number, 'ship', { parcels: [{ items: [{ sku: 'MUG-1', quantity: 1 }], trackingNo: '1Z1' }] });
    expect(shipped).toMatchObject({ woNumbers: [expect.any(String)] });
    expect(await town.row('A-1')).toMatchObject({ status: 5 });
    expect((await town.outbounds({})).map(({ status, product_info: products }) => [status, products])).toEqual([
      [3, [expect.objectContaining({ sku: 'MUG-1', count: 1 })]],
      [1, [expect.objectContaining({ sku: 'MUG-1', count: 1 }), expect.objectContaining({ sku: 'CAP-1', count: 1 })]],
    ]);
    expect(await town.refusal(number, 'ship', { parcels: [{ items: [{ sku: 'MUG-1', quantity: 2 }], trackingNo: '1Z2' }] })).toContain('MUG-1: 2 wanted, 1 remain');
    await town.staff(number, 'ship', { parcels: [{ items: [{ sku: 'CAP-1', quantity: 1 }], trackingNo: '1Z2' }, { trackingNo: '1Z3' }] });
    expect((await town.outbounds({ status_arr: [3] })).map(({ tracking_no: tracking }) => tracking)).toEqual(['1Z1', '1Z2', '1Z3']);
    expect(await town.row('A-1')).toMatchObject({ status: 6 });
    expect(await town.refusal(number, 'ship', { parcels: [{ trackingNo: '1Z4' }] })).toContain('订单状态不是待审核');
  });

  it('changes a tracking number afterwards, and shows a label that the carrier refused', async () => {
    const number = await town.place('A-1');
    await town.staff(number, 'review');
    const [woNumber] = await town.woNumbers(number);
    await town.staff(number, 'logistics-error', { woNumber, message: 'address not deliverable' });
    expect(await town.outbounds({})).toMatchObject([{ status: 1, logistics_status: 4, logistics_message: 'address not deliverable' }]);
    expect(await town.row('A-1')).toMatchObject({ status: 5, logistics_info: { status: 3 } });
    expect(await town.refusal(number, 'tracking', { woNumber, trackingNo: '1Z2' })).toContain('shipped');
    await town.staff(number, 'ship', { parcels: [{ trackingNo: '1Z1', carrier: 'UPS' }] });
    town.caller.clock.now += 86_400_000;
    await town.refreshToken();
    await town.staff(number, 'tracking', { woNumber, trackingNo: '1Z2' });
    expect(await town.outbounds({})).toMatchObject([{ tracking_no: '1Z2', waybill_no: '1Z1', delivered_at: '2026-11-23 18:00:00', update_at: '2026-11-24 18:00:00' }]);
    expect(await town.row('A-1')).toMatchObject({ logistics_info: { tracking_no: '1Z2', actual_carrier: 'UPS' } });
  });
});

describe('rules and problems', () => {
  it('approves by rule what nothing stands against, and leaves the rest to people', async () => {
    town = await createTown({ autoReviewMs: 50, interceptMs: 10 });
    const number = await town.place('A-1');
    await town.place('A-2', { logistics_type_id: undefined, wid: undefined });
    town.caller.clock.now += 49;
    expect(await town.row('A-1')).toMatchObject({ status: 4 });
    town.caller.clock.now += 1;
    expect([await town.row('A-1'), await town.row('A-2')]).toMatchObject([{ status: 5 }, { status: 4, order_tag: [{ tag_no: '3-5' }] }]);
    await town.intercept(number);
    town.caller.clock.now += 1_000;
    expect(await town.row('A-1')).toMatchObject({ status: 4, order_tag: [{ tag_no: '3-17' }] });
    expect((await town.control('GET', '/orders?fields=history'))['orders']).toMatchObject([
      { history: [{ by: 'api', call: 'create' }, { by: 'rule', call: 'auto-review' }, { by: 'api', call: 'intercept' }, { by: 'rule', call: 'intercepted' }] }, { history: [{}] },
    ]);
  });

  it('shows a parcel that the warehouse cannot pack, until somebody says it can', async () => {
    const number = await town.inWork('A-1');
    await town.staff(number, 'out-of-stock');
    expect(await town.outbounds({})).toMatchObject([{ status: 2, delivery_status: 22, delivery_message: '库存不足' }]);
    expect(await town.row('A-1')).toMatchObject({ status: 5, exception_order_tag: [{ tag_name: '库存不足' }] });
    await town.staff(number, 'out-of-stock', { isOver: true });
    expect(await town.outbounds({})).toMatchObject([{ delivery_status: 21, delivery_message: '' }]);
    expect(await town.row('A-1')).toMatchObject({ exception_order_tag: [] });
  });
});

describe('stopping an order', () => {
  it('cancels what no warehouse works on, and refuses the rest in its own words', async () => {
    const [first, second, third, fourth] = [await town.place('A-1'), await town.place('A-2'), await town.inWork('A-3'), await town.place('A-4')];
    await town.staff(second, 'review');
    await town.staff(fourth, 'ship', { parcels: [{ trackingNo: '1Z1' }] });
    expect(await town.cancel(first, second, third, fourth, '103700000000000001')).toEqual({
      success_num: 2, fail_num: 3, process_code: 10_001,
      failure_info: [
        { global_order_no: third, message: '订单已下发仓库，请先截单' },
        { global_order_no: fourth, message: '订单已发货，不允许标记不发货' },
        { global_order_no: '103700000000000001', message: '订单不存在！' },
      ],
    });
    expect(await town.row('A-1')).toMatchObject({ status: 7, global_cancel_time: town.seconds() });
    expect(await town.outbounds({ order_number_arr: [second] })).toMatchObject([{ status: 4, status_name: '已截单' }]);
    expect(await town.cancel(first)).toMatchObject({ process_code: 10_000, failure_info: [{ message: '订单已标记不发货，请勿重复操作' }] });
    expect(await town.effects()).toMatchObject({ cancel: { total: 2, byOrder: { [first]: 1, [second]: 1 } }, create: { total: 4 } });
    expect(town.caller.rules()).toEqual([]);
  });

  it('intercepts later: running, then back in review with the tag', async () => {
    const number = await town.inWork('A-1');
    expect(await town.intercept(number)).toMatchObject({ successNum: 1, failedNum: 0, failedReason: [] });
    expect(await town.outbounds({})).toMatchObject([{ status: 2, cancel_status: 1, logistics_status: 41 }]);
    expect(await town.row('A-1')).toMatchObject({ status: 5 });
    expect(await town.intercept(number)).toMatchObject({ failedReason: [{ orderNumber: number, message: '该单号正在截单中' }] });
    expect(await town.cancel(number)).toMatchObject({ failure_info: [{ message: '该单号正在截单中' }] });
    town.caller.clock.now += 500;
    expect(await town.outbounds({})).toMatchObject([{ status: 4, cancel_status: 3, logistics_status: 43 }]);
    expect(await town.row('A-1')).toMatchObject({ status: 4, order_tag: [{ tag_no: '3-17', tag_name: '其他' }] });
    expect(await town.cancel(number)).toMatchObject({ success_num: 1 });
    expect(await town.effects()).toMatchObject({ intercept: { total: 1 }, cancel: { total: 1 } });
  });

  it('fails an intercept when the warehouse says so, or has shipped meanwhile', async () => {
    const number = await town.inWork('A-1');
    await town.staff(number, 'intercept-result', { fail: true, message: '仓库已打包' });
    await town.intercept(number);
    town.caller.clock.now += 500;
    expect(await town.outbounds({})).toMatchObject([{ status: 2, cancel_status: 2, cancel_message: '仓库已打包', logistics_status: 42 }]);
    expect(await town.row('A-1')).toMatchObject({ status: 5, order_tag: [] });

    await town.intercept(number);
    await town.staff(number, 'ship', { parcels: [{ trackingNo: '1Z1' }] });
    town.caller.clock.now += 500;
    expect(await town.outbounds({})).toMatchObject([{ status: 3, cancel_status: 2, cancel_message: '包裹已出库，截单失败', tracking_no: '1Z1' }]);
    expect(await town.row('A-1')).toMatchObject({ status: 6 });
    expect(await town.intercept(number)).toMatchObject({ failedReason: [{ message: '订单已发货，不允许截单' }] });
  });

  it('lets staff and warehouse cancel also what is in work, and delete', async () => {
    const number = await town.inWork('A-1');
    await town.staff(number, 'cancel', { by: 'warehouse' });
    expect(await town.row('A-1')).toMatchObject({ status: 7, is_delete: 0 });
    const other = await town.inWork('A-2');
    await town.staff(other, 'delete');
    expect(await town.row('A-2')).toMatchObject({ is_delete: 1 });
    expect(await town.list({ platform_order_nos: ['A-2'] })).toEqual([]);
    expect((await town.outbounds({})).map(({ status }) => status)).toEqual([4, 4]);
    expect(await town.cancel(other)).toMatchObject({ failure_info: [{ message: '订单不存在！' }] });
  });
});

describe('rearranged orders', () => {
  it('splits an order in two with one platform number', async () => {
    const number = await town.place('A-1');
    const { other } = await town.staff(number, 'split', { items: [{ sku: 'CAP-1', quantity: 1 }] });
    const rows = await town.list({ platform_order_nos: ['A-1'] });
    expect(rows).toMatchObject([
      { global_order_no: number, split_type: '3', item_info: [{ local_sku: 'MUG-1', quantity: 2 }] },
      { global_order_no: (other as { globalOrderNo: string }).globalOrderNo, split_type: '3', platform_info: [{ platform_order_no: 'A-1' }], item_info: [{ local_sku: 'CAP-1' }] },
    ]);
    expect(await town.refusal(number, 'split', { items: [{ sku: 'MUG-1', quantity: 2 }] })).toContain('nothing would be left');
  });

  it('merges two orders into one that both numbers find', async () => {
    const [first, second] = [await town.place('A-1'), await town.place('A-2')];
    await town.staff(first, 'merge', { with: second });
    for (const number of ['A-1', 'A-2']) {
      const [row] = await town.list({ platform_order_nos: [number] });
      expect(row).toMatchObject({ global_order_no: first, split_type: '2', platform_info: [{ platform_order_no: 'A-1' }, { platform_order_no: 'A-2' }] });
      expect((row?.['item_info'] as { platform_order_no: string }[]).map((item) => item.platform_order_no)).toEqual(['A-1', 'A-1', 'A-2', 'A-2']);
    }
    expect(await town.list({ include_delete: true, platform_order_nos: ['A-2'] })).toMatchObject([{ global_order_no: first }, { global_order_no: second, is_delete: 1 }]);
    await town.staff(first, 'ship', { parcels: [{ trackingNo: '1Z1' }] });
    expect(await town.outbounds({ platform_order_no_arr: ['A-2'] })).toMatchObject([{ platform_order_no: ['A-1', 'A-2'] }]);
    expect(await town.refusal(first, 'merge', { with: second })).toContain('two orders in review');
  });

  it('resends for free, with a link to the order it makes good', async () => {
    const number = await town.place('A-1');
    await town.staff(number, 'ship', { parcels: [{ trackingNo: '1Z1' }] });
    await town.staff(number, 'resend', { items: [{ sku: 'CAP-1', quantity: 1 }] });
    expect((await town.list({ platform_order_nos: ['A-1'] }))[1]).toMatchObject({
      original_global_order_no: number, order_from_name: '补发订单', status: 4, item_info: [{ local_sku: 'CAP-1', unit_price_amount: '0.00' }],
    });
    expect(await town.create('A-1')).toMatchObject({ error_details: [{ platform_order_no: 'A-1' }] });
  });

  it('carries tags of people in the list they belong to', async () => {
    const number = await town.place('A-1');
    await town.staff(number, 'tag', { tagNo: '2-4', name: '加急' });
    await town.staff(number, 'tag', { tagNo: '3-11', name: '地址异常', list: 'exception' });
    expect(await town.row('A-1')).toMatchObject({
      order_tag: [{ tag_type: '自定义订单标签', tag_no: '2-4', tag_name: '加急' }], exception_order_tag: [{ tag_type: '系统处理类型', tag_no: '3-11', tag_name: '地址异常' }],
    });
    await town.staff(number, 'tag', { tagNo: '3-11', isRemoved: true });
    expect(await town.row('A-1')).toMatchObject({ exception_order_tag: [] });
  });
});

it('lists outbound orders by whole days of Beijing time', async () => {
  // 15:59:59 UTC is the last second of a day in Beijing.
  town.caller.clock.now = Date.UTC(2026, 10, 23, 15, 59, 59);
  await town.refreshToken();
  await town.inWork('A-1');
  town.caller.clock.now += 1_000;
  await town.inWork('A-2');
  const on = async (start: string, end: string): Promise<unknown[]> =>
    (await town.outbounds({ end_date: end, start_date: start, time_type: 'update_at' })).map(({ platform_order_no: numbers }) => numbers);
  expect(await on('2026-11-23', '2026-11-23')).toEqual([['A-1']]);
  expect(await on('2026-11-24', '2026-11-24')).toEqual([['A-2']]);
  expect(await on('2026-11-23', '2026-11-24')).toHaveLength(2);
  expect(await on('2026-11-25', '2026-11-25')).toEqual([]);
  const page = await town.caller.call(LIST, { page: 2, page_size: 1 });
  expect(page.json).toMatchObject({ code: 0, message: 'success', total: 2, data: [{ platform_order_no: ['A-2'] }] });
});
