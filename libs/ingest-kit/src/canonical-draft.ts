import type { Cancellation, ErpOrder, Inventory, Order, OrderPersonal, Refund, Shipment, ShipTo } from '@tributary/contracts';

type Envelope = 'eventId' | 'tenant' | 'channel' | 'account' | 'origin' | 'echoOf' | 'revision' | 'mapperVersion' | 'recordedAt' | 'timeZone' | 'traceId' | 'rawRef';

/** The source's own update time, epoch ms, and its sequence number, 0 where it has none. */
export type DraftRevision = { readonly at: number; readonly seq: number };

/** Which order a draft is about: a channel's mapper knows the order's id there, an ERP's mapper one of the raw record's order keys. */
export type OrderReference = { readonly channelOrderId: string } | { readonly orderKey: string };

/** What every draft about an order has beside its content. `subject` names the thing within its order: a shipment, a refund. */
type Draft<Row extends string, Value> = Omit<Value, Envelope | 'orderKey'> & { readonly row: Row; readonly revision: DraftRevision };
type OrderBound<Row extends string, Value> = Draft<Row, Value> & { readonly order: OrderReference };

/**
 * An order as a mapper reads it out of one raw record. What the raw record, the configuration or a key must add is
 * missing: the envelope, the order key, digests, and the seal around what is personal.
 */
export type OrderDraft = Omit<Draft<'order', Order>, 'shipTo' | 'personal' | 'buyerRef' | 'erased'> & {
  readonly shipTo: Omit<ShipTo, 'fingerprint'>;
  /** Null where the channel gave nothing personal. */
  readonly personal: OrderPersonal | null;
  /** Id of the buyer at the channel. */
  readonly buyerId: string | null;
};

export type ShipmentDraft = OrderBound<'shipment', Shipment>;
export type CancellationDraft = OrderBound<'cancellation', Cancellation>;
export type RefundDraft = OrderBound<'refund', Refund>;
export type ErpOrderDraft = OrderBound<'erp-order', ErpOrder>;
/** Of no order; its key is made of what it counts. */
export type InventoryDraft = Draft<'inventory', Inventory>;

/** What mappers make, told apart by the topic's row. */
export type CanonicalDraft = OrderDraft | ShipmentDraft | CancellationDraft | RefundDraft | ErpOrderDraft | InventoryDraft;
