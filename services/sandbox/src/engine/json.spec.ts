import { describe, expect, it } from 'vitest';
import { parseJson, parseKeepingNumbers, stringify, stringifyIdsAsText } from './json.ts';

describe('JSON with lossless integers', () => {
  it('writes and reads an 18-digit id without rounding', () => {
    const text = '{"id":830000000000000007,"small":12,"price":12.5}';
    expect(Number('830000000000000007').toString()).not.toBe('830000000000000007');
    expect(parseJson(text)).toEqual({ id: 830000000000000007n, small: 12, price: 12.5 });
    expect(stringify(parseJson(text))).toBe(text);
  });

  it('leaves digits inside strings alone', () => {
    expect(parseJson('{"note":"830000000000000007"}')).toEqual({ note: '830000000000000007' });
  });

  it('keeps numbers as they were written', () => {
    const text = '{"b":[1.0,1e3,{"c":-0.50}],"a":110200000000000001}';
    expect(stringify(parseKeepingNumbers(text))).toBe(text);
  });

  it('shows ids as text and other numbers as numbers', () => {
    expect(stringifyIdsAsText({ id: 5n, order_id: 7, quantity: 2, lines: [{ id: 830000000000000007n }] })).toBe(
      '{"id":"5","order_id":"7","quantity":2,"lines":[{"id":"830000000000000007"}]}',
    );
  });
});
