import type { OrderState } from '@tributary/contracts';

type Envelope = 'eventId' | 'tenant' | 'channel' | 'account' | 'marketplace' | 'salesPartner' | 'origin' | 'echoOf' | 'revision' | 'mapperVersion' | 'occurredAt' | 'recordedAt' | 'timeZone' | 'traceId' | 'rawRef' | 'orderKey' | 'version';

/** Everything that is derived from an order's facts: the `order-state` record without its envelope. */
export type State = Omit<OrderState, Envelope>;
