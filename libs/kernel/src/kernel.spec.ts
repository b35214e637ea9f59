import { describe, expect, it } from 'vitest';
import { addDecimals, amountText, backoffMs, canonicalJson, compareDecimals, divideDecimals, explain, failure, fromUnits, multiplyDecimals, orderKey, parseJson, parseOrderKey, partitionOf, reasonOf, subtractDecimals, toUnits } from './index.ts';

describe('decimals', () => {
  it('add, subtract, multiply and compare without floats', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(addDecimals()).toBe('0');
    expect(subtractDecimals('1', '1.01')).toBe('-0.01');
    expect(multiplyDecimals('19.99', '3')).toBe('59.97');
    expect(compareDecimals('12.50', '12.5')).toBe(0);
    expect(compareDecimals('-1', '0.5')).toBe(-1);
  });
  it('divide, rounding half away from zero', () => {
    expect(divideDecimals('29', '3', 6)).toBe('9.666667');
    expect(divideDecimals('-1', '8', 2)).toBe('-0.13');
    expect(divideDecimals('10.00', '0.5', 6)).toBe('20');
    expect(() => divideDecimals('1', '0', 2)).toThrow();
  });
  it('keeps 18 whole digits and 6 places', () => {
    expect(fromUnits(toUnits('999999999999999999.000001', 6), 6)).toBe('999999999999999999.000001');
  });
  it('adds, subtracts and compares whole numbers of any length alike', () => {
    const most = '9'.repeat(15);
    expect(addDecimals(...Array.from({ length: 9 }, () => most))).toBe(String(9n * BigInt(most)));
    expect(addDecimals(...Array.from({ length: 10 }, () => most))).toBe(String(10n * BigInt(most)));
    expect(addDecimals(`${most}9`, '1')).toBe('1' + '0'.repeat(16));
    expect(addDecimals('007', '1')).toBe('8');
    expect(subtractDecimals('2', '5')).toBe('-3');
    expect(subtractDecimals('5', '5')).toBe('0');
    expect(compareDecimals('2', '10')).toBe(-1);
    expect(compareDecimals(`${most}9`, most)).toBe(1);
    for (const wrong of ['', ' 1', '1e3', '１', '0x1']) expect(() => compareDecimals(wrong, '1')).toThrow('not a decimal');
  });

  it('refuses to lose digits and what is no decimal', () => {
    expect(() => toUnits('0.0000001', 6)).toThrow('more than 6 digits');
    expect(() => toUnits('1e3', 6)).toThrow('not a decimal');
  });
  it('writes amounts as the currency does', () => {
    expect(amountText({ amount: '12.5', currency: 'USD' })).toBe('12.50');
    expect(amountText({ amount: '1200', currency: 'JPY' })).toBe('1200');
    expect(amountText({ amount: '0.1234', currency: 'EUR' })).toBe('0.1234');
  });
});

describe('order keys', () => {
  it('encode every part and read back', () => {
    const parts = { tenant: 'acme', channel: 'dsco', account: 'a b', channelOrderId: 'r1:PO/7%张' };
    expect(orderKey(parts).split('/')).toHaveLength(4);
    expect(parseOrderKey(orderKey(parts))).toEqual(parts);
  });
  it.each(['a/b/c', 'a/b/c/', 'a/b/c/d/e', 'a/b/c/%zz', 'a/b/c/%ff', '%00/b/c/d', ''])('refuse %j', (text) => expect(parseOrderKey(text)).toBeUndefined());
});

describe('partition', () => {
  // Known answers from org.apache.kafka.common.utils.UtilsTest.testMurmur2, as toPositive(hash).
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s agrees with the Java client', (key, hash) => {
    expect(partitionOf(key, 0x7fffffff)).toBe((hash & 0x7fffffff) % 0x7fffffff);
  });
});

describe('JSON', () => {
  it('keeps ids beyond 2^53 and trailing zeros as their source text', () => {
    expect(parseJson('{"id":820982911946154508,"small":7,"price":10.10}', 'body')).toEqual({ ok: true, value: { id: '820982911946154508', small: 7, price: '10.10' } });
  });
  it('says where it broke without quoting the input', () => {
    const result = parseJson('{"name":"Jane Roe",}', 'webhook body');
    expect(result.ok).toBe(false);
    if (!result.ok) expect(explain(result.failure)).toMatch(/^parsing webhook body: \[not_json\] not JSON(?! .*Jane)/);
  });
  it('has one canonical text', () => expect(canonicalJson({ b: [{ z: 1, a: undefined }], a: null })).toBe('{"a":null,"b":[{"z":1}]}'));
  it.each<[unknown, string]>([
    [{ at: new Date(0), bytes: Buffer.from('a') }, '{"at":"1970-01-01T00:00:00.000Z","bytes":{"data":[97],"type":"Buffer"}}'],
    [JSON.parse('{"b":1,"__proto__":{"z":1,"a":[]},"10":0,"9":0}'), '{"9":0,"10":0,"__proto__":{"a":[],"z":1},"b":1}'],
    [[undefined, null, 'x\u2028'], JSON.stringify([null, null, 'x\u2028'])],
    ['text', '"text"'],
  ])('keeps to JSON.stringify but for the order of keys: %j', (value, text) => expect(canonicalJson(value)).toBe(text));
});

it('failures read as a path of actions and end in the reason', () => {
  const inner = failure('rejected', 'creating order at Lingxing', { cause: { code: '1', text: 'no such store' } });
  expect(explain(failure('rejected', 'pushing order', { cause: inner }))).toBe('pushing order: creating order at Lingxing: [1] no such store');
  expect(reasonOf(failure('rejected', 'pushing order', { cause: inner }))).toEqual({ code: '1', text: 'no such store' });
});

it('backoff doubles up to its bound, a quarter more or less', () => {
  const delays = (random: number) => [0, 1, 2, 9, 5_000].map((n) => backoffMs({ firstMs: 1_000, maxMs: 300_000 }, n, () => random));
  expect(delays(0.5)).toEqual([1_000, 2_000, 4_000, 300_000, 300_000]);
  expect(delays(0)).toEqual([750, 1_500, 3_000, 225_000, 225_000]);
});
