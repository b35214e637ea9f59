import type { Cancellation, FulfillmentRequest, ShipmentNotice } from '@tributary/contracts';
import type { Sealed } from './facts.ts';

/** What the publisher adds. */
type Added = 'eventId' | 'revision' | 'version' | 'rawRef' | 'mapperVersion' | 'origin' | 'echoOf' | 'occurredAt' | 'recordedAt' | 'traceId';

/** What an ERP should hold; personal stays sealed. */
export type DesiredPart = Omit<FulfillmentRequest, Added | 'personal'> & { readonly personal: Sealed | null };
/** What the channel should know of one parcel. */
export type DesiredNotice = Omit<ShipmentNotice, Added>;
/** What the channel should cancel. */
export type DesiredCancellation = Omit<Cancellation, Added>;

/** Everything that is wanted of others for one order. */
export type Desired = {
  readonly requests: readonly DesiredPart[];
  readonly notices: readonly DesiredNotice[];
  readonly cancellations: readonly DesiredCancellation[];
};
