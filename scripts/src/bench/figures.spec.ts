import { expect, it } from 'vitest';
import { compare, comparisonTable, median, percentile } from './figures.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

it.each([[0.5, 50], [0.99, 99], [1, 100], [0, 1]])('takes the value of the nearest rank at %d', (share, expected) => {
  expect(percentile(hundred, share)).toBe(expected);
});

it('does not let a percentile of few values fall below most of them', () => {
  expect(percentile([10, 30, 20], 0.99)).toBe(30);
  expect(percentile([], 0.5)).toBeNaN();
});

it.each<[number[], number]>([[[3], 3], [[3, 1], 2], [[9, 1, 2], 2], [[4, 1, 3, 2], 2.5]])('takes the median of %j', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it('compares medians, so that one bad round does not decide', () => {
  expect(compare([{ perSecond: 10 }, { perSecond: 1_000 }, { perSecond: 11 }], [{ perSecond: 22 }, { perSecond: 22 }, { perSecond: 1 }])).toEqual({
    tributary: { perSecond: 11 },
    bare: { perSecond: 22 },
    ratio: { perSecond: 0.5 },
  });
});

it('prints figures below each other and leaves out those without a label', () => {
  const comparison = compare([{ perSecond: 1_234, p99Ms: 20.04, other: 1 }], [{ perSecond: 2_468, p99Ms: Number.NaN, other: 1 }]);
  expect(comparisonTable('intake', { perSecond: 'requests/s', p99Ms: 'p99, ms' }, comparison)).toEqual([
    'intake       tributary        bare       ratio',
    'requests/s       1,230       2,470       0.5 ×',
    'p99, ms             20           –         – ×',
  ]);
});
