import { describe, expect, it } from 'vitest';
import { canonicalBody } from './canonical-body.ts';
import { addRemarkBody, cancelOrdersBody, interceptBody, updateAddressBody } from './change-order.ts';
import type { CreateOrder } from './create-order.ts';

const order = { receiver_country_code: 'US', receiver_name: 'Ada', city: 'Austin', address_line1: '1 Test St', receiver_company_name: '', state_or_region: 'TX', postal_code: '73301', address_line2: '' } as CreateOrder;
const sent = (body: ReturnType<typeof cancelOrdersBody>): string => canonicalBody(body).text;

describe('changing orders', () => {
  it('golden: overwrites the whole address, empties by a blank, and touches no line', () => {
    expect(sent(updateAddressBody('9001', order, true))).toBe(
      '{"order_list":[{"address_info":{"address_line1":"1 Test St","address_line2":" ","address_line3":" ","city":"Austin","district":" ","postal_code":"73301","receiver_company_name":" ","receiver_country_code":"US","receiver_mobile":" ","receiver_name":"Ada","state_or_region":"TX"},"global_order_no":"9001","order_item_list":[]}]}',
    );
  });

  it('golden: leaves out what the app has no grant for', () => {
    expect(sent(updateAddressBody('9001', order, false))).toBe(
      '{"order_list":[{"address_info":{"address_line1":"1 Test St","city":"Austin","receiver_company_name":" ","receiver_country_code":"US","receiver_name":"Ada"},"global_order_no":"9001","order_item_list":[]}]}',
    );
  });

  it('golden: adds a remark, cancels, intercepts into manual review', () => {
    expect(sent(addRemarkBody('9001', '#1001'))).toBe('{"orders":[{"global_order_no":"9001","remark":"#1001","remark_is_append":"true"}]}');
    expect(sent(cancelOrdersBody(['9001', '9002']))).toBe('{"order_list":["9001","9002"]}');
    expect(sent(interceptBody(['9001']))).toBe('{"orderComment":"cancelled at the sales channel","orderNumbers":["9001"],"tagType":"3-5"}');
  });
});
