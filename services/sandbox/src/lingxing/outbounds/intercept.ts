import { listOf, object, oneOf, text } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { textAt, textsAt } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { answered } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { startIntercept } from '../life/stop.ts';
import { orderNumber } from '../orders/fields.ts';

const FIELDS = object({ orderNumbers: listOf(orderNumber), tagType: oneOf('3-5', '3-17'), orderComment: text });

/** Asks the warehouse to stop orders it has (截单). Success means that it was asked; the rows tell later what came of it. */
export function interceptOutbounds(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const numbers = textsAt(call.body, 'orderNumbers');
  const tagNo = textAt(call.body, 'tagType');
  if (numbers.length === 0 || tagNo === '') return illegal(call, 'required-missing', 'orderNumbers, tagType');
  const failures: { orderNumber: string; message: string }[] = [];
  for (const number of numbers) {
    const order = erp.orders.find(call.app, number);
    const message = order === undefined ? '该单号不存在' : startIntercept(erp, order, tagNo, { by: 'api', call: 'intercept' });
    if (message === undefined) erp.effects.add('intercept', number);
    else failures.push({ orderNumber: number, message });
  }
  return answered(call.stamp, { successNum: numbers.length - failures.length, failedNum: failures.length, failedReason: failures });
}
