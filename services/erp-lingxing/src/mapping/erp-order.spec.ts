import { describe, expect, it } from 'vitest';
import type { ErpOrderDraft, OpenedRaw } from '@tributary/ingest-kit';
import { mapOrder } from './erp-order.ts';
import { orderPayload } from './payload.ts';

const raw = (more: Partial<OpenedRaw> = {}): OpenedRaw => ({
  account: 'main', kind: 'row', topic: 'order', resourceType: 'order', resourceId: '1', vendorRevision: null, orderKeys: ['acme/shopify/us-shop/5001'], asOf: 1_767_252_601_000, via: 'poll', contentType: null, body: Buffer.alloc(0), ...more,
});
const row = (more: object = {}) => orderPayload.parse({ global_order_no: '9001', status: 4, update_time: 1_767_252_600, platform_info: [{ platform_order_no: 'SH-5001-P1-R1' }], ...more });
const only = (more: object, of?: Partial<OpenedRaw>): ErpOrderDraft => {
  const [draft, ...others] = mapOrder(row(more), raw(of));
  if (draft === undefined || others.length > 0) throw new Error('expected one draft');
  return draft;
};

describe('status of an order at Lingxing', () => {
  it.each([
    [{ status: 1 }, 'received', '1 同步中'],
    [{ status: 2 }, 'received', '2 已同步'],
    [{ status: 3 }, 'unpaid', '3 待付款'],
    [{ status: 4 }, 'review', '4 待审核'],
    [{ status: '4', status_sub: '5' }, 'frozen', '4 待审核, status_sub 5'],
    [{ status: 4, status_sub: 6 }, 'review', '4 待审核, status_sub 6'],
    [{ status: 5 }, 'released', '5 待发货'],
    [{ status: 5, status_sub: 5 }, 'released', '5 待发货, status_sub 5'],
    [{ status: 6 }, 'shipped', '6 已发货'],
    [{ status: 7 }, 'cancelled', '7 不发货'],
    [{ status: 8 }, 'hidden', '8 不显示'],
    [{ status: 9 }, 'channel_fulfilled', '9 平台发货'],
    [{ status: 9, flow_node: 11 }, 'shipped', '9 平台发货, flow_node 11'],
    [{ status: 4, flow_node: 11 }, 'review', '4 待审核, flow_node 11'],
    [{ status: 6, is_delete: 1 }, 'deleted', '6 已发货, is_delete'],
    [{ status: 10 }, 'UNKNOWN', '10'],
  ])('reads %j as %s', (more, status, words) => {
    expect([only(more).status, only(more).statusRaw]).toEqual([status, words]);
  });
});

describe('what blocks an order at Lingxing', () => {
  const codes = (more: object) => only(more).blocked.map(({ code }) => code);

  it('is every tag of system handling, every exception and a failed order for logistics, each once', () => {
    const tags = { order_tag: [{ tag_no: '3-5', tag_name: '待人工审核' }, { tag_no: '3-17', tag_name: '其他' }, { tag_no: '1-3', tag_name: 'VIP' }, { tag_no: '4-1' }], exception_order_tag: [{ tag_no: '3-17', tag_name: '其他' }, { tag_name: '超重' }], logistics_info: { status: '3' } };
    expect(codes(tags)).toEqual(['3-5', '3-17', 'exception', 'logistics-3']);
    expect(only(tags).blocked[2]).toEqual({ code: 'exception', text: '超重' });
  });

  it.each([0, 1, 2, 4])('is not logistics status %i', (status) => expect(codes({ logistics_info: { status } })).toEqual([]));

  it.each([{ status: 6 }, { status: 7 }, { status: 4, is_delete: true }])('is nothing once it has ended: %j', (more) => {
    expect(codes({ ...more, order_tag: [{ tag_no: '3-5', tag_name: '待人工审核' }] })).toEqual([]);
  });
});

describe('where an order came from', () => {
  it.each([
    [{ order_from_name: '线上订单' }, 'native', null], [{ order_from_name: '手工订单' }, 'hub', null], [{ order_from_name: '补发订单' }, 'resend', null],
    [{ order_from_name: '手工订单', original_global_order_no: '9000' }, 'resend', '9000'], [{ order_from_name: '别的' }, 'UNKNOWN', null], [{}, 'UNKNOWN', null],
  ])('reads %j as %s', (more, intake, resendOf) => expect([only(more).intake, only(more).resendOf]).toEqual([intake, resendOf]));

  it.each([['1', 'original'], [2, 'merged'], [3, 'split'], [4, 'UNKNOWN'], [undefined, 'UNKNOWN']])('reads split_type %s as %s', (split_type, splitType) => expect(only({ split_type }).splitType).toBe(splitType));
});

describe('which of our orders a listed order is', () => {
  const merged = { platform_info: [{ platform_order_no: 'US-500-P1-R1' }, { platform_order_no: 'STAFF-7' }, { platform_order_no: 'US-5001-P1-R1' }], item_info: [{ platform_order_no: 'US-500-P1-R1', local_sku: 'A', quantity: 1 }, { platform_order_no: 'STAFF-7', local_sku: 'B', quantity: 1 }, { platform_order_no: 'US-5001-P1-R1', local_sku: 'C', quantity: 1 }] };

  it('is told by the channel’s order id where an order that is not ours was merged in', () => {
    const drafts = mapOrder(row(merged), raw({ orderKeys: ['acme/shopify/us/5001', 'acme/shopify/us/500'] }));
    expect(drafts.map(({ externalNo, items, mergedKeys }) => [externalNo, items.map(({ erpSku }) => erpSku), mergedKeys])).toEqual([
      ['US-5001-P1-R1', ['C'], ['acme/shopify/us/500']], ['US-500-P1-R1', ['A'], ['acme/shopify/us/5001']],
    ]);
  });

  it('is nothing without a key', () => expect(mapOrder(row(), raw({ orderKeys: [] }))).toEqual([]));

  it('is known by its name where the platform gives no number, and by its lines where it gives neither', () => {
    expect(only({ platform_info: [{ platform_order_no: '', platform_order_name: '#1001' }] }).externalNo).toBe('#1001');
    expect(only({ platform_info: [], item_info: [{ platform_order_no: 'X-1' }] }).externalNo).toBe('X-1');
    expect(only({ platform_info: [] }).externalNo).toBe('');
  });
});

it.each([[1_767_252_600_000, false], [1_767_252_600_999, false], [1_767_252_601_000, true], [null, false]])('a row of second …600 that was read at %s is settled: %s', (asOf, settled) => {
  expect(only({}, { asOf }).settled).toBe(settled);
});
