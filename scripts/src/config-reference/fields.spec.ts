import { describe, expect, it } from 'vitest';
import type { Declared } from './declared.ts';
import { tablesOf, termsOf } from './fields.ts';

const described = (field: Declared): Declared => ({ description: 'd', ...field });
const object = (properties: Record<string, Declared>, required: string[] = []): Declared => described({ type: 'object', properties, required });
const one = (name: string, field: Declared): string => {
  const row = tablesOf(object({ [name]: described(field) }), '')[0]?.rows[0];
  return `${row?.what} | ${row?.fallback}`;
};

describe('the words of a field', () => {
  it.each<[string, Declared, string]>([
    ['flag', { type: 'boolean', default: false }, '`true` or `false` | `false`'],
    ['mode', { type: 'string', enum: ['live', 'shadow', 'off'] }, '`live`, `shadow` or `off` | –'],
    ['key', { type: 'string', pattern: '^env:', noun: 'secret reference: env:NAME' }, 'secret reference | –'],
    ['zone', { type: 'string', noun: 'IANA time zone such as Asia/Tokyo' }, 'IANA time zone such as Asia/Tokyo | –'],
    ['prefix', { type: 'string', maxLength: 20, default: '' }, 'text, at most 20 characters | empty'],
    ['share', { type: 'integer', minimum: 0, maximum: 100, default: 100 }, 'whole number, 0 to 100 | `100`'],
    ['replicas', { type: 'integer', exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'whole number, 1 or more | –'],
    ['hours', { type: 'number', exclusiveMinimum: 0, maximum: 8_760, default: 1.5 }, 'number, above 0, at most 8760 | `1.5`'],
    ['everyMs', { type: 'integer', minimum: 0, default: 86_400_000 }, 'milliseconds, 0 or more | `86400000` (1 day)'],
    ['everyMs', { type: 'integer', minimum: 0, default: 90_000 }, 'milliseconds, 0 or more | `90000` (90 s)'],
    ['everyMs', { type: 'integer', minimum: 0, default: 1_500 }, 'milliseconds, 0 or more | `1500` (1.5 s)'],
    ['windowMs', { type: 'integer', minimum: 0, default: 15 }, 'milliseconds, 0 or more | `15`'],
    ['types', { type: 'array', items: { type: 'integer' }, default: [1, 3] }, 'list of whole number | `[1, 3]`'],
    ['names', { type: 'array', items: { type: 'string' }, minItems: 1 }, 'list of text, at least 1 | –'],
    ['capacities', { type: 'object', propertyNames: { type: 'string', noun: 'path' }, additionalProperties: { type: 'integer', minimum: 1 }, default: {} }, 'each path with a whole number, 1 or more | empty'],
    ['options', { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} }, 'fields | –'],
  ])('%s %j', (name, field, words) => expect(one(name, field)).toBe(words));
});

describe('the tables of an object', () => {
  it('name inner fields by their path, each behind what it stands in', () => {
    const list: Declared = described({ type: 'array', items: object({ b: described({ type: 'string' }) }, ['b']) });
    const rows = tablesOf(object({ outer: object({ list }), last: described({ type: 'string' }) }, ['last']), 'options.')[0]?.rows;
    expect(rows?.map(({ path, what, fallback }) => [path, what, fallback])).toEqual([
      ['options.outer', 'the fields below', '–'],
      ['options.outer.list', 'list of entries with the fields below', '–'],
      ['options.outer.list[].b', 'text', '**required**'],
      ['options.last', 'text', '**required**'],
    ]);
  });

  it('give each form of a field a table of its own, also in a list', () => {
    const form = (kind: string, more: string): Declared => object({ kind: described({ type: 'string', const: kind }), [more]: described({ type: 'string' }) }, ['kind', more]);
    const forms = [form('static', 'token'), form('fresh', 'secret')];
    const tables = tablesOf(object({ auth: described({ oneOf: forms }), keys: described({ type: 'array', items: { oneOf: forms } }) }), '');
    expect(tables.map(({ title, rows }) => [title, rows.map(({ path, what }) => `${path}: ${what}`)])).toEqual([
      [undefined, ['auth: one of the forms below', 'keys: list of one of the forms below']],
      ['`auth` with `kind: static`', ['auth.kind: `static`', 'auth.token: text']],
      ['`auth` with `kind: fresh`', ['auth.kind: `fresh`', 'auth.secret: text']],
      ['`keys[]` with `kind: static`', ['keys[].kind: `static`', 'keys[].token: text']],
      ['`keys[]` with `kind: fresh`', ['keys[].kind: `fresh`', 'keys[].secret: text']],
    ]);
  });

  it('find the terms that are told once, wherever they stand', () => {
    const key: Declared = { noun: 'key: env:NAME' };
    expect(termsOf(object({ list: { items: { oneOf: [object({ key })] } }, zone: { noun: 'zone' } }))).toEqual([['key', 'env:NAME']]);
  });

  it.each<[string, Declared, string]>([
    ['no description', { type: 'string', description: '' }, 'f has no description'],
    ['a pattern without words', { type: 'string', pattern: '^x$' }, 'give its rule a message'],
    ['a kind that is not known', {}, 'no words for'],
    ['a list of lists', { type: 'array', items: { type: 'array' } }, 'no words for'],
    ['objects under any key', { type: 'object', propertyNames: { type: 'string' }, additionalProperties: object({}) }, 'no words for'],
    ['forms that nothing tells apart', { oneOf: [object({})] }, 'nothing tells the forms of f apart'],
  ])('are refused with %s', (_what, field, words) => expect(() => tablesOf(object({ f: described(field) }), '')).toThrow(words));
});
