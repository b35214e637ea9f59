import { isOverseas } from '../catalog/catalog.ts';
import type { App, Method, Warehouse } from '../config.ts';
import { appOf, type Erp } from '../erp.ts';
import { FROZEN, REVIEW, TO_SHIP, type HeldItem, type HeldOrder } from '../orders/order.ts';
import type { Cause } from '../orders/store.ts';
import { dropTag, hasTag, MANUAL_REVIEW, OUT_OF_STOCK, setTag } from '../orders/tags.ts';
import { DELIVERY, LABELING, LOGISTICS, type Outbound } from '../outbounds/outbound.ts';
import { needsOf } from './needs.ts';

/** Why an order cannot be approved for shipping, in the vendor's words; empty where it can. */
export function obstaclesTo(erp: Erp, order: HeldOrder): string[] {
  if (order.isDeleted) return ['订单不存在！'];
  if (order.status !== REVIEW) return ['订单状态不是待审核'];
  const found = [
    order.statusSub === FROZEN && '订单已冻结',
    order.wid === '' && '未设置仓库',
    order.logisticsTypeId === '' && '未设置物流',
    order.items.some(({ localSku }) => localSku === '') && '商品未配对',
  ].filter((text) => text !== false);
  return found.length > 0 || erp.stock.suffices(needsOf(erp, order, order.items)) ? found : [OUT_OF_STOCK.name];
}

/** From review to "to ship": locks stock and hands the warehouse one outbound order for everything. Returns what stands in the way. */
export function reviewOrder(erp: Erp, order: HeldOrder, cause: Cause): string | undefined {
  const obstacles = obstaclesTo(erp, order);
  if (obstacles.length > 0) {
    const isNews = obstacles.includes(OUT_OF_STOCK.name) && !hasTag(order, OUT_OF_STOCK.tagNo);
    if (isNews) {
      setTag(order, OUT_OF_STOCK);
      erp.orders.save(order, { ...cause, call: 'out-of-stock' });
    }
    return obstacles.join(';');
  }
  erp.stock.lock(needsOf(erp, order, order.items));
  Object.assign(order, { status: TO_SHIP, statusSub: 0, reviewedAt: erp.agenda.now(), logistics: { ...order.logistics, status: 1 } });
  for (const { tagNo } of order.tags.filter((tag) => tag.tagNo.startsWith('3-'))) dropTag(order, tagNo);
  addOutbound(erp, order, order.items);
  erp.orders.save(order, cause);
  return undefined;
}

/** People choose a warehouse and a method where the caller named none; the API's review does not. */
export function reviewByStaff(erp: Erp, order: HeldOrder, cause: Cause): string | undefined {
  if (order.status === REVIEW && order.wid === '') {
    const app = appOf(erp, order);
    const warehouse = chooseWarehouse(erp, app, order);
    const method = warehouse === undefined ? undefined : chooseMethod(app, warehouse);
    if (warehouse !== undefined && method !== undefined) {
      Object.assign(order, { wid: warehouse.wid, logisticsTypeId: method.typeId });
      dropTag(order, MANUAL_REVIEW);
      erp.orders.save(order, { ...cause, call: 'choose-warehouse' });
    }
  }
  return reviewOrder(erp, order, cause);
}

const chooseWarehouse = (erp: Erp, { warehouses }: App, order: HeldOrder): Warehouse | undefined =>
  warehouses.find(({ wid }) => erp.stock.suffices(needsOf(erp, { ...order, wid }, order.items))) ?? warehouses[0];

const chooseMethod = ({ logistics }: App, { wid }: Warehouse): Method | undefined =>
  logistics.find((method) => method.wid === wid) ?? logistics.find((method) => method.wid === '') ?? logistics[0];

/** Its stock is locked already. */
export function addOutbound(erp: Erp, order: HeldOrder, items: readonly HeldItem[]): Outbound {
  const serial = erp.nextSerial();
  const now = erp.agenda.now();
  const outbound: Outbound = {
    woId: String(serial),
    woNumber: `WO${103_800_000_000_000_000n + serial * 613n}`,
    appId: order.appId,
    storeId: order.storeId,
    globalOrderNo: order.globalOrderNo,
    items: items.map((item) => ({ ...item })),
    wid: order.wid,
    logisticsTypeId: order.logisticsTypeId,
    status: LABELING,
    logisticsStatus: isOverseas(appOf(erp, order), order.wid) ? LOGISTICS.toOrderOverseas : LOGISTICS.toOrder,
    logisticsMessage: '',
    cancelStatus: 0,
    cancelMessage: '',
    deliveryStatus: DELIVERY.waiting,
    deliveryMessage: '',
    waybillNo: '',
    trackingNo: '',
    carrier: '',
    createdAt: now,
    updatedAt: now,
    deliveredAt: 0,
  };
  erp.outbounds.add(outbound);
  return outbound;
}
