import { describe, expect, it } from 'vitest';
import type { OpenedRaw } from '@tributary/ingest-kit';
import { beijingTime, outboundPayload } from './payload.ts';
import { mapOutbound } from './shipment.ts';

const raw: OpenedRaw = { account: 'main', kind: 'row', topic: 'outbound', resourceType: 'outbound', resourceId: 'WO1', vendorRevision: null, orderKeys: ['acme/shopify/us-shop/5001'], asOf: null, via: 'poll', contentType: null, body: Buffer.alloc(0) };
const outbound = (more: object = {}) => mapOutbound(outboundPayload.parse({ wo_number: 'WO1', status: 3, update_at: '2026-01-01 15:30:00', platform_order_no: ['SH-5001-P1-R1'], tracking_no: '1Z', ...more }), raw)[0]!;

describe('status of an outbound', () => {
  it.each([
    [{ status: 1 }, 'awaiting_handover', '1 物流下单'],
    [{ status: 2, tracking_no: '' }, 'awaiting_handover', '2 待出库'],
    [{ status: 3 }, 'shipped', '3 已出库'],
    [{ status: '3', tracking_no: '', waybill_no: 'WB1' }, 'shipped', '3 已出库'],
    [{ status: 3, tracking_no: '', waybill_no: '' }, 'awaiting_handover', '3 已出库'],
    [{ status: 4 }, 'voided', '4 已截单'],
    [{ status: 5 }, 'UNKNOWN', '5'],
  ])('reads %j as %s', (more, status, words) => expect([outbound(more).status, outbound(more).statusRaw]).toEqual([status, words]));

  it('says what went wrong in the warehouse’s words, without what they quote of the receiver', () => {
    const stuck = outbound({ status: 2, logistics_status: 4, logistics_message: '地址 12 Sample Road 无效', cancel_status: 2, cancel_message: '', delivery_status: '22', delivery_message: 'Ada Example 拒收', consignee: 'Ada Example', consignee_address: { line: '12 Sample Road' } });
    expect(stuck.statusRaw).toBe('2 待出库, logistics_status 4: 地址 … 无效, cancel_status 2, delivery_status 22: … 拒收');
    expect(outbound({ logistics_status: 5, cancel_status: 1, delivery_status: 23 }).statusRaw).toBe('3 已出库');
  });
});

describe('an outbound', () => {
  it('left when its stock was taken, and not before it is shipped', () => {
    const times = { delivered_at: '2026-01-01 15:00:00', stock_delivered_at: '2026-01-01 15:20:00' };
    expect([outbound(times), outbound({ ...times, stock_delivered_at: '0000-00-00 00:00:00' }), outbound({ ...times, status: 2 })].map(({ shippedAt }) => shippedAt)).toEqual([Date.parse('2026-01-01T07:20:00Z'), Date.parse('2026-01-01T07:00:00Z'), null]);
  });

  it('is a resend only where Lingxing says so, and has the carrier that it names best', () => {
    expect([outbound({ order_from: '补发订单' }), outbound({ order_from: '手工订单' }), outbound()].map(({ purpose }) => purpose)).toEqual(['resend', 'original', 'original']);
    expect([outbound({ actual_carrier: 'UPS', logistics_provider_name: 'W' }), outbound({ logistics_provider_name: 'W' }), outbound()].map(({ carrier, parcelId }) => [carrier, parcelId])).toEqual([['UPS', 'UPS:1Z'], ['W', 'W:1Z'], [null, ':1Z']]);
  });

  it('takes a number alone for a list of one', () => expect(outbound({ platform_order_no: 'SH-5001-P1-R1' }).externalNo).toBe('SH-5001-P1-R1'));
});

it.each([
  ['2026-01-01 00:00:00', '2025-12-31T16:00:00.000Z'], ['2026-07-01T12:00:00', '2026-07-01T04:00:00.000Z'], ['0000-00-00 00:00:00', undefined], ['', undefined], [null, undefined], ['2026-01-01', undefined], [1_767_225_600, undefined],
])('%s in Beijing is %s', (text, instant) => {
  const time = beijingTime(text);
  expect(time === null ? undefined : new Date(time).toISOString()).toBe(instant);
});
