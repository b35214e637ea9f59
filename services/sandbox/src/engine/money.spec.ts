import { describe, expect, it } from 'vitest';
import { decimalsOf, formatUnits, parseUnits, partOf } from './money.ts';

describe('money in minor units', () => {
  it.each([
    ['USD', '12.50', 1250n],
    ['JPY', '1200', 1200n],
    ['KWD', '1.005', 1005n],
    ['USD', '0.05', 5n],
  ])('%s %s', (currency, amount, units) => {
    expect(parseUnits(amount, decimalsOf(currency))).toBe(units);
    expect(formatUnits(units, decimalsOf(currency))).toBe(amount);
  });

  it('refuses what the currency cannot hold and what is no amount', () => {
    expect(parseUnits('1.5', 0)).toBeUndefined();
    expect(parseUnits('-1', 2)).toBeUndefined();
    expect(parseUnits('1e3', 2)).toBeUndefined();
  });

  it('rounds halves up', () => {
    expect(partOf(50n, 250_000n)).toBe(13n);
  });
});
