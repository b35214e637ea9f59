import type { Failure } from '@tributary/kernel';

/**
 * What became of one record. The answer is a value, so that what is committed, parked or repeated can be tested
 * without a broker:
 *
 * - `done`   its effect is durable; the offset may be committed
 * - `skip`   rightly without effect, with the reason; the offset may be committed
 * - `park`   this record alone cannot be handled; it goes untouched to the dead-letter topic, the rest goes on
 * - `retry`  nothing is wrong with the record; the batch is given again after a back-off, nothing is committed
 * - `stop`   handling any record would be wrong; the consumer stops and its process ends
 */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'park'; readonly failure: Failure }
  | { readonly kind: 'retry'; readonly failure: Failure }
  | { readonly kind: 'stop'; readonly failure: Failure };

export const done: Outcome = { kind: 'done' };
export const skip = (reason: string): Outcome => ({ kind: 'skip', reason });
export const park = (failure: Failure): Outcome => ({ kind: 'park', failure });
export const retry = (failure: Failure): Outcome => ({ kind: 'retry', failure });
export const stop = (failure: Failure): Outcome => ({ kind: 'stop', failure });
