/** Paths of the calls that we make, POST all of them. Source: apidoc.lingxing.com, states of December 2025 and May 2026. */
export const paths = {
  accessToken: '/api/auth-server/oauth/access-token',
  refreshToken: '/api/auth-server/oauth/refresh',
  sellerList: '/pb/mp/shop/v2/getSellerList',
  orderList: '/pb/mp/order/v2/list',
  orderCreate: '/pb/mp/order/v2/create',
  orderUpdate: '/pb/mp/order/v2/updateOrder',
  orderRemark: '/pb/mp/order/setRemark',
  orderCancel: '/pb/mp/order/v2/cancelOrder',
  outboundCancel: '/basicOpen/wmsOrder/cancel',
  outboundList: '/erp/sc/routing/wms/order/wmsOrderList',
  warehouseList: '/erp/sc/data/local_inventory/warehouse',
  stockList: '/erp/sc/routing/data/local_inventory/inventoryDetails',
} as const;

/**
 * Requests in flight that Lingxing allows per appId and path: its token bucket takes one per request and gives it back
 * when the request is answered, or after two minutes. One too many is refused at once with 3001008.
 */
export const documentedCapacities: Readonly<Record<string, number>> = {
  [paths.sellerList]: 10,
  [paths.orderList]: 10,
  [paths.orderCreate]: 10,
  [paths.orderUpdate]: 10,
  [paths.orderRemark]: 10,
  [paths.orderCancel]: 10,
  [paths.outboundCancel]: 1,
  [paths.outboundList]: 1,
  [paths.warehouseList]: 1,
  [paths.stockList]: 1,
};
