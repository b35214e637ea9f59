export { rePushDelivery, retryDelivery, skipDelivery, type ByHand } from './by-hand.ts';
export { findDelivery, listDeliveries, type Action, type DeliveryFilter } from './deliveries.ts';
export type { DeliveryRow } from './delivery-rows.ts';
export { erasePerson, type Erasure } from './erase.ts';
export { exportMap } from './maps-export.ts';
export { findOrders, type DesiredPart, type OrderChange, type OrderRow } from './orders.ts';
export { findRebuild, requestRebuild, type Rebuild, type RebuildRequest } from './rebuilds.ts';
export { findRedriven, noteRedriven } from './redrives.ts';
export { databaseTime } from './time.ts';
