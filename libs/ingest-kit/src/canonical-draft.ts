import type { Order, OrderPersonal, ShipTo } from '@tributary/contracts';

type Envelope = 'eventId' | 'tenant' | 'channel' | 'account' | 'origin' | 'echoOf' | 'revision' | 'mapperVersion' | 'recordedAt' | 'timeZone' | 'traceId' | 'rawRef';

/**
 * An order as a mapper reads it out of one raw record. What the raw record, the configuration or a key must add is
 * missing: the envelope, the order key, digests, and the seal around what is personal.
 */
export type OrderDraft = Omit<Order, Envelope | 'orderKey' | 'shipTo' | 'personal' | 'buyerRef'> & {
  readonly row: 'order';
  /** The source's own update time, epoch ms, and its sequence number, 0 where it has none. */
  readonly revision: { readonly at: number; readonly seq: number };
  readonly shipTo: Omit<ShipTo, 'fingerprint'>;
  /** Null where the channel gave nothing personal. */
  readonly personal: OrderPersonal | null;
  /** Id of the buyer at the channel. */
  readonly buyerId: string | null;
};

/** What mappers make, told apart by the topic's row. */
export type CanonicalDraft = OrderDraft;
