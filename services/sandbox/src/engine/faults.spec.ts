import { describe, expect, it } from 'vitest';
import { createFaults, type Fate } from './faults.ts';

const VENDORS = ['alpha', 'beta'];
const draws = (seed: number, knobs: unknown, count = 400): Fate[] => {
  const faults = createFaults(VENDORS, seed);
  expect(faults.put({ alpha: knobs })).toEqual([]);
  return Array.from({ length: count }, () => faults.draw('alpha'));
};
const shareOf = (fates: Fate[], pick: (fate: Fate) => boolean): number => fates.filter(pick).length / fates.length;

describe('fault knobs', () => {
  it('do nothing until they are turned', () => {
    const fate = createFaults(VENDORS, 1).draw('alpha');
    expect(fate).toMatchObject({ isServerError: false, isThrottled: false, isAnswerLost: false, isDuplicated: false, latencyMs: 0 });
  });

  it('hit about as often as asked, and the same requests for the same seed', () => {
    const fates = draws(5, { loseAnswerRate: 0.3, latencyMs: 40 });
    expect(shareOf(fates, ({ isAnswerLost }) => isAnswerLost)).toBeCloseTo(0.3, 1);
    expect(fates.every(({ latencyMs }) => latencyMs === 40)).toBe(true);
    expect(draws(5, { loseAnswerRate: 0.3, latencyMs: 40 })).toEqual(fates);
    expect(draws(6, { loseAnswerRate: 0.3, latencyMs: 40 })).not.toEqual(fates);
  });

  it('do not shift each other: turning one knob leaves the hits of another where they were', () => {
    const alone = draws(9, { throttleRate: 0.2 }).map(({ isThrottled }) => isThrottled);
    const together = draws(9, { throttleRate: 0.2, serverErrorRate: 0.9 }).map(({ isThrottled }) => isThrottled);
    expect(together).toEqual(alone);
  });

  it('roll webhooks apart from requests: a webhook more leaves the requests’ hits where they were', () => {
    const faults = createFaults(VENDORS, 9);
    faults.put({ alpha: { throttleRate: 0.2, lateWebhookRate: 0.5 } });
    const mixed = Array.from({ length: 200 }, (_, index) => {
      if (index % 3 === 0) faults.drawWebhook('alpha');
      return faults.draw('alpha').isThrottled;
    });
    expect(mixed).toEqual(draws(9, { throttleRate: 0.2, lateWebhookRate: 0.5 }, 200).map(({ isThrottled }) => isThrottled));
  });

  it('replace the knobs of the vendors named and keep the others', () => {
    const faults = createFaults(VENDORS, 1);
    faults.put({ alpha: { serverErrorRate: 1 }, beta: { throttleRate: 1 } });
    faults.put({ alpha: { latencyMs: 5 } });
    expect(faults.get()).toMatchObject({ alpha: { serverErrorRate: 0, latencyMs: 5 }, beta: { throttleRate: 1 } });
  });

  it('are refused whole when one is wrong', () => {
    const faults = createFaults(VENDORS, 1);
    const problems = faults.put({ alpha: { serverErrorRate: 2, jitter: 1 }, gamma: {}, seed: 1.5, beta: { latencyMs: 3 } });
    expect(problems).toHaveLength(4);
    expect(faults.get()).toMatchObject({ seed: 1, beta: { latencyMs: 0 } });
  });
});
