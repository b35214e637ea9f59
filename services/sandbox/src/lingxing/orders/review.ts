import { listOf, object } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { refuseByShape, type Call } from '../call.ts';
import { answered } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { reviewOrder } from '../life/review.ts';
import { orderNumber } from './fields.ts';
import { actOnOrders } from './order-list.ts';

const FIELDS = object({ global_order_no: listOf(orderNumber) });
const MAX_ORDERS = 100;

/** Approves orders for shipping; what stands in the way is told per order. */
export function reviewOrders(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const acted = actOnOrders(erp, call, { field: 'global_order_no', most: MAX_ORDERS, effect: 'review' }, (order) => reviewOrder(erp, order, { by: 'api', call: 'review' }));
  if ('refusal' in acted) return acted.refusal;
  const { numbers, failures } = acted;
  const failed = new Set(failures.map((failure) => failure.global_order_no));
  const successes = numbers.filter((number) => !failed.has(number)).map((number) => ({ global_order_no: number }));
  return answered(call.stamp, { success_num: successes.length, fail_num: failures.length, failure_info: failures, success_info: successes });
}
