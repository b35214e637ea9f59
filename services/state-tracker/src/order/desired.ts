import type { Cancellation, FulfillmentRequest, ShipmentNotice } from '@tributary/contracts';
import { cancellationsOf } from './cancellations.ts';
import type { RoutingContext } from './context.ts';
import type { Sealed } from './facts.ts';
import { noticesOf } from './notices.ts';
import { requestsOf } from './requests.ts';
import type { OrderView } from './view.ts';

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

/** What follows from the facts for others: ERPs, and the channel. */
export function desiredOf(view: OrderView, context: RoutingContext): Desired {
  return { requests: requestsOf(view), notices: noticesOf(view), cancellations: cancellationsOf(view, context) };
}
