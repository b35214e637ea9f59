import avsc from 'avsc';
import { describe, expect, it } from 'vitest';
import { fromUnits } from '@tributary/kernel';
import { avroOptions, encodeAvro } from './avro.ts';
import { bytesFromUnits, unitsFromBytes } from './decimal-type.ts';

const decimal = (precision: number, scale: number): avsc.Type =>
  avsc.Type.forSchema({ type: 'bytes', logicalType: 'decimal', precision, scale } as avsc.Schema, avroOptions());
const money = decimal(24, 6);

/** mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('bytes of a decimal', () => {
  // As java.math.BigInteger.toByteArray gives them.
  it.each([
    [0n, '00'], [1n, '01'], [127n, '7f'], [128n, '0080'], [255n, '00ff'], [256n, '0100'], [32_767n, '7fff'], [32_768n, '008000'],
    [-1n, 'ff'], [-128n, '80'], [-129n, 'ff7f'], [-256n, 'ff00'], [-32_768n, '8000'], [-32_769n, 'ff7fff'],
    [999_999_999_999_999_999_999_999n, '00d3c21bcecceda0ffffff'],
  ])('%d is %s', (units, hex) => {
    expect(bytesFromUnits(units).toString('hex')).toBe(hex);
    expect(unitsFromBytes(Buffer.from(hex, 'hex'))).toBe(units);
  });

  it('reads longer forms than the shortest, and none at all as zero', () => {
    expect(unitsFromBytes(Buffer.from('0000000001', 'hex'))).toBe(1n);
    expect(unitsFromBytes(Buffer.from('ffffffff80', 'hex'))).toBe(-128n);
    expect(unitsFromBytes(Buffer.alloc(0))).toBe(0n);
  });

  it('keep any value of 24 digits, whatever its sign', () => {
    const random = seeded(20_261_123);
    for (let round = 0; round < 5_000; round++) {
      const digits = Array.from({ length: 1 + Math.floor(random() * 24) }, () => Math.floor(random() * 10)).join('');
      const text = fromUnits(random() < 0.5 ? -BigInt(digits) : BigInt(digits), 6);
      expect(money.fromBuffer(money.toBuffer(text))).toBe(text);
    }
  });
});

describe('a decimal field', () => {
  it.each(['0', '-0', '12.5', '-0.000001', '999999999999999999.999999', '-999999999999999999.999999'])('takes %s', (text) => {
    expect(encodeAvro(money, text).ok).toBe(true);
  });
  it.each(['1000000000000000000', '0.0000001', '1e3', '12,5', '', ' 1', 'Jane Roe', 12.5, 12n, null, undefined])('refuses %o and does not quote it', (value) => {
    expect(encodeAvro(money, value)).toEqual({
      ok: false,
      failure: { kind: 'invalid', action: 'encoding value', cause: { code: 'schema_mismatch', text: 'the value: expected decimal(24,6) as text' } },
    });
  });
  it('is never read with another scale', () => {
    expect(() => money.createResolver(decimal(24, 4))).toThrow('a decimal of scale 4 cannot be read with scale 6');
    expect(money.fromBuffer(money.toBuffer('1.5'), money.createResolver(decimal(18, 6)))).toBe('1.5');
  });
  it('keeps its attributes where the schema is written out', () => {
    expect(money.schema({ exportAttrs: true })).toEqual({ type: 'bytes', logicalType: 'decimal', precision: 24, scale: 6 });
  });
  it.each([{ scale: 2 }, { precision: 2, scale: 3 }])('needs a sound schema, not %j', (attributes) => {
    expect(() => avsc.Type.forSchema({ type: 'bytes', logicalType: 'decimal', ...attributes } as avsc.Schema, avroOptions())).toThrow('reading schema');
  });
});
