import { describe, expect, it } from 'vitest';
import { findOrderBody } from './list-orders.ts';

describe('looking an order up', () => {
  it('asks the shop for one number, deleted orders too, on the shortest page the server takes', () => {
    expect(findOrderBody({ platformCode: 10009, storeId: '120' }, 'SH-5001-P1-R1')).toEqual({ offset: 0, length: 20, include_delete: true, store_id: ['120'], platform_order_nos: ['SH-5001-P1-R1'] });
  });

  it.each([10002, 10003, 10012, 10014, 10016, 10020])('asks platform %i by name, which does not take numbers', (platformCode) => {
    expect(findOrderBody({ platformCode, storeId: '120' }, 'SH-1')).toMatchObject({ platform_order_names: ['SH-1'] });
  });
});
