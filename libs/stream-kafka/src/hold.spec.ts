import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { holdPartition } from './hold.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const protocolError = (type: string): Error => Object.assign(new Error('the group said no'), { type });

it('sends heartbeats while a handler works, and none after', async () => {
  const heartbeat = vi.fn(async () => {});
  const hold = holdPartition(heartbeat);
  await vi.advanceTimersByTimeAsync(5_000);
  hold.release();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(heartbeat).toHaveBeenCalledTimes(5);
  expect(hold.signal.aborted).toBe(false);
  expect(hold.lostBy()).toBeUndefined();
});

it.each(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'])('aborts when the group answers %s', async (type) => {
  const error = protocolError(type);
  const hold = holdPartition(async () => Promise.reject(error));
  await vi.advanceTimersByTimeAsync(3_000);
  hold.release();
  expect(hold.signal.aborted).toBe(true);
  expect(hold.lostBy()).toBe(error);
});

it('goes on when a heartbeat was lost on the way', async () => {
  const hold = holdPartition(async () => Promise.reject(new Error('Connection error')));
  await vi.advanceTimersByTimeAsync(3_000);
  hold.release();
  expect(hold.signal.aborted).toBe(false);
});
