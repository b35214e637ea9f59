import type { Bounds, Declared } from './declared.ts';

/** What may be written in a field, in words for a person. `path` is the field's; one that ends in Ms holds a duration. Throws where there are none. */
export function wordsOf(field: Declared, path: string): string {
  if (field.const !== undefined) return code(field.const);
  if (field.enum !== undefined) return anyOf(field.enum);
  if (field.oneOf !== undefined) return 'one of the forms below';
  switch (field.type ?? '') {
    case 'boolean': return anyOf(['true', 'false']);
    case 'integer': return integerWords(isDuration(path) ? 'milliseconds' : 'whole number', field);
    case 'number': return numberWords('number', field);
    case 'string': return textWords(field, path);
    case 'array': return listWords(field, path);
    case 'object': return objectWords(field, path);
    default: throw wordless(path);
  }
}

/** What holds where the field is left out. */
export function defaultWords(field: Declared, path: string): string {
  const value = field.default;
  if (value === undefined) return '–';
  if (field.properties !== undefined) return 'as below';
  if (value === '' || (typeof value === 'object' && JSON.stringify(value).length === 2)) return 'empty';
  const duration = typeof value === 'number' && isDuration(path) && value >= 1_000 ? ` (${durationWords(value)})` : '';
  return code(Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value)) + duration;
}

export const code = (text: string): string => `\`${text}\``;

const wordless = (path: string): Error => new Error(`generating docs/configuration.md: ${path} is of a kind that the reference has no words for`);

const anyOf = (words: readonly string[]): string => words.map(code).join(', ').replace(/, ([^,]+)$/, ' or $1');

const isDuration = (path: string): boolean => /Ms(\.|$)/.test(path);

function durationWords(ms: number): string {
  const [size, unit] = ([[86_400_000, 'day'], [3_600_000, 'h'], [60_000, 'min']] as const).find(([of]) => ms % of === 0) ?? [1_000, 's'];
  return `${ms / size} ${unit}${unit === 'day' && ms > size ? 's' : ''}`;
}

function textWords({ noun, format, pattern, maxLength }: Declared, path: string): string {
  // What stands behind the colon is told once, in a table of its own.
  if (noun !== undefined) return noun.replace(/:.*/, '');
  if (format === 'date-time') return 'time with zone, such as `2026-11-01T00:00:00Z`';
  if (format === 'uri') return 'address, such as `https://host/path`';
  if (pattern !== undefined) throw new Error(`generating docs/configuration.md: ${path} has a pattern; give its rule a message that begins with "is not a"`);
  return maxLength === undefined ? 'text' : `text, at most ${maxLength} characters`;
}

const integerWords = (what: string, { exclusiveMinimum, ...bounds }: Bounds): string => numberWords(what, exclusiveMinimum === undefined ? bounds : { ...bounds, minimum: exclusiveMinimum + 1 });

/** zod writes the largest safe integer where there is no upper bound. */
function numberWords(what: string, { minimum, exclusiveMinimum, maximum = Number.MAX_SAFE_INTEGER }: Bounds): string {
  const isOpen = maximum === Number.MAX_SAFE_INTEGER;
  if (minimum !== undefined) return isOpen ? `${what}, ${minimum} or more` : `${what}, ${minimum} to ${maximum}`;
  return [what, ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]), ...(isOpen ? [] : [`at most ${maximum}`])].join(', ');
}

function listWords({ items = {}, minItems = 0 }: Declared, path: string): string {
  if (items.type === 'array') throw wordless(path);
  const of = items.properties === undefined ? wordsOf(items, path) : 'entries with the fields below';
  return `list of ${of}${minItems > 0 ? `, at least ${minItems}` : ''}`;
}

function objectWords({ properties, propertyNames, additionalProperties }: Declared, path: string): string {
  if (properties !== undefined) return 'the fields below';
  if (propertyNames === undefined || !additionalProperties) throw wordless(path);
  if (Object.keys(additionalProperties).length === 0) return 'fields';
  if (!['boolean', 'integer', 'number', 'string'].includes(additionalProperties.type ?? '')) throw wordless(path);
  return `each ${wordsOf(propertyNames, path)} with a ${wordsOf(additionalProperties, path)}`;
}
