import { amountOf, amountText } from './amounts.ts';
import type { HeldItem, HeldOrder } from './store.ts';

const SYMBOLS: Record<string, string> = { USD: '$', EUR: '€', GBP: '£', JPY: '￥', CNY: '￥', CAD: 'C$' };

/** One row of the order list: ids as strings, times as seconds in text or number as the vendor mixes them, 0 or null for "none". */
export function renderOrder(order: HeldOrder, isGranted: boolean): Record<string, unknown> {
  return {
    store_id: order.storeId,
    wid: order.wid,
    warehouse_name: '',
    reference_no: '',
    global_order_no: order.globalOrderNo,
    original_global_order_no: null,
    order_from_name: '手工订单',
    status: order.status,
    flow_node: 0,
    status_sub: 0,
    split_type: '1',
    delivery_type: 2,
    supplier_id: '',
    is_delete: 0,
    update_time: String(Math.floor(order.updatedAt / 1000)),
    global_purchase_time: order.purchaseTime,
    global_payment_time: order.paymentTime,
    global_review_time: 0,
    global_distribution_time: null,
    global_print_time: null,
    global_mark_time: 0,
    global_delivery_time: 0,
    global_cancel_time: 0,
    global_latest_ship_time: '0',
    amount_currency: order.currency,
    remark: order.remark,
    customer_shipping_list: null,
    order_custom_fields: [],
    item_info: order.items.map((item) => renderItem(item, order)),
    platform_info: [renderPlatform(order)],
    logistics_info: renderLogistics(order),
    transaction_info: [renderAmounts(order)],
    // Without warehouse and method a manual order waits for a person.
    order_tag: order.wid === '' ? [{ tag_type: '系统处理类型', tag_no: '3-5', tag_name: '待人工审核' }] : [],
    exception_order_tag: [],
    pending_order_tag: [],
    pending_order_tag_order_tag: [],
    ...(isGranted ? renderPeople(order) : {}),
  };
}

function renderItem(item: HeldItem, { platformOrderNo }: HeldOrder): Record<string, unknown> {
  return {
    id: item.id,
    global_item_no: item.globalItemNo,
    platform_order_no: platformOrderNo,
    order_item_no: '',
    item_from_name: '本地',
    msku: item.msku,
    local_sku: item.sku,
    product_no: '',
    local_product_name: '',
    title: '',
    variant_attr: '',
    unit_price_amount: item.unitPrice,
    item_price_amount: amountText(amountOf(item.unitPrice) * BigInt(item.quantity)),
    quantity: item.quantity,
    remark: '',
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

const renderPlatform = (order: HeldOrder): Record<string, unknown> => ({
  order_from: '手工订单',
  platform_order_no: order.platformOrderNo,
  platform_order_name: order.platformOrderNo,
  platform_code: order.platformCode,
  store_Country_code: order.address['receiver_country_code'] ?? '',
  status: '',
  payment_status: '',
  shipping_status: '',
  purchase_time: order.purchaseTime,
  payment_time: order.paymentTime,
  latest_ship_time: 0,
  cancel_time: 0,
  delivery_time: 0,
});

const renderLogistics = ({ logisticsTypeId }: HeldOrder): Record<string, unknown> => ({
  status: 0,
  logistics_type_id: logisticsTypeId,
  logistics_type_name: '',
  logistics_provider_id: '',
  logistics_provider_name: '',
  actual_carrier: '',
  waybill_no: '',
  tracking_no: '',
  mark_no: '',
  pre_weight: 0,
  weight: 0,
  weight_unit: 'g',
  cost_amount: '0.00',
  cost_currency_code: '',
  logistics_time: 0,
});

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
