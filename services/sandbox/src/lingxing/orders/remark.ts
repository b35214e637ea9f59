import { listOf, object, oneOf, text } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { textAt } from '../body.ts';
import { refuseByShape, type Call } from '../call.ts';
import type { Erp } from '../erp.ts';
import { changeEach } from './change.ts';
import { orderNumber } from './fields.ts';

// The table types `remark_is_append` as text and its sample shows a boolean.
const isAppend = oneOf('true', 'false');
const FIELDS = object({
  orders: listOf(object({
    global_order_no: orderNumber,
    remark: text,
    remark_is_append: (value, path, report) => isAppend(typeof value === 'boolean' ? String(value) : value, path, report),
  })),
});

/** Adds to the note of an order, in any status, or replaces it. */
export function setRemarks(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  return changeEach(erp, call, { list: 'orders', effect: 'remark', doneCode: 10_002 }, (order, entry) => {
    if (order.isDeleted) return '订单不存在！';
    const remark = textAt(entry, 'remark');
    const isAppended = textAt(entry, 'remark_is_append') !== 'false' && order.remark !== '';
    order.remark = isAppended ? `${order.remark};${remark}` : remark;
    erp.orders.save(order, { by: 'api', call: 'remark' });
    return undefined;
  });
}
