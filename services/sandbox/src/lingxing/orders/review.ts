import { listOf, object } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { textsAt } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { answered } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { reviewOrder } from '../life/review.ts';
import { orderNumber } from './fields.ts';

const FIELDS = object({ global_order_no: listOf(orderNumber) });
const MAX_ORDERS = 100;

/** Approves orders for shipping; what stands in the way is told per order. */
export function reviewOrders(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const numbers = textsAt(call.body, 'global_order_no');
  if (numbers.length === 0) return illegal(call, 'required-missing', 'global_order_no');
  if (numbers.length > MAX_ORDERS) return illegal(call, 'out-of-range', `global_order_no: at most ${MAX_ORDERS}`);
  const failures: { global_order_no: string; message: string }[] = [];
  for (const number of numbers) {
    const order = erp.orders.find(call.app, number);
    const message = order === undefined ? '订单不存在！' : reviewOrder(erp, order, { by: 'api', call: 'review' });
    if (message === undefined) erp.effects.add('review', number);
    else failures.push({ global_order_no: number, message });
  }
  const failed = new Set(failures.map((failure) => failure.global_order_no));
  const successes = numbers.filter((number) => !failed.has(number)).map((number) => ({ global_order_no: number }));
  return answered(call.stamp, { success_num: successes.length, fail_num: failures.length, failure_info: failures, success_info: successes });
}
