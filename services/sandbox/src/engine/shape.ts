import { isObject } from './json.ts';
import { parseUnits } from './money.ts';

/** One deviation of a request from the contract's field tables. */
export interface Deviation {
  rule: 'unknown-field' | 'null-sent' | 'wrong-type';
  path: string;
  detail: string;
}

export type Report = (deviation: Deviation) => void;
export type Check = (value: unknown, path: string, report: Report) => void;

const expecting =
  (wanted: string, isRight: (value: unknown) => boolean): Check =>
  (value, path, report) => {
    if (!isRight(value)) report({ rule: 'wrong-type', path, detail: `${path}: ${wanted} expected, ${kindOf(value)} sent` });
  };

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);

/** Values of any size that a table types as number but whose own samples are strings. */
const MAX_FRACTION = 6;

export const text = expecting('string', (value) => typeof value === 'string');
export const flag = expecting('boolean', (value) => typeof value === 'boolean');
export const integer = expecting('whole number', Number.isSafeInteger);
export const seconds = expecting('unix seconds of 10 digits', (value) => Number.isSafeInteger(value) && /^\d{10}$/.test(String(value)));
export const code = expecting('digits', (value) => (typeof value === 'string' || Number.isSafeInteger(value)) && /^\d+$/.test(String(value)));
/** Ids beyond 2^53 may only travel as strings. */
export const bigId = expecting('id as string of digits', (value) => typeof value === 'string' && /^\d+$/.test(value));
export const money = expecting(
  'decimal amount',
  (value) => (typeof value === 'string' || typeof value === 'number') && parseUnits(String(value), MAX_FRACTION) !== undefined,
);
export const anything: Check = () => undefined;

export function oneOf(...allowed: readonly (string | number)[]): Check {
  return expecting(`one of ${allowed.join(', ')}`, (value) => allowed.some((entry) => entry === value));
}

export function listOf(check: Check): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) return report({ rule: 'wrong-type', path, detail: `${path}: list expected, ${kindOf(value)} sent` });
    value.forEach((entry, index) => checkEntry(check, entry, `${path}[${index}]`, report));
  };
}

export function object(fields: Record<string, Check>): Check {
  return (value, path, report) => {
    if (!isObject(value)) return report({ rule: 'wrong-type', path, detail: `${path}: object expected, ${kindOf(value)} sent` });
    for (const [name, entry] of Object.entries(value)) {
      const inner = path === '' ? name : `${path}.${name}`;
      const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (check === undefined) report({ rule: 'unknown-field', path: inner, detail: `${inner}: not in the contract` });
      else checkOne(check, entry, inner, report);
    }
  };
}

/** A null in a list has no field it could be left out of, so there it also is a wrong type. */
function checkEntry(check: Check, value: unknown, path: string, report: Report): void {
  checkOne(check, value, path, report);
  if (value === null) report({ rule: 'wrong-type', path, detail: `${path}: null in a list` });
}

function checkOne(check: Check, value: unknown, path: string, report: Report): void {
  if (value === null) report({ rule: 'null-sent', path, detail: `${path}: null sent` });
  else check(value, path, report);
}

export function deviationsOf(value: unknown, check: Check): Deviation[] {
  const found: Deviation[] = [];
  check(value, '', (deviation) => found.push(deviation));
  return found;
}
