import type { OrderState, OrderStatus } from '@tributary/contracts';
import { conflicts } from './conflicts.ts';
import type { RoutingContext } from './context.ts';
import type { Desired } from './desired.ts';
import { bodiesOf, type Facts } from './facts.ts';
import { facetsOf, flagsOf } from './facets.ts';
import { legsOf } from './legs.ts';
import { isPartSettled, isRepeated, lineQuantities, type Progress, progressOf, sinceOf } from './progress.ts';
import type { Routing } from './route.ts';
import { lateness, timerOf } from './timers.ts';
import type { OrderView } from './view.ts';

type Envelope = 'eventId' | 'tenant' | 'channel' | 'account' | 'marketplace' | 'salesPartner' | 'origin' | 'echoOf' | 'revision' | 'mapperVersion' | 'occurredAt' | 'recordedAt' | 'timeZone' | 'traceId' | 'rawRef' | 'orderKey' | 'version';

/** Everything that is derived from an order's facts: the `order-state` record without its envelope. */
export type State = Omit<OrderState, Envelope>;

type Situation = { readonly view: OrderView; readonly routing: Routing; readonly progress: Progress; readonly legs: State['legs'] };
type Row = { readonly status: OrderStatus; readonly when: (situation: Situation) => boolean };

/** A leg that is done, or that nothing is expected of. */
const closedLegs = ['succeeded', 'not_applicable', 'skipped', 'superseded'];
const hasNoOpenLeg = ({ legs }: Situation): boolean => legs.every(({ state }) => closedLegs.includes(state));

/** The headline: first row that matches. `invoiced` follows with the facts of invoices. */
export const headline: readonly Row[] = [
  { status: 'cancelled', when: ({ view, progress }) => (view.cancelledAt !== undefined || progress.isNothingWanted) && !progress.isSomeShipped },
  { status: 'completed', when: (situation) => situation.progress.isAllShipped && (situation.progress.isClosed || situation.progress.isDelivered) && hasNoOpenLeg(situation) },
  { status: 'shipped', when: ({ progress }) => progress.isAllShipped && progress.isSomeShipped },
  { status: 'partially_shipped', when: ({ progress }) => progress.isSomeShipped },
  { status: 'synced', when: ({ view, routing }) => view.route !== undefined && routing.waitsFor === undefined && routing.problem === undefined && view.parts.every((part) => isPartSettled(view, part)) },
  { status: 'created', when: ({ view }) => view.order.actionable },
  { status: 'pending', when: () => true },
];

export function stateOf(view: OrderView, routing: Routing, desired: Desired, context: RoutingContext): State {
  const legs = legsOf(view, routing, desired);
  const situation = { view, routing, progress: progressOf(view), legs };
  const status = headline.find((row) => row.when(situation))?.status ?? 'pending';
  const exceptions = [...conflicts(view, routing), ...lateness(view, status, context)];
  return {
    status,
    since: sinceOf(view, status),
    flags: flagsOf(view, exceptions.length > 0),
    facets: facetsOf(view),
    deadline: timerOf(view, status, context),
    mode: modeOf(view),
    exceptions,
    legs,
    lines: lineQuantities(view),
    erpOrders: erpOrdersIn(view.facts),
    shipments: shipmentsIn(view),
  };
}

/** That of the parts; live where they differ and one of them is. */
function modeOf({ parts }: OrderView): State['mode'] {
  const modes = parts.flatMap(({ lives }) => lives.map(({ mode }) => mode));
  return (['live', 'shadow', 'off'] as const).find((mode) => modes.includes(mode)) ?? 'UNKNOWN';
}

function erpOrdersIn(facts: Facts): State['erpOrders'] {
  return bodiesOf(facts, 'erp_order').map(({ erp, erpAccount, erpOrderId, externalNo, status }) => ({ erp, erpAccount, erpOrderId, externalNo, status }));
}

function shipmentsIn({ parcels, channelParcels }: OrderView): State['shipments'] {
  const ofErps = parcels.map(({ shipment, confirmed }) => ({ shipment, confirmed: confirmed !== undefined || isRepeated(shipment.trackingNumber, channelParcels), echoOf: null }));
  const ofChannel = channelParcels.map(({ shipment, echoOf }) => ({ shipment, confirmed: true, echoOf }));
  return [...ofErps, ...ofChannel].map(({ shipment, confirmed, echoOf }) => ({ shipmentId: shipment.shipmentId, trackingNumber: shipment.trackingNumber, status: shipment.status, confirmed, echoOf }));
}
