import { integer, listOf, money, object, oneOf, text } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { entriesAt, isGiven, textAt, type Fields } from '../body.ts';
import { refuseByShape, type Call } from '../call.ts';
import type { Erp } from '../erp.ts';
import { amountOf, amountText } from './amounts.ts';
import { changeEach } from './change.ts';
import type { Fault } from './fault.ts';
import { GRANTED_ADDRESS_FIELDS, OPEN_ADDRESS_FIELDS, orderNumber, texts } from './fields.ts';
import { itemsTotal } from './hold.ts';
import { REVIEW, type HeldItem, type HeldOrder } from './order.ts';
import { deriveTags } from './tags.ts';
import { changeItems } from './update-items.ts';

const NEEDED_ADDRESS_FIELDS = ['receiver_name', 'receiver_country_code', 'city', 'address_line1'];

const FIELDS = object({
  order_list: listOf(object({
    global_order_no: orderNumber,
    address_info: object({ ...texts(OPEN_ADDRESS_FIELDS), ...texts(GRANTED_ADDRESS_FIELDS), receiver_tel: text }),
    logistics: object({ cod_type: oneOf('是', '否'), sender_tax_type: text, sender_tax_no: text }),
    order_item_list: listOf(object({
      type: oneOf(1, 2, 3), id: text, sku: text, msku: text, quantity: integer, price: money, mark: text, platformOrderNo: text,
    })),
  })),
});

/** Overwrites the fields that are sent, of orders in review; fields left out stay. */
export function updateOrders(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  return changeEach(erp, call, { list: 'order_list', effect: 'update', doneCode: 10_002 }, (order, entry) => {
    const fault = faultOf(entry);
    if (fault !== undefined) {
      call.violate({ rule: fault.rule, detail: fault.detail });
      return fault.message;
    }
    if (order.isDeleted || order.status !== REVIEW) return '仅待审核状态的订单允许编辑';
    const items = changeItems(erp, call.app, order, entriesAt(entry, 'order_item_list'));
    if (typeof items === 'string') return items;
    putItems(order, items);
    putAddress(order, (entry['address_info'] ?? {}) as Fields, call.app.piiGranted);
    putTax(order, (entry['logistics'] ?? {}) as Fields);
    deriveTags(order);
    erp.orders.save(order, { by: 'api', call: 'update' });
    return undefined;
  });
}

function faultOf(entry: Fields): Fault | undefined {
  if (!Array.isArray(entry['order_item_list'])) {
    return { rule: 'required-missing', detail: 'order_item_list: may be empty, not left out', message: '商品信息不能为空' };
  }
  const items = entriesAt(entry, 'order_item_list');
  if (items.some((item) => !isGiven(item['type']))) return { rule: 'required-missing', detail: 'order_item_list: type', message: '编辑类型不能为空' };
  // The documentation ties it to the real price by a factor of a million and does not say in which direction.
  if (items.some((item) => isGiven(item['price']))) {
    return { rule: 'not-allowed', detail: 'order_item_list: price: its unit is ambiguous, never send it', message: '单价不允许修改' };
  }
  const address = (entry['address_info'] ?? {}) as Fields;
  const emptied = NEEDED_ADDRESS_FIELDS.filter((name) => typeof address[name] === 'string' && textAt(address, name).trim() === '');
  if (emptied.length > 0) return { rule: 'required-missing', detail: `address_info: ${emptied.join(', ')}`, message: `收货信息不能为空: ${emptied.join(', ')}` };
  const isCountry = /^([A-Z]{2})?$/.test(textAt(address, 'receiver_country_code'));
  return isCountry ? undefined : { rule: 'out-of-range', detail: 'address_info: receiver_country_code', message: '收件国家二字码不正确' };
}

/** Shipping and tax of the order stay as they are. */
function putItems(order: HeldOrder, items: HeldItem[]): void {
  const rest = amountOf(order.totalAmount) - itemsTotal(order.items);
  order.items = items;
  order.totalAmount = amountText(rest + itemsTotal(items));
}

/** What needs the personal-data grant is dropped without it, as on create. */
function putAddress(order: HeldOrder, address: Fields, isGranted: boolean): void {
  const known = [...OPEN_ADDRESS_FIELDS, ...(isGranted ? [...GRANTED_ADDRESS_FIELDS, 'receiver_tel'] : [])];
  const sent = known.filter((name) => typeof address[name] === 'string').map((name) => [name, textAt(address, name)]);
  order.address = { ...order.address, ...(Object.fromEntries(sent) as Record<string, string>) };
}

function putTax(order: HeldOrder, logistics: Fields): void {
  const sent = (name: string, held: string): string => (isGiven(logistics[name]) ? textAt(logistics, name) : held);
  const { codType, senderTaxType, senderTaxNo } = order.tax;
  order.tax = { codType: sent('cod_type', codType), senderTaxType: sent('sender_tax_type', senderTaxType), senderTaxNo: sent('sender_tax_no', senderTaxNo) };
}
