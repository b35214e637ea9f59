/**
 * Every effect that intake knows:
 *
 * | effect           | desired state             | one per                                    |
 * |------------------|---------------------------|--------------------------------------------|
 * | `erp.create`     | `FulfillmentRequest`      | order part, ERP account and incarnation    |
 * | `erp.cancel`     | the cancelled request     | the same; undoes its `erp.create`          |
 * | `erp.link`       | `FulfillmentRequest`      | the same, where the ERP fetches by itself  |
 * | `ship.confirm`   | `ShipmentNotice`          | parcel and channel account                 |
 * | `cancel.channel` | `Cancellation`            | cancellation and channel account           |
 */
export type EffectName = 'erp.create' | 'erp.cancel' | 'erp.link' | 'ship.confirm' | 'cancel.channel';
