import { isObject } from '../engine/json.ts';
import { sum } from '../engine/money.ts';
import type { Reply } from '../engine/vendor.ts';
import { amountOf, amountText } from './amounts.ts';
import { illegal, refuseByShape, type Call } from './call.ts';
import type { Store } from './config.ts';
import { succeeded } from './envelope.ts';
import { CREATE_FIELDS, GRANTED_ADDRESS_FIELDS, GRANTED_BUYER_FIELDS, OPEN_ADDRESS_FIELDS, PLATFORM_NAMES } from './fields.ts';
import type { HeldItem, HeldOrder, OrderStore } from './store.ts';

export interface CreateParts {
  store: OrderStore;
  listingDelayMs: number;
  nextSerial: () => bigint;
}

/** The real limit is undocumented; small batches are the advice, and a stand-in that takes anything would teach nobody. */
const MAX_ORDERS = 50;
const REQUIRED = ['platform_order_no', 'receiver_country_code', 'receiver_name', 'city', 'address_line1'] as const;

type Fields = Record<string, unknown>;

/** Makes manual orders. Code 0 only says that the call was understood: each order succeeds or fails by itself. */
export function createOrders(parts: CreateParts, call: Call): Reply {
  const refusal = refuseByShape(call, CREATE_FIELDS) ?? refuseTarget(call);
  if (refusal !== undefined) return refusal;
  const target = storeOf(call);
  const { store } = parts;
  const successes: { platform_order_no: string; global_order_no: string }[] = [];
  const errors: { platform_order_no: string; error_message: string }[] = [];
  for (const order of call.body['orders'] as Fields[]) {
    const number = textAt(order, 'platform_order_no');
    const fault = faultOf(order);
    if (fault !== undefined) call.violate({ rule: fault.rule, detail: fault.detail });
    const isTaken = store.find(target.storeId, number) !== undefined;
    // A duplicate is the caller's normal way to find out, so it is no violation.
    const message = fault?.message ?? (isTaken ? `平台单号【${number}】在该店铺下已存在，请勿重复创建` : undefined);
    if (message !== undefined) {
      errors.push({ platform_order_no: number, error_message: message });
      continue;
    }
    const held = holdOrder(parts, call, target, order);
    store.add(held);
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

interface Fault {
  rule: string;
  /** For the record: field names only. */
  detail: string;
  /** For the caller, in the vendor's language. */
  message: string;
}

function faultOf(order: Fields): Fault | undefined {
  const missing = REQUIRED.filter((name) => textAt(order, name).trim() === '');
  if (missing.length > 0) return { rule: 'required-missing', detail: missing.join(', '), message: `必填参数缺失: ${missing.join(', ')}` };
  if (!/^[A-Z]{2}$/.test(textAt(order, 'receiver_country_code'))) return outOfRange('receiver_country_code', '收件国家二字码不正确');
  if (!/^([A-Z]{3})?$/.test(textAt(order, 'amount_currency'))) return outOfRange('amount_currency', '币种不正确');
  if (isGiven(order['wid']) !== isGiven(order['logistics_type_id'])) {
    return { rule: 'not-allowed', detail: 'wid and logistics_type_id need each other', message: '仓库与物流方式必须同时填写' };
  }
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

function holdOrder({ nextSerial, listingDelayMs }: CreateParts, { app, stamp: { now } }: Call, store: Store, order: Fields): HeldOrder {
  const items = (order['items'] as Fields[]).map((item) => holdItem(item, nextSerial));
  const itemsTotal = sum(items.map(({ unitPrice, quantity }) => amountOf(unitPrice) * BigInt(quantity)));
  const computedTotal = itemsTotal + amountAt(order, 'customer_shipping_amount') + amountAt(order, 'customer_tax_amount');
  const kept = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, textAt(order, name)]));
  return {
    appId: app.appId,
    storeId: store.storeId,
    platformCode: store.platformCode,
    platformOrderNo: textAt(order, 'platform_order_no'),
    globalOrderNo: globalNumber(nextSerial()),
    status: 4,
    currency: textAt(order, 'amount_currency') || store.currency,
    shippingAmount: amountText(amountAt(order, 'customer_shipping_amount')),
    taxAmount: amountText(amountAt(order, 'customer_tax_amount')),
    totalAmount: amountText(isGiven(order['order_total_amount']) ? amountAt(order, 'order_total_amount') : computedTotal),
    items,
    address: kept([...OPEN_ADDRESS_FIELDS, ...(app.piiGranted ? GRANTED_ADDRESS_FIELDS : [])]),
    buyer: kept(['buyer_note', ...(app.piiGranted ? GRANTED_BUYER_FIELDS : [])]),
    wid: textAt(order, 'wid'),
    logisticsTypeId: textAt(order, 'logistics_type_id'),
    purchaseTime: Number(order['global_purchase_time'] ?? Math.floor(now / 1000)),
    paymentTime: Number(order['global_payment_time'] ?? 0),
    remark: textAt(order, 'remark'),
    createdAt: now,
    visibleAt: now + listingDelayMs,
    updatedAt: now,
  };
}

const holdItem = (item: Fields, nextSerial: () => bigint): HeldItem => ({
  id: String(nextSerial()),
  globalItemNo: globalNumber(nextSerial()),
  sku: textAt(item, 'sku'),
  msku: textAt(item, 'msku'),
  quantity: Number(item['quantity']),
  unitPrice: amountText(amountAt(item, 'unit_price')),
  stockDeductionType: textAt(item, 'stock_deduction_type'),
});

/** 18 digits, beyond what a double holds. */
const globalNumber = (serial: bigint): string => String(103_700_000_000_000_000n + serial * 613n);

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
const textAt = (fields: Fields, name: string): string => (isGiven(fields[name]) ? String(fields[name]) : '');
const amountAt = (fields: Fields, name: string): bigint => amountOf(textAt(fields, name));
