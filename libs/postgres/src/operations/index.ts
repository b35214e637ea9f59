export { rePushDelivery, retryDelivery, skipDelivery, type ByHand } from './by-hand.ts';
export { findDelivery, listDeliveries, type Action, type DeliveryFilter } from './deliveries.ts';
export type { DeliveryRow } from './delivery-rows.ts';
export { exportMap } from './maps-export.ts';
export { findOrders, type DesiredPart, type OrderRow } from './orders.ts';
export { databaseTime } from './time.ts';
