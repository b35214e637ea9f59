import { isOverseas, methodOf, productIdOf, sidOf, storeOf, warehouseOf } from '../catalog/catalog.ts';
import type { App } from '../config.ts';
import { beijingTime } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { amountOf, amountText } from '../orders/amounts.ts';
import { PLATFORM_NAMES } from '../orders/fields.ts';
import { stockOwnerOf } from '../life/needs.ts';
import type { HeldItem, HeldOrder } from '../orders/order.ts';
import { LOGISTICS_NAMES, STATUS_NAMES, type Outbound } from './outbound.ts';

const timeText = (at: number): string => (at === 0 ? '' : beijingTime(at));

/** One row of the outbound list: here ids are numbers where they fit, and times are Beijing wall-clock text, empty for "not yet". */
export function renderOutbound(erp: Erp, app: App, outbound: Outbound): Record<string, unknown> {
  const sid = sidOf(app, outbound.storeId);
  return {
    wo_id: Number(outbound.woId),
    wo_number: outbound.woNumber,
    sid: Number(sid),
    seller_name: storeOf(app, outbound.storeId)?.name ?? '',
    site_text: '',
    ...renderOrigin(erp.orders.get(outbound.globalOrderNo), outbound),
    ...renderWay(app, outbound),
    ...renderProgress(outbound),
    product_info: outbound.items.map((item) => renderProduct(app, item, sid)),
  };
}

const renderOrigin = (order: HeldOrder | undefined, { globalOrderNo, items }: Outbound): Record<string, unknown> => ({
  order_number: globalOrderNo,
  platform_order_no: order?.platformOrders.map(({ platformOrderNo }) => platformOrderNo) ?? [],
  platform_name: PLATFORM_NAMES[order?.platformCode ?? ''] ?? '',
  reference_no: '',
  order_from: order?.orderFrom ?? '',
  order_type: orderTypeOf(items),
  tag_names: order?.tags.map(({ name }) => name) ?? [],
});

function renderWay(app: App, { wid, logisticsTypeId, waybillNo, trackingNo }: Outbound): Record<string, unknown> {
  const method = methodOf(app, logisticsTypeId);
  const [warehouseType, way] = isOverseas(app, wid) ? [3, 2] : [1, 1];
  return {
    wid: Number(wid),
    warehouse_name: warehouseOf(app, wid)?.name ?? '',
    warehouse_type: warehouseType,
    logistics_way: way,
    waybill_no: waybillNo,
    tracking_no: trackingNo,
    transfer_tracking_no: '',
    logistics_provider_id: Number(method?.providerId ?? 0),
    logistics_provider_name: method?.providerName ?? '',
    logistics_type_id: Number(logisticsTypeId),
    logistics_type_name: method?.name ?? '',
    logistics_freight: '0.00',
    logistics_freight_currency_code: '',
    pkg_real_weight: '0.000',
    pkg_real_weight_unit: 'g',
  };
}

const renderProgress = (outbound: Outbound): Record<string, unknown> => ({
  status: outbound.status,
  status_name: STATUS_NAMES[outbound.status] ?? '',
  logistics_status: outbound.logisticsStatus,
  logistics_status_name: LOGISTICS_NAMES[outbound.logisticsStatus] ?? '',
  logistics_message: outbound.logisticsMessage,
  cancel_status: outbound.cancelStatus,
  cancel_message: outbound.cancelMessage,
  delivery_status: outbound.deliveryStatus,
  delivery_message: outbound.deliveryMessage,
  delivered_at: timeText(outbound.deliveredAt),
  stock_delivered_at: timeText(outbound.deliveredAt),
  create_at: beijingTime(outbound.createdAt),
  update_at: beijingTime(outbound.updatedAt),
  package_delivered_data: [],
});

/** As the detail call spells it: the same facts in camelCase, and the carrier, which the list does not have. */
export function renderDetail(erp: Erp, outbound: Outbound): Record<string, unknown> {
  const order = erp.orders.get(outbound.globalOrderNo);
  return {
    orderNumber: outbound.globalOrderNo,
    woNumber: outbound.woNumber,
    status: outbound.status,
    actualCarrier: outbound.carrier,
    trackingNo: outbound.trackingNo,
    waybillNo: outbound.waybillNo,
    platformCode: order?.platformCode ?? '',
    orderFrom: order?.orderFrom === '补发订单' ? 3 : 2,
    productInfo: outbound.items.map(({ localSku, msku, quantity }) => ({ sku: localSku, sellerSku: msku, count: quantity })),
  };
}

/** 1 one piece, 2 several products, 3 several pieces of one product. */
function orderTypeOf(items: readonly HeldItem[]): number {
  if (new Set(items.map(({ localSku }) => localSku)).size > 1) return 2;
  return items.length === 1 && items[0]?.quantity === 1 ? 1 : 3;
}

const renderProduct = (app: App, item: HeldItem, sid: string): Record<string, unknown> => ({
  wod_id: Number(item.id),
  product_id: productIdOf(app, item.localSku),
  sku: item.localSku,
  seller_sku: item.msku,
  count: item.quantity,
  bundle_type: 0,
  bundle_wod_id: 0,
  product_name: item.localSku,
  item_unit_price: item.unitPrice,
  item_total_price: amountText(amountOf(item.unitPrice) * BigInt(item.quantity)),
  stock_sid: stockOwnerOf(item, sid),
  third_product_code: '',
});
