import { describe, expect, it } from 'vitest';
import { changedOrdersBody, findOrdersBody } from './list-orders.ts';

const shop = { platformCode: 10009, storeId: '120' };

describe('looking orders up', () => {
  it('asks the shop for one number, deleted orders too, on the shortest page the server takes', () => {
    expect(findOrdersBody(shop, ['SH-5001-P1-R1'])).toEqual({ offset: 0, length: 20, include_delete: true, store_id: ['120'], platform_order_nos: ['SH-5001-P1-R1'] });
  });

  it('makes room for ten orders of each number, as far as the server goes', () => {
    const lengths = [2, 3, 50, 51].map((count) => findOrdersBody(shop, Array.from({ length: count }, (_, n) => `SH-${n}`))['length']);
    expect(lengths).toEqual([20, 30, 500, 500]);
  });

  it.each([10002, 10003, 10012, 10014, 10016, 10020])('asks platform %i by name, which does not take numbers', (platformCode) => {
    expect(findOrdersBody({ platformCode, storeId: '120' }, ['SH-1'])).toMatchObject({ platform_order_names: ['SH-1'] });
  });
});

describe('asking for changed orders', () => {
  it('opens a window by a second on both sides, because Lingxing leaves its bounds out', () => {
    expect(changedOrdersBody({ from: 1000, to: 2000 }, ['120', '121'], 200)).toEqual({
      offset: 200, length: 200, date_type: 'update_time', start_time: 999, end_time: 2001, store_id: ['120', '121'], include_delete: true,
    });
  });
});
