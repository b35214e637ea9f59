/** JSON whose integers survive: vendors' ids are 18 digits long and a double keeps only 15 to 17 of them. */
export type Json = string | number | bigint | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;

/** What the engine offers and the compiler's library does not list yet. */
interface NumberSourceJson {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): unknown;
}
const json = JSON as unknown as NumberSourceJson;

export function parseJson(text: string): unknown {
  return json.parse(text, (_key, value, { source }) => {
    const isLossy = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    return isLossy && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  });
}

/** Keeps every number as the sender wrote it (`1.0` stays `1.0`): what a signature was made over. Only `stringify` can read the result. */
export function parseKeepingNumbers(text: string): unknown {
  return json.parse(text, (_key, value, { source }) => (typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value));
}

export function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) => (typeof held === 'bigint' ? json.rawJSON(held.toString()) : held));
}

/** For people and scripts, which read JSON with doubles: ids become strings. */
export function stringifyIdsAsText(value: unknown): string {
  return JSON.stringify(value, (key, held: unknown) => {
    if (typeof held === 'bigint') return held.toString();
    return typeof held === 'number' && (key === 'id' || key.endsWith('_id')) ? String(held) : held;
  });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
