import { isObject } from './json.ts';

/** Reads one object of the configuration; what is wrong goes to a shared list and reading goes on. */
export interface Reader {
  text(name: string, pattern?: RegExp, remedy?: string): string;
  optionalText(name: string, fallback: string, pattern: RegExp, remedy: string): string;
  number(name: string, fallback: number): number;
  flag(name: string, fallback: boolean): boolean;
  /** One reader per entry; `fields` are the names an entry may have. */
  list(name: string, fields: readonly string[]): Reader[];
  /** Empty where the field is left out. */
  optionalList(name: string, fields: readonly string[]): Reader[];
  /** A list of texts; empty where the field is left out. */
  texts(name: string): string[];
}

export function createReader(source: unknown, path: string, problems: string[], fields: readonly string[]): Reader {
  const held = isObject(source) ? source : {};
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (!isObject(source)) problems.push(`${path}: an object is wanted`);
  for (const name of Object.keys(held)) if (!fields.includes(name)) problems.push(`${at(name)}: unknown; known: ${fields.join(', ')}`);

  const text = (name: string, pattern: RegExp = /./, remedy = 'a text is wanted'): string => {
    const value = held[name];
    if (typeof value === 'string' && pattern.test(value)) return value;
    problems.push(`${at(name)}: ${value === undefined ? 'missing; ' : ''}${remedy}`);
    return '';
  };
  const list: Reader['list'] = (name, entryFields) => {
    const value = held[name];
    if (Array.isArray(value)) return value.map((entry, index) => createReader(entry, `${at(name)}[${index}]`, problems, entryFields));
    problems.push(`${at(name)}: ${value === undefined ? 'missing; ' : ''}a list is wanted`);
    return [];
  };
  return {
    text,
    list,
    optionalList: (name, entryFields) => (held[name] === undefined ? [] : list(name, entryFields)),
    texts(name) {
      const value = held[name] ?? [];
      if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
      problems.push(`${at(name)}: a list of texts is wanted`);
      return [];
    },
    optionalText: (name, fallback, pattern, remedy) => (held[name] === undefined ? fallback : text(name, pattern, remedy)),
    number(name, fallback) {
      const value = held[name] ?? fallback;
      if (typeof value === 'number' && value >= 0) return value;
      problems.push(`${at(name)}: a number of 0 or more is wanted`);
      return fallback;
    },
    flag(name, fallback) {
      const value = held[name] ?? fallback;
      if (typeof value === 'boolean') return value;
      problems.push(`${at(name)}: true or false is wanted`);
      return fallback;
    },
  };
}

/** Pushes one problem per value that occurs twice. */
export function refuseRepeats(values: readonly string[], what: string, problems: string[]): void {
  const repeated = values.filter((value, index) => value !== '' && values.indexOf(value) !== index);
  for (const value of new Set(repeated)) problems.push(`${what}: ${value} is listed twice`);
}
