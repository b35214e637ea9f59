import type { Declared } from './declared.ts';
import { code, defaultWords, wordsOf } from './words.ts';

export type Row = { readonly path: string; readonly what: string; readonly fallback: string; readonly description: string };
/** `title` is missing in the first table; the others are the forms that a field of it may have. */
export type Table = { readonly title?: string; readonly rows: readonly Row[] };

/** Everything that may be written in an object, by dotted path behind `prefix`: the fields, then a table for each form of a field that has several. */
export function tablesOf(object: Declared, prefix: string): Table[] {
  const fields = fieldsOf(object, prefix);
  return [{ rows: fields.map(rowOf) }, ...fields.flatMap(formsOf)];
}

/** What the words of all fields say behind a colon, such as "secret reference" → "env:NAME or file:/path". */
export function termsOf(part: Declared): [string, string][] {
  const { noun, properties = {}, items, oneOf = [], propertyNames } = part;
  const [, term, meaning] = /^([^:]+): (.+)$/.exec(noun ?? '') ?? [];
  const inner = [...Object.values(properties), ...oneOf, ...(items === undefined ? [] : [items]), ...(propertyNames === undefined ? [] : [propertyNames])];
  return [...(term === undefined || meaning === undefined ? [] : [[term, meaning] as [string, string]]), ...inner.flatMap(termsOf)];
}

type Field = { readonly path: string; readonly declared: Declared; readonly isRequired: boolean };

function fieldsOf({ properties = {}, required = [] }: Declared, prefix: string): Field[] {
  return Object.entries(properties).flatMap(([name, declared]) => {
    const path = `${prefix}${name}`;
    return [{ path, declared, isRequired: required.includes(name) }, ...fieldsOf(declared, `${path}.`), ...fieldsOf(declared.items ?? {}, `${path}[].`)];
  });
}

function rowOf({ path, declared, isRequired }: Field): Row {
  if (!declared.description) throw new Error(`generating docs/configuration.md: ${path} has no description: add .describe(…) to its declaration`);
  return { path, what: wordsOf(declared, path), fallback: isRequired ? '**required**' : defaultWords(declared, path), description: declared.description };
}

function formsOf({ path, declared }: Field): Table[] {
  const [forms, at] = declared.items?.oneOf === undefined ? [declared.oneOf, path] : [declared.items.oneOf, `${path}[]`];
  return (forms ?? []).flatMap((form) => {
    const [first, ...inner] = tablesOf(form, `${at}.`);
    return first === undefined ? [] : [{ ...first, title: titleOf(form, at) }, ...inner];
  });
}

/** Forms are told apart by a field with one allowed word. */
function titleOf({ properties = {} }: Declared, path: string): string {
  const [name, mark] = Object.entries(properties).find(([, field]) => field.const !== undefined) ?? [];
  if (name === undefined || mark?.const === undefined) throw new Error(`generating docs/configuration.md: nothing tells the forms of ${path} apart`);
  return `${code(path)} with ${code(`${name}: ${mark.const}`)}`;
}
