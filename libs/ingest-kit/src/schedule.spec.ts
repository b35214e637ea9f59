import { expect, it } from 'vitest';
import { nextInMs } from './schedule.ts';

const now = Date.parse('2026-03-01T12:07:30Z');
const never = () => 0;

it('waits as long as it was told, and up to the jitter longer', () => {
  expect([0, 0.5].map((chance) => nextInMs({ everyMs: 60_000 }, now, 6_000, () => chance))).toEqual([60_000, 63_000]);
});

it('follows a cron pattern in its zone', () => {
  expect(nextInMs({ cron: '*/15 * * * *' }, now, 0, never)).toBe(450_000);
  expect(nextInMs({ cron: '0 3 * * *', timeZone: 'Asia/Shanghai' }, now, 0, never)).toBe(Date.parse('2026-03-01T19:00:00Z') - now);
});

it.each(['every day', '0 0 31 2 *'])('throws for %s', (cron) => {
  expect(() => nextInMs({ cron }, now, 0, never)).toThrow();
});
