import { expect, it } from 'vitest';
import { traceIdOf } from './trace-id.ts';

const id = '4bf92f3577b34da6a3ce929d0e0e4736';

it.each([
  ['version 00', `00-${id}-00f067aa0ba902b7-01`],
  ['a later version with more parts', `01-${id}-00f067aa0ba902b7-01-more`],
])('reads %s', (_, header) => {
  expect(traceIdOf(header)).toBe(id);
});

it.each([
  ['nothing', undefined],
  ['an empty header', ''],
  ['a short id', '00-4bf92f35-00f067aa0ba902b7-01'],
  ['upper case', `00-${id.toUpperCase()}-00f067aa0ba902b7-01`],
  ['an id of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
  ['a parent of zeros', `00-${id}-${'0'.repeat(16)}-01`],
  ['version ff', `ff-${id}-00f067aa0ba902b7-01`],
  ['version 00 with a fifth part', `00-${id}-00f067aa0ba902b7-01-more`],
  ['something before it', `x00-${id}-00f067aa0ba902b7-01`],
])('does not read %s', (_, header) => {
  expect(traceIdOf(header)).toBeUndefined();
});
