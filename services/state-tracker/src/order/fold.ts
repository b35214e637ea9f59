import { type Fact, bodyOf, type Facts } from './facts.ts';
import { desiredParts, type DesiredPart } from './desired.ts';
import { evolve } from './evolve.ts';
import { decideRoute, type Mode, type Routing, type Store } from './route.ts';
import { type State, stateOf } from './status.ts';

/** What a route is decided with; looked up before, so that folding does no I/O. */
export type RoutingContext = { readonly store: Store | undefined; readonly mode: Mode };

export type Folded = {
  readonly facts: Facts;
  /** Undefined until the channel's order is known: outcomes alone make no order. */
  readonly state: State | undefined;
  readonly desired: readonly DesiredPart[];
  readonly waitingForMaps: boolean;
};

/** Adds news to an order's facts and derives everything from them. The route is decided at most once. */
export function fold(known: Facts, news: readonly Fact[], context: RoutingContext): Folded {
  const heard = evolve(known, news);
  const order = bodyOf(heard, 'order');
  const routing = order === undefined || bodyOf(heard, 'route') !== undefined ? undefined : decideRoute(order, context.store, context.mode);
  const facts = routing?.decided && order !== undefined ? evolve(heard, [routeFact(routing, order.placedAt)]) : heard;
  return { facts, state: stateOf(facts, routing), desired: desiredParts(facts), waitingForMaps: routing?.decided === false };
}

/** Every route has the same rank, so the first one written stays. */
function routeFact(routing: Extract<Routing, { decided: true }>, at: number): Fact {
  return { kind: 'route', subject: '', rank: [0], at, body: routing.route };
}
