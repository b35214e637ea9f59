import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult, type IBackoff } from 'cockatiel';
import { failed, failure, type Clock, type Result } from '@tributary/kernel';

/** Consecutive `unavailable` answers that open the breaker, and for how long it stays open at first and at most, ms. */
export type BreakerPolicy = { readonly failures: number; readonly openMs: number; readonly maxOpenMs: number };

/** 5 misses open it; then 2, 4, 8, 16, 30, 30 … s between single test calls, so a vendor coming back is seen within half a minute. */
export const defaultBreaker: BreakerPolicy = { failures: 5, openMs: 2_000, maxOpenMs: 30_000 };

export type BreakerState = 'closed' | 'half_open' | 'open';

export type Breaker = {
  /** Runs the call, or answers `unavailable` with `retryAt` without running it. */
  run<T>(action: string, call: () => Promise<Result<T>>): Promise<Result<T>>;
  state(): BreakerState;
};

/**
 * A circuit breaker over results. Only `unavailable` counts: a throttled or refused call proves that the other side is
 * there. While half open one call tests the water and the others are answered at once instead of being held back,
 * because a held call would outlive its permit.
 */
export function createBreaker(policy: BreakerPolicy, clock: Clock): Breaker {
  let opensUntil = 0;
  const pause = (duration: number): IBackoff<unknown> => ({ duration, next: () => note(Math.min(duration * 2, policy.maxOpenMs)) });
  const note = (duration: number): IBackoff<unknown> => {
    opensUntil = clock.now() + duration;
    return pause(duration);
  };
  const circuit = circuitBreaker(handleWhenResult(isUnavailable), { breaker: new ConsecutiveBreaker(policy.failures), halfOpenAfter: { next: () => note(policy.openMs) } });

  const refuse = (action: string) => {
    const retryAt = Math.max(opensUntil, clock.now() + policy.openMs / 2);
    return failed(failure('unavailable', action, { retryAt, cause: { code: 'breaker_open', text: 'not sent: the last calls went unanswered' } }));
  };
  return {
    async run(action, call) {
      if (circuit.state === CircuitState.HalfOpen) return refuse(action);
      try {
        return await circuit.execute(call);
      } catch (error) {
        if (error instanceof BrokenCircuitError) return refuse(action);
        throw error;
      }
    },
    state: () => (circuit.state === CircuitState.Closed ? 'closed' : circuit.state === CircuitState.HalfOpen ? 'half_open' : 'open'),
  };
}

function isUnavailable(result: unknown): boolean {
  return (result as Result<unknown>).ok === false && (result as { failure: { kind: string } }).failure.kind === 'unavailable';
}
