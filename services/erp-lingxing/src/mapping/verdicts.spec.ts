import { describe, expect, it } from 'vitest';
import { outboundsOf } from './held-outbounds.ts';
import { verdictOf } from './verdicts.ts';

const verdict = (data: unknown, code = '0', message = '') => verdictOf({ code, message, data });

describe('what a change of orders came to', () => {
  it.each([
    ['an update', '10002', { error_details: [] }, { state: 'done' }],
    ['an update without data', '10002', null, { state: 'done' }],
    ['a refused update', '10000', { error_details: [{ global_order_no: '1', error_message: '状态不允许' }] }, { state: 'refused', text: '状态不允许' }],
    ['a refused update in plain texts', '10000', { error_details: ['订单不存在'] }, { state: 'refused', text: '订单不存在' }],
    ['a refused update that lists nothing', '10000', [], { state: 'refused', text: '失败' }],
    ['an update of some that lists nothing', '10001', [], { state: 'unclear' }],
    ['a cancel', '0', { success_num: 1, fail_num: 0, process_code: 10002, failure_info: [] }, { state: 'done' }],
    ['a cancel under code 0 that was refused', '0', { success_num: 0, fail_num: 1, process_code: 10000, failure_info: [{ global_order_no: '1', message: '订单不存在！' }] }, { state: 'refused', text: '订单不存在！' }],
    ['a cancel that counts a failure only', '0', { success_num: 0, fail_num: '1', process_code: 10001, failure_info: [] }, { state: 'refused', text: '失败' }],
    ['a cancel of some', '0', { process_code: 10001 }, { state: 'unclear' }],
    ['an intercept', '0', { successNum: 1, failedNum: 0, failedReason: [] }, { state: 'done' }],
    ['a refused intercept', '0', { successNum: 0, failedNum: 1, failedReason: [{ orderNumber: '1', message: '该单号正在截单中' }, { orderNumber: '2', message: '' }] }, { state: 'refused', text: '该单号正在截单中; no reason given' }],
  ])('reads %s', (_name, code, data, expected) => {
    expect(verdict(data, code, '失败')).toEqual(expected);
  });
});

describe('outbounds to be taken back', () => {
  it.each([
    [1, 0, 'in_work'], [2, 0, 'in_work'], [2, 1, 'cancelling'], [1, 2, 'stuck'], [2, 3, 'stopped'], [3, 0, 'shipped'], [3, 2, 'shipped'], [4, 0, 'stopped'], [4, 3, 'stopped'],
  ])('reads status %i with cancel_status %i as %s', (status, cancel_status, state) => {
    expect(outboundsOf([{ wo_number: 'WO1', order_number: 9001, status, cancel_status, cancel_message: '仓库拒绝' }], 1)).toEqual([{ woNumber: 'WO1', globalOrderNo: '9001', state, words: '仓库拒绝' }]);
  });

  it('does not take an answer without a list, or with more than it shows, for none', () => {
    expect([outboundsOf(null, undefined), outboundsOf([{ status: 1 }], 2), outboundsOf([], 0)]).toEqual([undefined, undefined, []]);
  });
});
