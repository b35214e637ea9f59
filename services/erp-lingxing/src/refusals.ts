import { failed, failure, type Result } from '@tributary/kernel';
import { referenceOf, type HeldOrder } from './mapping/held-orders.ts';

/** A no that stands: in Lingxing's words, or in ours about what it holds. */
export function refused(action: string, code: string, text: string): Result<never> {
  return failed(failure('rejected', action, { cause: { code, text } }));
}

/** Lingxing cancels and moves whole orders alone. Undefined where none of these holds another order than ours. */
export function refusedAsMerged(action: string, reference: string, orders: readonly HeldOrder[]): Result<never> | undefined {
  const merged = orders.filter(({ mergedWith }) => mergedWith.length > 0);
  if (merged.length === 0) return undefined;
  const others = [...new Set(merged.flatMap(({ mergedWith }) => mergedWith))].join(', ');
  return refused(action, 'merged_order', `order ${reference} (${referenceOf(merged)}) was merged at Lingxing with ${others}, which would be changed too: take them apart there and retry, or do it there by hand`);
}

/** An answer that says nothing about what was asked; whatever was wanted is looked up again. */
export function unclear(action: string, text: string): Result<never> {
  return failed(failure('unexpected', action, { cause: { code: 'unclear_list', text } }));
}
