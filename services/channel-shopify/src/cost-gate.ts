import { failed, failure, ok, type Clock, type Result } from '@tributary/kernel';
import type { Cost } from './envelope.ts';

/** Waits; ends early, without an error, when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** Until when a caller would wait, epoch ms. */
export type Patience = { readonly giveUpAt: number; readonly signal: AbortSignal | undefined };

/**
 * Keeps the calls of one process within a shop's bucket of cost points, as far as the shop's answers tell: what is in
 * the bucket, how fast it fills, and what each document asks for. Other processes and apps draw on the same bucket, so
 * Shopify may still say no.
 *
 * `enter` waits its turn until the bucket should hold what the operation asked for last time, and answers a function
 * to be called once when the call is over, with what its answer told. `throttled` where it would take too long.
 */
export type CostGate = { enter(operation: string, patience: Patience): Promise<Result<(told: Cost | undefined) => void>> };

export function createCostGate({ clock, sleep }: { clock: Clock; sleep: Sleep }): CostGate {
  const lastAsked = new Map<string, number>();
  let bucket: { readonly level: number; readonly at: number; readonly rate: number; readonly maximum: number } | undefined;
  let inFlight = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const missingMs = (need: number): number => {
    if (bucket === undefined) return 0;
    const { level, at, rate, maximum } = bucket;
    const held = Math.min(maximum, level + ((clock.now() - at) / 1000) * rate) - inFlight;
    return Math.max(0, Math.ceil((1000 * (Math.min(need, maximum) - held)) / rate));
  };

  async function admit(operation: string, { giveUpAt, signal }: Patience): Promise<Result<(told: Cost | undefined) => void>> {
    const need = lastAsked.get(operation) ?? 0;
    for (let waitMs = missingMs(need); waitMs > 0; waitMs = missingMs(need)) {
      const retryAt = clock.now() + waitMs;
      if (retryAt > giveUpAt || signal?.aborted === true) {
        return failed(failure('throttled', `waiting to send ${operation}`, { retryAt, cause: { code: 'bucket_low', text: 'not sent: the shop’s bucket of cost points fills too slowly for now' } }));
      }
      await sleep(waitMs, signal);
    }
    inFlight += need;
    return ok((told) => {
      inFlight -= need;
      if (told === undefined) return;
      lastAsked.set(operation, told.requested);
      bucket = { level: told.available, at: clock.now(), rate: told.restoreRate, maximum: told.maximum };
    });
  }

  return {
    enter(operation, patience) {
      const admitted = turn.then(() => admit(operation, patience));
      turn = admitted;
      return admitted;
    },
  };
}
