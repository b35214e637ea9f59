import { describe, expect, it, vi } from 'vitest';
import { startLease } from './lease.ts';

const times = { leaseMs: 30_000, marginMs: 10_000 };
const open = new AbortController().signal;

function clocksAt(wall: number, monotonic: number) {
  const clocks = { wall: { at: wall, now: () => clocks.wall.at }, monotonic: { at: monotonic, now: () => clocks.monotonic.at } };
  return clocks;
}

describe('a permit', () => {
  it('ends before the lease does', () => {
    const clocks = clocksAt(1_000_000, 5);
    const permit = startLease(clocks, times)(open);
    expect(permit.deadline).toBe(1_020_000);
    clocks.wall.at += 19_999;
    clocks.monotonic.at += 19_999;
    expect(permit.check().ok).toBe(true);
    clocks.wall.at += 1;
    clocks.monotonic.at += 1;
    expect(permit.check()).toMatchObject({ ok: false, failure: { kind: 'unavailable', cause: { code: 'lease_ended' } } });
    permit.release();
  });

  it.each([
    ['the wall clock was set back while the process was stopped', -3_600_000, 25_000],
    ['the machine slept and the monotonic clock with it', 25_000, 0],
  ])('is gone although %s', (_why, wall, monotonic) => {
    const clocks = clocksAt(1_000_000, 5);
    const permit = startLease(clocks, times)(open);
    clocks.wall.at += wall;
    clocks.monotonic.at += monotonic;
    expect(permit.check().ok).toBe(false);
    permit.release();
  });

  it('counts from before the claim was asked for', () => {
    const clocks = clocksAt(1_000_000, 5);
    const grant = startLease(clocks, times);
    clocks.wall.at += 15_000;
    clocks.monotonic.at += 15_000;
    const permit = grant(open);
    expect(permit.deadline).toBe(1_020_000);
    permit.release();
  });

  it('aborts its calls at the deadline and when the process closes', async () => {
    vi.useFakeTimers();
    const closing = new AbortController();
    const clocks = clocksAt(1_000_000, 5);
    const [one, other] = [startLease(clocks, times)(open), startLease(clocks, times)(closing.signal)];
    vi.advanceTimersByTime(19_999);
    expect(one.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(one.signal.aborted).toBe(true);
    other.release();
    const third = startLease(clocks, times)(closing.signal);
    closing.abort();
    expect(third.signal.aborted).toBe(true);
    third.release();
    vi.useRealTimers();
  });
});
