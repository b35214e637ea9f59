import { code, listOf, object } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { textAt, type Fields } from '../body.ts';
import { refuseByShape, type Call } from '../call.ts';
import type { Erp } from '../erp.ts';
import { changeEach } from './change.ts';
import { referenceFault } from './fault.ts';
import { orderNumber } from './fields.ts';
import { REVIEW } from './order.ts';
import { dropTag, MANUAL_REVIEW } from './tags.ts';

const FIELDS = object({ order_list: listOf(object({ global_order_no: orderNumber, logistics: object({ logistics_type_id: code, sys_wid: code }) })) });

/** Sets warehouse and method of orders in review. */
export function editOrders(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  return changeEach(erp, call, { list: 'order_list', effect: 'edit', doneCode: 0 }, (order, entry) => {
    const logistics = (entry['logistics'] ?? {}) as Fields;
    const [wid, typeId] = [textAt(logistics, 'sys_wid'), textAt(logistics, 'logistics_type_id')];
    if (wid === '' || typeId === '') {
      call.violate({ rule: 'required-missing', detail: 'logistics: sys_wid and logistics_type_id' });
      return '仓库与物流方式必须同时填写';
    }
    const fault = referenceFault(call.app, wid, typeId);
    if (fault !== undefined) {
      call.violate({ rule: fault.rule, detail: fault.detail });
      return fault.message;
    }
    if (order.isDeleted || order.status !== REVIEW) return '订单状态不是待审核，不允许编辑';
    Object.assign(order, { wid, logisticsTypeId: typeId });
    dropTag(order, MANUAL_REVIEW);
    erp.orders.save(order, { by: 'api', call: 'edit' });
    return undefined;
  });
}
