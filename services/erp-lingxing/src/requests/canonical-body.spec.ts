import { describe, expect, it } from 'vitest';
import { canonicalBody } from './canonical-body.ts';

describe('canonical body', () => {
  it('sorts keys at every level, keeps the order of lists, and writes text as it is', () => {
    const { text } = canonicalBody({ b: [{ z: 1, a: '杯 & <b>/' }, { y: true }], a: { d: 'x', c: '10.00' } });
    expect(text).toBe('{"a":{"c":"10.00","d":"x"},"b":[{"a":"杯 & <b>/","z":1},{"y":true}]}');
  });

  it('leaves out what is null, empty or undefined, wherever it stands, and keeps 0, false and empty lists', () => {
    const { text, fields } = canonicalBody({ a: null, b: '', c: undefined, d: [{ e: null, f: '' }], g: 0, h: false, i: [] });
    expect(text).toBe('{"d":[{}],"g":0,"h":false,"i":[]}');
    expect(JSON.parse(text)).toEqual(fields);
  });
});
