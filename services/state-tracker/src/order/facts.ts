import type { Cancellation, Command, Delivery, ErpOrder, FulfillmentGroup, Order, Refund, Shipment, ShipTo } from '@tributary/contracts';
import type { Destination, RouteMode } from '@tributary/rules';

/** JSON form of bytes that stay sealed: base64. */
export type Sealed = string;

/** What the channel says, without what not every record of it tells: that makes facts of its own. */
export type OrderBody = Omit<Order, 'personal' | 'shipTo' | 'groups' | 'paidAt'>;
/** `erased`: the person was erased; nothing personal comes back after that. */
export type PersonalBody = { readonly personal: Sealed | null; readonly shipTo: ShipTo; readonly erased: boolean };
/** Only records that tell the fulfillment groups make one. */
export type GroupsBody = { readonly groups: readonly FulfillmentGroup[] };
/** Only records that tell when it was paid make one. */
export type PaidBody = { readonly at: number };
export type CancelledBody = { readonly at: number };
export type DeliveryBody = Delivery;

/** Where the order goes. What was decided stays; lines that come or are let go later are added. */
export type RouteBody = {
  readonly rulesVersion: string;
  /** Null: the order is routed. Else why it is only watched. */
  readonly observed: Observed | null;
  /** The channel tells the buyer of parcels. Kept, so that a changed setting corrects no parcel that was told before. */
  readonly notifyBuyer: boolean;
  /** Places of the channel that we shipped from when the order was routed; empty: all. */
  readonly locations: readonly string[];
  readonly parts: readonly RoutePart[];
};
/** imported: an app copied it from a channel that tells us of it itself. early: placed before we take orders. */
export type Observed = 'imported' | 'early';
export type RoutePart = Destination & {
  readonly part: number;
  readonly mode: RouteMode;
  readonly channelLineIds: readonly string[];
  /** The command that gave the destination, where no map did. */
  readonly command: CommandMark | null;
};
/** Commands are carried out in this order; one that is not later than the mark has been dealt with. */
export type CommandMark = { readonly at: number; readonly eventId: string };

/** A part's second and every further life at an ERP, begun when the one before had ended there. */
export type IncarnationBody = Destination & { readonly part: number; readonly incarnation: number; readonly mode: RouteMode; readonly command: CommandMark | null };

/** The clock has passed a moment for which the order had a timer. */
export type TimerBody = { readonly code: string; /** Epoch ms. */ readonly at: number };

type Bodies = {
  order: OrderBody;
  personal: PersonalBody;
  groups: GroupsBody;
  paid: PaidBody;
  cancelled: CancelledBody;
  route: RouteBody;
  /** Subject `part/incarnation`. */
  incarnation: IncarnationBody;
  /** Newest outcome of an effect; subject its idempotency key. */
  delivery: DeliveryBody;
  /** Newest outcome of an effect that has succeeded, by vendor reference: a later one, that fails or is cancelled, does not undo it. */
  succeeded: DeliveryBody;
  /** First success of an effect: what was confirmed then stays confirmed. */
  confirmed: DeliveryBody;
  /** The ERP takes a change only as a new order; subject the key of the effect that said so. Latches. */
  recreate: DeliveryBody;
  /** Subject `origin:shipmentId`. */
  shipment: Shipment;
  /** Subject `erp:account:erpOrderId`. */
  erp_order: ErpOrder;
  /** Subject `origin:cancellationId`. */
  cancellation: Cancellation;
  /** Subject the refund's id. */
  refund: Refund;
  /** Subject the command's event id. */
  command: Command;
  /** Subject the timer's code. */
  timer: TimerBody;
};
export type FactKind = keyof Bodies;

/**
 * One thing known about an order. Of two facts with the same kind and subject the one with the higher rank stays;
 * ranks are compared element by element, so the outcome does not depend on the order of arrival.
 */
export type Fact = { [Kind in FactKind]: { readonly kind: Kind; readonly subject: string; readonly rank: readonly (number | string)[]; /** Epoch ms: when it became true in its source. */ readonly at: number; readonly body: Bodies[Kind] } }[FactKind];

/** All facts of one order by `kind/subject`. */
export type Facts = ReadonlyMap<string, Fact>;

export const factName = ({ kind, subject }: Pick<Fact, 'kind' | 'subject'>): string => `${kind}/${subject}`;

/** The body of a kind that has one subject only. */
export function bodyOf<Kind extends 'order' | 'personal' | 'groups' | 'paid' | 'cancelled' | 'route'>(facts: Facts, kind: Kind): Bodies[Kind] | undefined {
  return facts.get(factName({ kind, subject: '' }))?.body as Bodies[Kind] | undefined;
}

/** The bodies of a kind, in the order of their subjects. */
export function bodiesOf<Kind extends FactKind>(facts: Facts, kind: Kind): readonly Bodies[Kind][] {
  const found = [...facts.values()].filter((fact) => fact.kind === kind).sort((a, b) => (a.subject < b.subject ? -1 : 1));
  return found.map((fact) => fact.body as Bodies[Kind]);
}
