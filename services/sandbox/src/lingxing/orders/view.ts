import { isGiven } from '../body.ts';
import { methodOf, warehouseOf } from '../catalog/catalog.ts';
import type { App } from '../config.ts';
import { amountOf, amountText } from './amounts.ts';
import type { HeldItem, HeldOrder, PlatformOrder, Tag } from './order.ts';

const SYMBOLS: Record<string, string> = { USD: '$', EUR: '€', GBP: '£', JPY: '￥', CNY: '￥', CAD: 'C$' };

const secondsOf = (ms: number): number => Math.floor(ms / 1000);

/** One row of the order list: ids as strings, times as seconds in text or number as the vendor mixes them, 0 or null for "none". */
export function renderOrder(app: App, order: HeldOrder): Record<string, unknown> {
  return {
    store_id: order.storeId,
    wid: order.wid,
    warehouse_name: warehouseOf(app, order.wid)?.name ?? '',
    reference_no: '',
    global_order_no: order.globalOrderNo,
    original_global_order_no: isGiven(order.originalGlobalOrderNo) ? order.originalGlobalOrderNo : null,
    order_from_name: order.orderFrom,
    status: order.status,
    flow_node: 0,
    status_sub: order.statusSub,
    split_type: order.splitType,
    delivery_type: 2,
    supplier_id: '',
    is_delete: order.isDeleted ? 1 : 0,
    update_time: String(secondsOf(order.updatedAt)),
    global_purchase_time: order.purchaseTime,
    global_payment_time: order.paymentTime,
    global_review_time: secondsOf(order.reviewedAt),
    global_distribution_time: null,
    global_print_time: null,
    global_mark_time: 0,
    global_delivery_time: secondsOf(order.shippedAt),
    global_cancel_time: secondsOf(order.cancelledAt),
    global_latest_ship_time: '0',
    amount_currency: order.currency,
    remark: order.remark,
    customer_shipping_list: null,
    order_custom_fields: [],
    item_info: order.items.map(renderItem),
    platform_info: order.platformOrders.map((platformOrder) => renderPlatform(order, platformOrder)),
    logistics_info: renderLogistics(app, order),
    transaction_info: [renderAmounts(order)],
    order_tag: renderTags(order, 'order'),
    exception_order_tag: renderTags(order, 'exception'),
    pending_order_tag: renderTags(order, 'pending'),
    pending_order_tag_order_tag: [],
    ...(app.piiGranted ? renderPeople(order) : {}),
  };
}

const renderTags = ({ tags }: HeldOrder, list: Tag['list']): Record<string, unknown>[] =>
  tags.filter((tag) => tag.list === list).map(({ tagNo, name }) => ({ tag_type: TAG_TYPES[tagNo.charAt(0)] ?? '自定义订单标签', tag_no: tagNo, tag_name: name }));

/** The kind of a tag is the first digit of its number and shown as text. */
const TAG_TYPES: Record<string, string> = { '1': '自定义处理类型', '2': '自定义订单标签', '3': '系统处理类型', '4': '系统订单标签' };

function renderItem(item: HeldItem): Record<string, unknown> {
  return {
    id: item.id,
    global_item_no: item.globalItemNo,
    platform_order_no: item.platformOrderNo,
    order_item_no: '',
    item_from_name: '本地',
    msku: item.msku,
    local_sku: item.localSku,
    product_no: '',
    local_product_name: item.localSku,
    title: '',
    variant_attr: '',
    unit_price_amount: item.unitPrice,
    item_price_amount: amountText(amountOf(item.unitPrice) * BigInt(item.quantity)),
    quantity: item.quantity,
    remark: item.remark,
    platform_status: '',
    type: '产品',
    stockCost: null,
    customer_shipping_amount: '0.00',
    discount_amount: '0.00',
    tax_amount: '0.00',
    platform_tax_amount: '0.00',
    other_amount: '0.00',
    is_bundled: 0,
    sub_products: [],
    stock_deduct_id: '',
    stock_deduct_name: '',
    item_custom_fields: [],
  };
}

const renderPlatform = (order: HeldOrder, { platformOrderNo, purchaseTime, paymentTime }: PlatformOrder): Record<string, unknown> => ({
  order_from: order.orderFrom,
  platform_order_no: platformOrderNo,
  platform_order_name: platformOrderNo,
  platform_code: order.platformCode,
  store_Country_code: order.address['receiver_country_code'] ?? '',
  status: '',
  payment_status: '',
  shipping_status: '',
  purchase_time: purchaseTime,
  payment_time: paymentTime,
  latest_ship_time: 0,
  cancel_time: 0,
  delivery_time: 0,
});

function renderLogistics(app: App, { logisticsTypeId, logistics }: HeldOrder): Record<string, unknown> {
  const method = methodOf(app, logisticsTypeId);
  return {
    status: logistics.status,
    logistics_type_id: logisticsTypeId,
    logistics_type_name: method?.name ?? '',
    logistics_provider_id: method?.providerId ?? '',
    logistics_provider_name: method?.providerName ?? '',
    actual_carrier: logistics.carrier,
    waybill_no: logistics.waybillNo,
    tracking_no: logistics.trackingNo,
    mark_no: '',
    pre_weight: 0,
    weight: 0,
    weight_unit: 'g',
    pkg_fee_weight: 0,
    pkg_fee_weight_unit: 'g',
    pkg_length: 0,
    pkg_width: 0,
    pkg_height: 0,
    pkg_size_unit: 'cm',
    pre_cost_amount: '-￥0.00',
    cost_amount: '0.00',
    cost_currency_code: '',
    logistics_time: secondsOf(logistics.at),
  };
}

/** Display strings with a symbol, as the vendor shows them: not meant to be parsed as money. */
function renderAmounts({ currency, shippingAmount, taxAmount, totalAmount }: HeldOrder): Record<string, unknown> {
  const shown = (amount: string): string => `${SYMBOLS[currency] ?? ''}${amount}`;
  return {
    customer_shipping_amount: shown(shippingAmount),
    customer_tax_amount_show: shown(taxAmount),
    discount_amount: shown(amountText(0n)),
    order_total_amount: shown(totalAmount),
  };
}

function renderPeople({ address, buyer }: HeldOrder): Record<string, unknown> {
  const { receiver_company_name: company = '', ...lines } = address;
  return {
    buyers_info: { buyer_no: '', buyer_email: '', buyer_name: '', ...buyer },
    address_info: { receiver_tel: '', ...lines, company_name: company },
  };
}
