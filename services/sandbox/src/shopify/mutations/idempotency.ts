import { FieldRefusal } from '../graphql/errors.ts';
import type { Args } from '../graphql/served.ts';
import type { Outcome } from './outcome.ts';

/** Must carry `@idempotent(key:)` in this version; what is not listed must not. */
export const IDEMPOTENT = new Set([
  'inventoryActivate', 'inventoryAdjustQuantities', 'inventoryMoveQuantities', 'inventorySetQuantities', 'inventorySetOnHandQuantities', 'inventoryShipmentCreate',
  'inventoryShipmentCreateInTransit', 'inventoryTransferCreate', 'inventoryTransferCreateAsReadyToShip', 'locationActivate', 'locationDeactivate', 'refundCreate',
  'orderCreateMandatePayment', 'subscriptionBillingAttemptCreate', 'appUsageRecordCreate',
]);

/** Remembers what a key did: the same again answers from what is now, something else under the same key is refused. */
export interface Idempotency {
  run(name: string, key: string | undefined, args: Args, effect: () => Outcome): Outcome | 'mismatch';
}

const KEPT_KEYS = 10_000;

export function createIdempotency(): Idempotency {
  const known = new Map<string, { print: string; outcome: Outcome }>();
  return {
    run(name, key, args, effect) {
      if (key === undefined || key.trim() === '') throw new FieldRefusal('The @idempotent directive is required for this mutation.', 'BAD_REQUEST');
      const print = JSON.stringify(args);
      const before = known.get(`${name} ${key}`);
      if (before !== undefined) return before.print === print ? { ...before.outcome, touched: [] } : 'mismatch';
      const outcome = effect();
      if (known.size >= KEPT_KEYS) known.clear();
      known.set(`${name} ${key}`, { print, outcome });
      return outcome;
    },
  };
}
