import { isMap, isScalar, parseDocument, type Pair, type YAMLMap } from 'yaml';

/*
 * The files are people's, with comments, blank lines and two styles of brackets; a document written back by the `yaml`
 * package keeps the comments and not the rest. So the document only says where things stand, and the text is cut there.
 */

export type Entry = { readonly name: string; /** The lines of the entry, without what stands above it. */ readonly text: string; readonly pair: Pair };

/** The entries of the map at `path`, in the order of the file. */
export function entriesAt(text: string, path: readonly string[]): Entry[] {
  return pairsOf(mapAt(text, path)).map((pair) => ({ name: nameOf(pair), text: text.slice(startOf(text, pair), endOf(text, pair)), pair }));
}

/** The text with `block` (whole lines, indented) as an entry called `name` among `group`, which is in alphabetical order. */
export function insertEntry(text: string, group: readonly Entry[], name: string, block: string): string {
  const gap = blankLinesBetween(text, group);
  const next = group.find((entry) => entry.name > name);
  const last = group.at(-1);
  if (next !== undefined) {
    const at = startWithComments(text, next.pair);
    return `${text.slice(0, at)}${block}\n${gap}${text.slice(at)}`;
  }
  if (last === undefined) throw new Error(`adding ${name} to YAML: there is no entry to stand beside`);
  const at = endOf(text, last.pair);
  return `${text.slice(0, at)}\n${gap}${block}${text.slice(at)}`;
}

export function columnOf(text: string, { pair }: Entry): number {
  return rangeOf(pair).start - startOf(text, pair);
}

function mapAt(text: string, path: readonly string[]): YAMLMap {
  const document = parseDocument(text, { merge: true });
  const found: unknown = document.getIn(path);
  if (document.errors.length > 0 || !isMap(found)) throw new Error(`reading YAML: there is no map at ${path.join('.')}`);
  return found;
}

function pairsOf(map: YAMLMap): Pair[] {
  return map.items;
}

function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Offsets of the key's first and behind the value's last character. */
function rangeOf({ key, value }: Pair): { start: number; end: number } {
  const [keyRange, valueRange] = [rangeIn(key), rangeIn(value)];
  if (keyRange === undefined) throw new Error('reading YAML: a key without a place');
  return { start: keyRange[0], end: (valueRange ?? keyRange)[1] };
}

function rangeIn(node: unknown): readonly [number, number, number] | undefined {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? (range as unknown as [number, number, number]) : undefined;
}

function startOf(text: string, pair: Pair): number {
  return text.lastIndexOf('\n', rangeOf(pair).start - 1) + 1;
}

/** Behind the last line that holds something of the value. */
function endOf(text: string, pair: Pair): number {
  const { start, end } = rangeOf(pair);
  const value = text.slice(start, end).trimEnd();
  const lineEnd = text.indexOf('\n', start + value.length);
  return lineEnd === -1 ? text.length : lineEnd;
}

function startWithComments(text: string, pair: Pair): number {
  let at = startOf(text, pair);
  for (;;) {
    const above = text.lastIndexOf('\n', at - 2) + 1;
    if (above >= at || !/^\s*#/.test(text.slice(above, at))) return at;
    at = above;
  }
}

function blankLinesBetween(text: string, [first, second]: readonly Entry[]): string {
  if (first === undefined || second === undefined) return '';
  return text.slice(endOf(text, first.pair) + 1, startWithComments(text, second.pair)).replace(/[^\n]/g, '');
}
