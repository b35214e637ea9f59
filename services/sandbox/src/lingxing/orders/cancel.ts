import { listOf, object } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { textsAt } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { succeeded } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { cancelOrder } from '../life/stop.ts';
import { orderNumber } from './fields.ts';

const FIELDS = object({ order_list: listOf(orderNumber) });
const MAX_ORDERS = 50;

/** Marks orders "not to be shipped". The code is 0 whatever comes of it; the process code and the counts tell. */
export function cancelOrders(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const numbers = textsAt(call.body, 'order_list');
  if (numbers.length === 0) return illegal(call, 'required-missing', 'order_list');
  if (numbers.length > MAX_ORDERS) return illegal(call, 'out-of-range', `order_list: at most ${MAX_ORDERS}`);
  const failures: { global_order_no: string; message: string }[] = [];
  for (const number of numbers) {
    const order = erp.orders.find(call.app, number);
    const message = order === undefined ? '订单不存在！' : cancelOrder(erp, order, { by: 'api', call: 'cancel' });
    if (message === undefined) erp.effects.add('cancel', number);
    else failures.push({ global_order_no: number, message });
  }
  const done = numbers.length - failures.length;
  const processCode = failures.length === 0 ? 10_002 : done === 0 ? 10_000 : 10_001;
  return succeeded(call.stamp, { success_num: done, fail_num: failures.length, process_code: processCode, failure_info: failures });
}
