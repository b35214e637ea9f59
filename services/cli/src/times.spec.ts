import { expect, it } from 'vitest';
import { at, span } from './times.ts';

it.each([
  [-500, '0 s'], [999, '0 s'], [119_999, '119 s'], [120_000, '2 min'], [7_199_999, '119 min'], [7_200_000, '2 h'], [172_799_999, '47 h'], [172_800_000, '2 d'],
])('%i ms are %s', (ms, words) => expect(span(ms)).toBe(words));

it('writes instants to the second, and a dash for none', () => {
  expect([at(61_999), at(null)]).toEqual(['1970-01-01T00:01:01Z', '-']);
});
