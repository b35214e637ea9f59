import type { Endpoint } from './call.ts';
import { listMethods } from './catalog/methods.ts';
import { listPairs } from './catalog/pairs.ts';
import { listSellers } from './catalog/sellers.ts';
import { listWarehouses } from './catalog/warehouses.ts';
import type { Erp } from './erp.ts';
import { cancelOrders } from './orders/cancel.ts';
import { createOrders } from './orders/create.ts';
import { editOrders } from './orders/edit.ts';
import { listOrders } from './orders/list.ts';
import { setRemarks } from './orders/remark.ts';
import { reviewOrders } from './orders/review.ts';
import { updateOrders } from './orders/update.ts';
import { readOutbounds } from './outbounds/by-numbers.ts';
import { interceptOutbounds } from './outbounds/intercept.ts';
import { listOutbounds } from './outbounds/list.ts';
import { listStock } from './stock/details.ts';

export interface Served {
  endpoint: Endpoint;
  /** How many calls of one app may be in flight. */
  capacity: number;
}

export const TOKEN_CAPACITY = 100;

/** Every business call by its path. All are POST; the capacity differs by the service behind the path. */
export function createEndpoints(erp: Erp, startedAt: number): Map<string, Served> {
  const wide = (endpoint: Endpoint): Served => ({ endpoint, capacity: 10 });
  const single = (endpoint: Endpoint): Served => ({ endpoint, capacity: 1 });
  return new Map([
    ['/pb/mp/order/v2/create', wide((call) => createOrders(erp, call))],
    ['/pb/mp/order/v2/list', wide((call) => listOrders(erp, call))],
    ['/pb/mp/order/editOrder', wide((call) => editOrders(erp, call))],
    ['/pb/mp/order/v2/updateOrder', wide((call) => updateOrders(erp, call))],
    ['/pb/mp/order/setRemark', wide((call) => setRemarks(erp, call))],
    ['/pb/mp/order/v2/cancelOrder', wide((call) => cancelOrders(erp, call))],
    ['/basicOpen/openapi/multiplatform/order/review', single((call) => reviewOrders(erp, call))],
    ['/basicOpen/wmsOrder/cancel', single((call) => interceptOutbounds(erp, call))],
    ['/erp/sc/routing/wms/order/wmsOrderList', single((call) => listOutbounds(erp, call))],
    ['/basicOpen/wmsOrder/getWmsOrdersByOrderNumbers', single((call) => readOutbounds(erp, call))],
    ['/erp/sc/routing/data/local_inventory/inventoryDetails', single((call) => listStock(erp, call))],
    ['/erp/sc/data/local_inventory/warehouse', single(listWarehouses)],
    ['/erp/sc/routing/wms/WmsLogistics/listUsedLogisticsType', single(listMethods)],
    ['/pb/mp/shop/v2/getSellerList', wide(listSellers)],
    ['/pb/mp/listing/v2/getPairList', wide((call) => listPairs(startedAt, call))],
  ]);
}
