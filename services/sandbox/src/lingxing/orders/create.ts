import { isObject } from '../../engine/json.ts';
import type { Reply } from '../../engine/vendor.ts';
import { entriesAt, isGiven, textAt, type Fields } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import type { App, Store } from '../config.ts';
import { succeeded } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { amountAt } from './amounts.ts';
import { referenceFault, type Fault } from './fault.ts';
import { CREATE_FIELDS, PLATFORM_NAMES } from './fields.ts';
import { holdOrder } from './hold.ts';

/** The real limit is undocumented; small batches are the advice, and a stand-in that takes anything would teach nobody. */
const MAX_ORDERS = 50;
const REQUIRED = ['platform_order_no', 'receiver_country_code', 'receiver_name', 'city', 'address_line1'] as const;

/** Makes manual orders. Code 0 only says that the call was understood: each order succeeds or fails by itself. */
export function createOrders(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, CREATE_FIELDS) ?? refuseTarget(call);
  if (refusal !== undefined) return refusal;
  const target = storeOf(call);
  const successes: { platform_order_no: string; global_order_no: string }[] = [];
  const errors: { platform_order_no: string; error_message: string }[] = [];
  for (const order of entriesAt(call.body, 'orders')) {
    const number = textAt(order, 'platform_order_no');
    const fault = faultOf(call.app, order);
    if (fault !== undefined) call.violate({ rule: fault.rule, detail: fault.detail });
    const isTaken = erp.orders.ofNumber(target.storeId, number).length > 0;
    // A duplicate is the caller's normal way to find out, so it is no violation.
    const message = fault?.message ?? (isTaken ? `平台单号【${number}】在该店铺下已存在，请勿重复创建` : undefined);
    if (message !== undefined) {
      errors.push({ platform_order_no: number, error_message: message });
      continue;
    }
    const held = holdOrder(erp, call.app, target, order);
    erp.orders.add(held, { by: 'api', call: 'create' });
    erp.effects.add('create', held.globalOrderNo);
    successes.push({ platform_order_no: number, global_order_no: held.globalOrderNo });
  }
  return succeeded(call.stamp, { success_details: successes, error_details: errors });
}

const storeOf = ({ app, body }: Call): Store => app.stores.find(({ storeId }) => storeId === body['store_id']) ?? unknownStore();

function unknownStore(): never {
  throw new Error('creating orders: the store was checked before');
}

function refuseTarget(call: Call): Reply | undefined {
  const { platform_code: platform, store_id: storeId, orders } = call.body;
  if (platform === undefined || storeId === undefined || !Array.isArray(orders) || orders.length === 0) {
    return illegal(call, 'required-missing', 'platform_code, store_id, orders');
  }
  if (PLATFORM_NAMES[String(platform)] === undefined) return illegal(call, 'unknown-reference', 'platform_code');
  const store = call.app.stores.find((entry) => entry.storeId === storeId);
  if (store === undefined) return illegal(call, 'unknown-reference', 'store_id');
  if (store.platformCode !== String(platform)) return illegal(call, 'unknown-reference', 'platform_code: not the platform of this store');
  return orders.length > MAX_ORDERS ? illegal(call, 'out-of-range', `orders: at most ${MAX_ORDERS}`) : undefined;
}

function faultOf(app: App, order: Fields): Fault | undefined {
  const missing = REQUIRED.filter((name) => textAt(order, name).trim() === '');
  if (missing.length > 0) return { rule: 'required-missing', detail: missing.join(', '), message: `必填参数缺失: ${missing.join(', ')}` };
  if (!/^[A-Z]{2}$/.test(textAt(order, 'receiver_country_code'))) return outOfRange('receiver_country_code', '收件国家二字码不正确');
  if (!/^([A-Z]{3})?$/.test(textAt(order, 'amount_currency'))) return outOfRange('amount_currency', '币种不正确');
  if (isGiven(order['wid']) !== isGiven(order['logistics_type_id'])) {
    return { rule: 'not-allowed', detail: 'wid and logistics_type_id need each other', message: '仓库与物流方式必须同时填写' };
  }
  const reference = referenceFault(app, textAt(order, 'wid'), textAt(order, 'logistics_type_id'));
  if (reference !== undefined) return reference;
  const label = order['shipping_info'];
  if (isObject(label) && Object.values(label).filter(isGiven).length < 4) {
    return { rule: 'required-missing', detail: 'shipping_info: all four fields', message: '面单信息不完整' };
  }
  return itemsFault(order['items']);
}

const outOfRange = (field: string, message: string): Fault => ({ rule: 'out-of-range', detail: field, message });

function itemsFault(items: unknown): Fault | undefined {
  if (!Array.isArray(items) || items.length === 0) return { rule: 'required-missing', detail: 'items', message: '商品明细不能为空' };
  for (const item of items as Fields[]) {
    const isUnnamed = textAt(item, 'sku') === '' && textAt(item, 'msku') === '';
    if (isUnnamed) return { rule: 'required-missing', detail: 'items: sku or msku', message: 'SKU与MSKU不能同时为空' };
    if (typeof item['quantity'] !== 'number' || item['quantity'] <= 0) return outOfRange('items: quantity', '商品数量必须大于0');
    if (amountAt(item, 'unit_price') <= 0n) return outOfRange('items: unit_price', '商品单价必须大于0');
  }
  return undefined;
}
