import { expect, it } from 'vitest';
import { failure } from '@tributary/kernel';
import { createBackoff } from './backoff.ts';

const away = failure('unavailable', 'writing to the database');

it('doubles from half a second to half a minute at one record', () => {
  const backoff = createBackoff({ now: () => 0 });
  expect(Array.from({ length: 8 }, () => backoff.next('p', '7', away))).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

it('begins anew after progress, and for another partition', () => {
  const backoff = createBackoff({ now: () => 0 });
  backoff.next('p', '7', away);
  expect(backoff.next('p', '8', away)).toBe(500);
  backoff.next('p', '8', away);
  expect(backoff.next('q', '8', away)).toBe(500);
  backoff.reset('p');
  expect(backoff.next('p', '8', away)).toBe(500);
});

it('waits as long as it was told, up to the cap', () => {
  const backoff = createBackoff({ now: () => 10_000 });
  expect(backoff.next('p', '7', { ...away, retryAt: 13_000 })).toBe(3_000);
  expect(backoff.next('q', '7', { ...away, retryAt: 999_000 })).toBe(30_000);
});
