import type { RoutingContext } from './context.ts';
import type { Desired } from './desired.ts';
import type { Fact, Facts } from './facts.ts';
import type { State } from './status.ts';

export type { RoutingContext } from './context.ts';

/** When time alone changes something about an order. */
export type Timer = { readonly code: string; /** Epoch ms. */ readonly at: number };

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

/** Adds news to an order's facts and derives everything from them. */
export declare function fold(known: Facts, news: readonly Fact[], context: RoutingContext): Folded;
