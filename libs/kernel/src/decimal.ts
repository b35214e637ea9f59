/**
 * Exact decimals as strings ("12.5", "-0.01"): money and quantities are never floats.
 * Arithmetic goes through a BigInt of units at a scale (digits behind the point).
 */
const pattern = /^(-?)(\d+)(?:\.(\d+))?$/;

export function isDecimal(text: string): boolean {
  return pattern.test(text);
}

/** "12.5" at scale 6 → 12500000n. Throws where the text is no decimal or would lose digits. */
export function toUnits(text: string, scale: number): bigint {
  const match = pattern.exec(text);
  if (match === null) throw new RangeError(`reading decimal: "${text}" is not a decimal number`);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > scale) throw new RangeError(`reading decimal: "${text}" has more than ${scale} digits behind the point`);
  const units = BigInt(match[2] + fraction.padEnd(scale, '0'));
  return match[1] === '-' ? -units : units;
}

/** 12500000n at scale 6 → "12.5": the shortest text with the same value. */
export function fromUnits(units: bigint, scale: number): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
}

/**
 * Whole numbers of up to 15 digits, as quantities nearly always are: a double holds them, and the sum of nine of them,
 * exactly. Ten times as fast as by way of BigInt.
 */
function isSmallWhole(text: string): boolean {
  if (text.length === 0 || text.length > 15) return false;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

const mostSmall = 9;

export function addDecimals(...values: readonly string[]): string {
  if (values.length <= mostSmall && values.every(isSmallWhole)) return String(values.reduce((sum, value) => sum + Number(value), 0));
  const scale = Math.max(0, ...values.map(scaleOf));
  return fromUnits(values.reduce((sum, value) => sum + toUnits(value, scale), 0n), scale);
}

export function subtractDecimals(from: string, value: string): string {
  if (isSmallWhole(from) && isSmallWhole(value)) return String(Number(from) - Number(value));
  const scale = Math.max(scaleOf(from), scaleOf(value));
  return fromUnits(toUnits(from, scale) - toUnits(value, scale), scale);
}

export function multiplyDecimals(left: string, right: string): string {
  const [a, b] = [scaleOf(left), scaleOf(right)];
  return fromUnits(toUnits(left, a) * toUnits(right, b), a + b);
}

/** left ÷ right, rounded half away from zero to `places`. Throws where right is 0. */
export function divideDecimals(left: string, right: string, places: number): string {
  const scale = Math.max(scaleOf(left), scaleOf(right));
  const [a, b] = [toUnits(left, scale) * 10n ** BigInt(places), toUnits(right, scale)];
  const negative = a < 0n !== b < 0n;
  const [whole, part] = [absolute(a), absolute(b)];
  const quotient = (whole * 2n + part) / (part * 2n);
  return fromUnits(negative ? -quotient : quotient, places);
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** -1, 0 or 1. */
export function compareDecimals(left: string, right: string): number {
  if (isSmallWhole(left) && isSmallWhole(right)) return Math.sign(Number(left) - Number(right));
  const scale = Math.max(scaleOf(left), scaleOf(right));
  const difference = toUnits(left, scale) - toUnits(right, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** "12.5" with 2 places → "12.50"; more digits than that stay. */
export function padDecimal(text: string, places: number): string {
  const short = fromUnits(toUnits(text, scaleOf(text)), scaleOf(text));
  const missing = places - scaleOf(short);
  if (missing <= 0) return short;
  return `${short}${scaleOf(short) === 0 ? '.' : ''}${'0'.repeat(missing)}`;
}
