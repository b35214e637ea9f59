import { describe, expect, it } from 'vitest';
import { fieldsIn, matches, parseQuery } from './query.ts';

const PLACE = { city: 'rome', tag: 'vip', name: '#1001', note: 'a b' };
const fits = (text: string): boolean => matches(parseQuery(text), ({ field, value }) => (PLACE as Record<string, string>)[field ?? 'name'] === value);

describe('search texts', () => {
  it.each([
    ['', true],
    ['city:rome', true],
    ['city:rome tag:none', false],
    ['city:rome AND tag:vip', true],
    ['city:oslo OR tag:vip', true],
    ['city:oslo OR tag:none', false],
    ['-tag:vip', false],
    ['NOT tag:none', true],
    ['(city:oslo OR city:rome) AND -tag:none', true],
    ['city:rome AND (tag:none OR tag:odd)', false],
    ["note:'a b'", true],
    ['note:"a b" #1001', true],
    ['(city:rome', true],
    ['city:rome) tag:none', false],
  ])('%s', (text, expected) => expect(fits(text)).toBe(expected));

  it('read operators and times whether quoted or not', () => {
    const term = (text: string): unknown => {
      const seen: unknown[] = [];
      matches(parseQuery(text), (entry) => seen.push(entry) > 0);
      return seen;
    };
    const expected = [{ kind: 'term', field: 'updated_at', operator: '>=', value: '2026-11-23T10:00:00Z' }];
    for (const text of ["updated_at:>='2026-11-23T10:00:00Z'", 'updated_at:>="2026-11-23T10:00:00Z"', 'updated_at:>=2026-11-23T10:00:00Z']) expect(term(text)).toEqual(expected);
    expect(fieldsIn(parseQuery('a:1 OR (NOT b:2 c)'))).toEqual(['a', 'b']);
  });
});
