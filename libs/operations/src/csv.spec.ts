import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvText } from './index.ts';

const columns = ['first', 'second', 'third'];
const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', '\t', '\uFEFF', 'a', '=') }));

it('gives an import every cell back, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ first: cell, second: cell, third: cell }), { minLength: 1 }), (rows) => {
      expect(parse(csvText(columns, rows), { columns: true, bom: true, trim: true, skip_empty_lines: true })).toEqual(rows.map((row) => ({ ...row })));
    }),
  );
});

it('writes a header alone where there are no rows, and quotes only what needs it', () => {
  expect(csvText(columns, [])).toBe('first,second,third\n');
  expect(csvText(columns, [{ first: 'plain', second: 'a "b"', third: ' c' }])).toBe('first,second,third\nplain,"a ""b"""," c"\n');
});
