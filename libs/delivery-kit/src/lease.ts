import { failed, failure, ok, type Clock } from '@tributary/kernel';
import type { Permit } from './sink.ts';

/** `leaseMs` is how long a claim lasts; sending ends `marginMs` before, so that its result can still be written. */
export type LeaseTimes = { readonly leaseMs: number; readonly marginMs: number };

/**
 * Wall clock and a clock that only goes forward (`performance.now`), both in milliseconds. Each covers what the other
 * misses: CLOCK_MONOTONIC counts on while a process is stopped (SIGSTOP, a frozen container) and is never set back,
 * but stands still while the machine itself sleeps; the wall clock jumps ahead after such a sleep, but may be set back.
 */
export type Clocks = { readonly wall: Clock; readonly monotonic: Clock };

/** Grants a permit under the lease; its signal aborts with `closing` or before the lease ends. Release it when done. */
export type Lease = (closing: AbortSignal) => Permit & { release(): void };

/**
 * Starts measuring a lease. Call it before the claim is asked for: the store starts counting later, so our lease ends
 * first. The larger of the two elapsed times counts; a
 * clock that errs ends the lease too early, which costs a look at the vendor, and never too late.
 *
 * What remains: a process stopped between `check` and the socket write that follows sends when it wakes. The vendor's
 * own guard and the settle time are for that.
 */
export function startLease({ wall, monotonic }: Clocks, { leaseMs, marginMs }: LeaseTimes): Lease {
  const [wallStart, monotonicStart] = [wall.now(), monotonic.now()];
  const remaining = (): number => leaseMs - marginMs - Math.max(wall.now() - wallStart, monotonic.now() - monotonicStart);
  return (closing) => {
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(new Error('ending a call: the lease of its claim is about to end')), Math.max(0, remaining()));
    return {
      deadline: wall.now() + remaining(),
      signal: AbortSignal.any([closing, timer.signal]),
      check() {
        if (remaining() > 0) return ok();
        return failed(failure('unavailable', 'checking leave to send', { cause: { code: 'lease_ended', text: 'the claim on this effect is about to end or has ended; another worker may have taken it over' } }));
      },
      release: () => clearTimeout(timeout),
    };
  };
}
