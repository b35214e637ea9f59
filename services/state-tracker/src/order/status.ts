import type { LineQuantities, OrderException, OrderFlag, OrderLeg, OrderStatus } from '@tributary/contracts';
import { compareDecimals } from '@tributary/kernel';
import { conflicts } from './conflicts.ts';
import { bodyOf, deliveriesOf, type Facts, type OrderBody } from './facts.ts';
import { creationOf, legsOf } from './legs.ts';
import type { Mode, Routing } from './route.ts';

/** Everything that is derived from an order's facts; the `order-state` record without its envelope. */
export type State = {
  readonly status: OrderStatus;
  readonly since: number;
  readonly flags: readonly OrderFlag[];
  readonly mode: Mode | 'UNKNOWN';
  readonly exceptions: readonly OrderException[];
  readonly legs: readonly OrderLeg[];
  readonly lines: readonly LineQuantities[];
};

type Row = { readonly status: OrderStatus; readonly when: (facts: Facts, order: OrderBody) => boolean };

/** The headline: first row that matches. Rows for shipped, invoiced and completed follow with the facts they need. */
export const headline: readonly Row[] = [
  { status: 'cancelled', when: (facts, order) => bodyOf(facts, 'cancelled') !== undefined || (order.lines.length > 0 && order.lines.every((line) => compareDecimals(line.currentQty, '0') === 0)) },
  { status: 'synced', when: (facts) => partsOf(facts)?.every((part) => creationOf(facts, part)?.outcome === 'succeeded') ?? false },
  { status: 'created', when: (_facts, order) => order.actionable },
  { status: 'pending', when: () => true },
];

/** Derives the state. `routing` says why there is no route yet, where there is none. */
export function stateOf(facts: Facts, routing: Routing | undefined): State | undefined {
  const order = bodyOf(facts, 'order');
  if (order === undefined) return undefined;
  const exceptions = [...unrouted(routing, order), ...conflicts(facts)];
  return {
    status: headline.find((row) => row.when(facts, order))?.status ?? 'pending',
    since: sinceOf(facts),
    flags: flagsOf(order, exceptions),
    mode: bodyOf(facts, 'route')?.mode ?? 'UNKNOWN',
    exceptions,
    legs: legsOf(facts),
    lines: quantitiesOf(facts, order),
  };
}

const partsOf = (facts: Facts) => bodyOf(facts, 'route')?.parts;

function unrouted(routing: Routing | undefined, order: OrderBody): OrderException[] {
  if (routing === undefined || routing.decided) return [];
  return [{ code: routing.code, text: routing.text, source: 'tributary', leg: 'route', since: order.revision.at }];
}

function flagsOf(order: OrderBody, exceptions: readonly OrderException[]): OrderFlag[] {
  const flags: OrderFlag[] = [];
  if (exceptions.length > 0) flags.push('exception');
  if (order.channelStatus === 'on_hold') flags.push('on_hold');
  if (order.isTest) flags.push('test');
  return flags;
}

/** The newest time of any fact: the state cannot be older than what it follows from. */
function sinceOf(facts: Facts): number {
  return Math.max(0, ...[...facts.values()].map((fact) => fact.at));
}

function quantitiesOf(facts: Facts, order: OrderBody): LineQuantities[] {
  const pushed = new Map(deliveriesOf(facts).filter(({ effect, outcome }) => effect === 'erp.create' && outcome === 'succeeded').flatMap(({ allocation }) => allocation.map((row) => [row.channelLineId, row.qty])));
  return order.lines.map((line) => ({ channelLineId: line.channelLineId, current: line.currentQty, pushed: pushed.get(line.channelLineId) ?? '0' }));
}
