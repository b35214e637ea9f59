import { describe, expect, it } from 'vitest';
import { bigId, deviationsOf, integer, listOf, money, object, oneOf, seconds, text } from './shape.ts';

const FIELDS = object({ id: bigId, name: text, at: seconds, kind: oneOf(1, 2), lines: listOf(object({ quantity: integer, price: money })) });
const rulesOf = (value: unknown): string[] => deviationsOf(value, FIELDS).map(({ rule, path }) => `${rule} ${path}`);

describe('field tables', () => {
  it('say nothing about a right request', () => {
    expect(rulesOf({ id: '110200000000000001', name: '张三', at: 1790000000, kind: 2, lines: [{ quantity: 1, price: '12.50' }] })).toEqual([]);
  });

  it('find unknown fields, nulls and wrong types at any depth', () => {
    expect(rulesOf({ id: 110200000, nmae: 'x', name: null, at: 1790000000000, kind: 3, lines: [{ quantity: 1.5, price: '1,50' }, null] })).toEqual([
      'wrong-type id',
      'unknown-field nmae',
      'null-sent name',
      'wrong-type at',
      'wrong-type kind',
      'wrong-type lines[0].quantity',
      'wrong-type lines[0].price',
      'null-sent lines[1]',
      'wrong-type lines[1]',
    ]);
  });

  it('do not mistake inherited names for fields, and never repeat a value', () => {
    const [deviation] = deviationsOf({ constructor: 'secret name' }, FIELDS);
    expect(deviation).toMatchObject({ rule: 'unknown-field' });
    expect(JSON.stringify(deviationsOf({ at: 'Jane Roe' }, FIELDS))).not.toContain('Jane');
  });
});
