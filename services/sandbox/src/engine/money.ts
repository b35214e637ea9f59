const ZERO_DECIMAL = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const THREE_DECIMALS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);
const DECIMAL = /^(\d+)(?:\.(\d+))?$/;
const MILLION = 1_000_000n;

export function decimalsOf(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

/** `"12.50"` with two digits is 1250n; undefined where the text is no amount or has more digits than asked for. */
export function parseUnits(text: string, digits: number): bigint | undefined {
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  return whole === undefined || fraction.length > digits ? undefined : BigInt(whole + fraction.padEnd(digits, '0'));
}

export function formatUnits(units: bigint, digits: number): string {
  const text = units.toString().padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** A rate in millionths of an amount, halves rounded up. */
export function partOf(amount: bigint, ppm: bigint): bigint {
  return divide(amount * ppm, MILLION);
}

export function divide(amount: bigint, by: bigint): bigint {
  return (2n * amount + by) / (2n * by);
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
