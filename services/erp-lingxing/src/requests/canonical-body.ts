import { canonicalJson } from '@tributary/kernel';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json | undefined };

/** A body ready to be signed and sent: `text` is exactly what goes out, `fields` are its top-level values. */
export type CanonicalBody = { readonly text: string; readonly fields: Readonly<Record<string, Json>> };

/**
 * Lingxing signs values, not bytes, and nobody knows how its server writes nested values back into text: sorted or as
 * received, with null or without. A body with sorted keys and without null and empty fields reads the same either way.
 */
export function canonicalBody(body: JsonObject): CanonicalBody {
  const fields = withoutEmpty(body) as Record<string, Json>;
  return { text: canonicalJson(fields), fields };
}

function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null && entry[1] !== '');
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutEmpty(inner)]));
}
