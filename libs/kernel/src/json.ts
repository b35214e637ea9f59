import { failed, ok, type Result } from './result.ts';
import { failure } from './failure.ts';

type ReviverContext = { source?: string };

/**
 * Parses JSON without losing a digit: a number that a double cannot hold exactly (Shopify's 18-digit ids, "10.10")
 * comes back as its source text. Readers accept number or string.
 */
export function parseJson(text: string, what: string): Result<unknown> {
  try {
    const value: unknown = JSON.parse(text, function (_key, value: unknown, context?: ReviverContext) {
      if (typeof value === 'number' && context?.source !== undefined && String(value) !== context.source) return context.source;
      return value;
    } as (key: string, value: unknown) => unknown);
    return ok(value);
  } catch (error) {
    const text = error instanceof SyntaxError ? positionOnly(error.message) : 'not JSON';
    return failed(failure('invalid', `parsing ${what}`, { cause: { code: 'not_json', text } }));
  }
}

/** V8 quotes the input in its message; the input may be personal, so only the position is kept. */
function positionOnly(message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? 'not JSON' : `not JSON at position ${position}`;
}

/** JSON with keys sorted at every level and undefined left out: the same value always gives the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A sorted copy takes half the time of a replacer. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON());
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const inner: unknown = (value as Record<string, unknown>)[key];
    if (key === '__proto__') Object.defineProperty(copy, key, { value: sorted(inner), enumerable: true });
    else copy[key] = sorted(inner);
  }
  return copy;
}
