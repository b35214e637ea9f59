import type { RoutingContext } from './context.ts';
import { type Desired, desiredOf } from './desired.ts';
import { evolve } from './evolve.ts';
import { bodyOf, type Fact, type Facts } from './facts.ts';
import { doomOf, hasEnded, incarnationFact, lastLife, type Life, nextLife, type Part } from './lives.ts';
import { isSome } from './needs.ts';
import { quantitiesOf } from './requests.ts';
import { decideRoute, routeFact, type Routing } from './route.ts';
import { type State, stateOf } from './status.ts';
import type { Timer } from './timers.ts';
import { isCalledOff, type OrderView, viewOf } from './view.ts';

export type { RoutingContext } from './context.ts';
export type { Timer } from './timers.ts';

export type Folded = {
  readonly facts: Facts;
  /** Undefined until the channel's order is known: outcomes alone make no order. */
  readonly state: State | undefined;
  readonly desired: Desired;
  /** A row of a map is missing: to be folded again when the tenant's maps have changed. */
  readonly waitingForMaps: boolean;
  /** Once the moment has passed, a `timer` fact of it is to be folded in (`factOfTimer`). */
  readonly timer: Timer | null;
};

/** Adds news to an order's facts and derives everything from them. What is decided on the way becomes a fact itself. */
export function fold(known: Facts, news: readonly Fact[], context: RoutingContext): Folded {
  const heard = evolve(known, news);
  const order = bodyOf(heard, 'order');
  if (order === undefined) return { facts: heard, state: undefined, desired: nothing, waitingForMaps: false, timer: null };
  const look = (facts: Facts): OrderView => viewOf(facts, order, context.policies.locations);
  const { view, routing } = decide(heard, look, context);
  const desired = desiredOf(view, context);
  const state = stateOf(view, routing, desired, context);
  return { facts: view.facts, state, desired, waitingForMaps: routing.problem !== undefined, timer: state.deadline };
}

const nothing: Desired = { requests: [], notices: [], cancellations: [] };

/** Routes what has no way yet, then begins the lives that follow on ended ones; each is decided once and written down. */
function decide(heard: Facts, look: (facts: Facts) => OrderView, context: RoutingContext): { readonly view: OrderView; readonly routing: Routing } {
  const unrouted = look(heard);
  const routing = decideRoute(unrouted, context);
  let view = routing.decided === undefined ? unrouted : look(evolve(heard, [routeFact(routing.decided, unrouted.order.placedAt)]));
  // Every round writes down at least one life after one that has ended, and there are only so many outcomes.
  for (let begun = beginLives(view, context); begun.length > 0; begun = beginLives(view, context)) view = look(evolve(view.facts, begun));
  return { view, routing };
}

function beginLives(view: OrderView, context: RoutingContext): Fact[] {
  return view.parts.flatMap((part) => {
    const life = lastLife(part);
    if (isCalledOff(view) || !hasEnded(life, doomOf(life, view.commands, view.outcomes) !== undefined, view.outcomes)) return [];
    return isWantedAgain(view, part, life) ? [incarnationFact(nextLife(life, view.commands, context), view.order.placedAt)] : [];
  });
}

/** Units are left for another life: not shipped before, not taken off, not shipped by somebody else. */
function isWantedAgain(view: OrderView, part: Part, life: Life): boolean {
  const next: Life = { ...life, incarnation: life.incarnation + 1 };
  return quantitiesOf(view, part, next).all.some(({ qty }) => isSome(qty));
}
