import type { JsonObject } from '../engine/json.ts';
import type { HeldOrder } from './held-order.ts';
import type { ShopStore } from './store.ts';
import type { Topic } from './webhooks/topics.ts';

/** One event of a shop, ready to be told. */
export interface Happening {
  topic: Topic;
  body: JsonObject;
}

/** Who changed something: people in the shop, or the app through the API. What the app did comes back to it late. */
export type Origin = 'shop' | 'app';

/** Where orders are changed: state, the clock's delays, and the way to tell of it. */
export interface Office {
  store: ShopStore;
  announce(held: HeldOrder, happenings: readonly Happening[], origin: Origin): void;
  /** Runs the task after real milliseconds, unless the sandbox closes before. */
  later(ms: number, task: () => void): void;
}

/** Why the shop refuses; `field` is the path into the mutation's input. */
export interface Problem {
  field: string[] | null;
  message: string;
  code?: string;
}

/** What came of a change that the shop may refuse. */
export type Deed<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

export const done = <T>(value: T): Deed<T> => ({ ok: true, value });

export const refuse = (message: string, field: string[] | null = null, code?: string): { ok: false; problems: Problem[] } => ({
  ok: false,
  problems: [{ field, message, ...(code === undefined ? {} : { code }) }],
});
