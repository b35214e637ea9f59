import type { Reply } from '../../engine/vendor.ts';
import { entriesAt, textAt, type Fields } from '../body.ts';
import { illegal, type Call } from '../call.ts';
import { settled } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import type { HeldOrder } from './order.ts';

/** Undocumented, as with create; a stand-in that takes anything would teach nobody. */
const MAX_ORDERS = 50;

export interface Batch {
  /** The list of the body. */
  list: 'order_list' | 'orders';
  /** The name under which an effect is counted. */
  effect: string;
  /** What the vendor answers where every order was changed: 0 or 10002. */
  doneCode: number;
}

/** Changes one order and saves it, or tells why not, in the vendor's words. */
export type ChangeOne = (order: HeldOrder, entry: Fields) => string | undefined;

/** Each entry of a batch succeeds or fails by itself; the code tells which of the three it came to. */
export function changeEach(erp: Erp, call: Call, batch: Batch, change: ChangeOne): Reply {
  const { list, effect, doneCode } = batch;
  const entries = entriesAt(call.body, list);
  if (entries.length === 0) return illegal(call, 'required-missing', list);
  if (entries.length > MAX_ORDERS) return illegal(call, 'out-of-range', `${list}: at most ${MAX_ORDERS}`);
  if (entries.some((entry) => textAt(entry, 'global_order_no') === '')) return illegal(call, 'required-missing', 'global_order_no');
  const errors: { global_order_no: string; error_message: string }[] = [];
  for (const entry of entries) {
    const number = textAt(entry, 'global_order_no');
    const order = erp.orders.find(call.app, number);
    const refusal = order === undefined ? `系统不存在单号${number}` : change(order, entry);
    if (refusal === undefined) erp.effects.add(effect, number);
    else errors.push({ global_order_no: number, error_message: refusal });
  }
  const { code, message } = outcomeOf(entries.length, errors.length, doneCode);
  return settled(call.stamp, code, message, { data: { error_details: errors }, success: String(errors.length === 0) });
}

function outcomeOf(total: number, failed: number, doneCode: number): { code: number; message: string } {
  if (failed === 0) return { code: doneCode, message: '订单更新成功' };
  return failed === total ? { code: 10_000, message: '订单更新失败' } : { code: 10_001, message: '订单更新部分成功' };
}
