import type { Reply } from '../../engine/vendor.ts';
import { textsAt } from '../body.ts';
import { illegal, type Call } from '../call.ts';
import type { Erp } from '../erp.ts';
import type { HeldOrder } from './order.ts';

export type OrderList = { readonly field: string; readonly most: number; /** Its name among the counted effects. */ readonly effect: string };
export type Acted = { readonly numbers: readonly string[]; readonly failures: readonly { readonly global_order_no: string; readonly message: string }[] };

/** Acts on each order of a list of numbers; `act` says what stands in the way of one. A reply where the list itself is refused. */
export function actOnOrders(erp: Erp, call: Call, { field, most, effect }: OrderList, act: (order: HeldOrder) => string | undefined): Acted | { readonly refusal: Reply } {
  const numbers = textsAt(call.body, field);
  if (numbers.length === 0) return { refusal: illegal(call, 'required-missing', field) };
  if (numbers.length > most) return { refusal: illegal(call, 'out-of-range', `${field}: at most ${most}`) };
  const failures: { global_order_no: string; message: string }[] = [];
  for (const number of numbers) {
    const order = erp.orders.find(call.app, number);
    const message = order === undefined ? '订单不存在！' : act(order);
    if (message === undefined) erp.effects.add(effect, number);
    else failures.push({ global_order_no: number, message });
  }
  return { numbers, failures };
}
