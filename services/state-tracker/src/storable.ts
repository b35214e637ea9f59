/** PostgreSQL takes no NUL in a text, nor in JSON, and a record that holds one is right in all else: it goes on without. */
export function withoutNul<T>(value: T): T {
  return hasNul(value) ? (cleaned(value) as T) : value;
}

function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return isComposed(value) && Object.values(value).some(hasNul);
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '');
  if (Array.isArray(value)) return value.map(cleaned);
  return isComposed(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleaned(one)])) : value;
}

/** Sealed bytes are no text. */
const isComposed = (value: unknown): value is object => typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
