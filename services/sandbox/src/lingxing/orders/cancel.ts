import { listOf, object } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { refuseByShape, type Call } from '../call.ts';
import { succeeded } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { cancelOrder } from '../life/stop.ts';
import { orderNumber } from './fields.ts';
import { actOnOrders } from './order-list.ts';

const FIELDS = object({ order_list: listOf(orderNumber) });
const MAX_ORDERS = 50;

/** Marks orders "not to be shipped". The code is 0 whatever comes of it; the process code and the counts tell. */
export function cancelOrders(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const acted = actOnOrders(erp, call, { field: 'order_list', most: MAX_ORDERS, effect: 'cancel' }, (order) => cancelOrder(erp, order, { by: 'api', call: 'cancel' }));
  if ('refusal' in acted) return acted.refusal;
  const { numbers, failures } = acted;
  const done = numbers.length - failures.length;
  const processCode = failures.length === 0 ? 10_002 : done === 0 ? 10_000 : 10_001;
  return succeeded(call.stamp, { success_num: done, fail_num: failures.length, process_code: processCode, failure_info: failures });
}
