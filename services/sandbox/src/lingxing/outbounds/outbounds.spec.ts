import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeTowns, createTown, type Town } from '../spec-town.ts';

const LIST = '/erp/sc/routing/wms/order/wmsOrderList';
const DETAIL = '/basicOpen/wmsOrder/getWmsOrdersByOrderNumbers';
const INTERCEPT = '/basicOpen/wmsOrder/cancel';

type Fields = Record<string, unknown>;

afterEach(closeTowns);

let town: Town;
beforeEach(async () => {
  town = await createTown();
});

const detail = async (orderNumbers: string): Promise<unknown> => (await town.caller.call(DETAIL, { isPrintCenter: 0, orderNumbers })).json['data'];

describe('reading outbound orders', () => {
  it('filters by shop, status, label and every number', async () => {
    const [first, second] = [await town.inWork('A-1'), await town.place('A-2')];
    await town.staff(second, 'ship', { parcels: [{ trackingNo: '1Z2' }] });
    const [woNumber] = await town.woNumbers(first);
    const found = async (filter: Fields): Promise<unknown[]> => (await town.outbounds(filter)).map((row) => row['order_number']);
    expect(await found({ sid_arr: [400] })).toEqual([first, second]);
    expect(await found({ sid_arr: [401] })).toEqual([]);
    expect(await found({ status_arr: [3] })).toEqual([second]);
    expect(await found({ logistics_status_arr: [5], status_arr: [2] })).toEqual([first]);
    expect(await found({ wo_number_arr: [woNumber] })).toEqual([first]);
    expect(await found({ order_number_arr: [second] })).toEqual([second]);
    expect(await found({ platform_order_no_arr: ['A-1', 'A-9'] })).toEqual([first]);
    // A parcel that has not left has no time of leaving.
    expect(await found({ end_date: '2026-11-24', start_date: '2026-11-23', time_type: 'delivered_at' })).toEqual([second]);
    expect(town.caller.rules()).toEqual([]);
  });

  it('shows the last month only, where no dates are given', async () => {
    await town.inWork('A-1');
    town.caller.clock.now += 40 * 86_400_000;
    await town.refreshToken();
    expect(await town.outbounds({})).toEqual([]);
    expect(await town.outbounds({ end_date: '2026-11-30', start_date: '2026-11-01' })).toHaveLength(1);
  });

  it('tells the carrier in the detail call only, in camelCase', async () => {
    const number = await town.place('A-1');
    await town.staff(number, 'ship', { parcels: [{ carrier: 'UPS', items: [{ sku: 'CAP-1', quantity: 1 }], trackingNo: '1Z1' }, { carrier: 'USPS', trackingNo: '94001' }] });
    expect(await detail(`${number},103700000000000001`)).toMatchObject({
      orderCount: 2,
      orderList: [
        { orderNumber: number, woNumber: expect.stringMatching(/^WO/) as string, status: 3, actualCarrier: 'UPS', trackingNo: '1Z1', platformCode: '10009', orderFrom: 2, productInfo: [{ sku: 'CAP-1', count: 1 }] },
        { actualCarrier: 'USPS', trackingNo: '94001', productInfo: [{ sku: 'MUG-1', sellerSku: 'MUG-1', count: 2 }] },
      ],
    });
    expect(await town.outbounds({})).toEqual([expect.not.objectContaining({ actual_carrier: 'UPS' }), expect.anything()]);
    expect((await town.caller.call(DETAIL, { isPrintCenter: 0, orderNumbers: '' })).code).toBe('102');
    expect(town.caller.rules()).toEqual(['required-missing']);
  });

  it('of an overseas warehouse are ordered there', async () => {
    town = await createTown({}, { warehouses: [{ wid: '50', name: 'US-WEST', type: 3, countryCode: 'US' }] });
    await town.staff(await town.place('A-1'), 'review');
    expect(await town.outbounds({})).toMatchObject([{ warehouse_type: 3, logistics_way: 2, logistics_status: 6, logistics_status_name: '待海外仓下单' }]);
  });

  it.each([
    ['out-of-range', { page_size: 201 }],
    ['out-of-range', { page: 0 }],
    ['out-of-range', { end_date: '2026-11-23 10:00:00', start_date: '2026-11-23' }],
    ['out-of-range', { end_date: '2026-11-22', start_date: '2026-11-23' }],
    ['required-missing', { start_date: '2026-11-23' }],
    ['wrong-type', { status_arr: [9] }],
    ['wrong-type', { sid_arr: '400' }],
    ['wrong-type', { time_type: 'updated_at' }],
  ])('refuses with 102 and records %s for %o', async (rule, body) => {
    expect((await town.caller.call(LIST, body)).code).toBe('102');
    expect(town.caller.rules()).toEqual([rule]);
  });
});

describe('an intercept', () => {
  it('needs something to stop and one of the two tags', async () => {
    const number = await town.place('A-1');
    expect(await town.intercept(number, '103700000000000001')).toMatchObject({
      successNum: 0, failedNum: 2, failedReason: [{ message: '该单号没有可截单的销售出库单' }, { message: '该单号不存在' }],
    });
    expect(town.caller.rules()).toEqual([]);
    expect((await town.caller.call(INTERCEPT, { orderNumbers: [number] })).code).toBe('102');
    expect((await town.caller.call(INTERCEPT, { orderNumbers: [number], tagType: '3-8' })).code).toBe('102');
    expect(town.caller.rules()).toEqual(['required-missing', 'wrong-type']);
  });
});
