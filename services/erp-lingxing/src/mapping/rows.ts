/** An answer's row: a JSON object of which nothing is taken for granted. */
export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list field; PHP behind Lingxing may leave lists out and writes empty objects as `[]`. */
export function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

/** Text or number as trimmed text: ids and counts come as either. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : undefined;
}

/** `is_delete` comes as number, text or boolean. */
export function isYes(value: unknown): boolean {
  return ['1', 'true'].includes(String(value ?? ''));
}

/** One page of a list. `total` is undefined where the answer is no list at all; without `isTold` it counts the rows that are there. */
export type Page = { readonly rows: readonly Row[]; readonly total: number | undefined; readonly isTold: boolean };

/**
 * The two shapes of Lingxing's lists: `data{total, list}` of the multi-platform calls and `data[]` with `total` beside it of the
 * others. No `total` stands for "these are all"; PHP writes an empty `data` as `[]`.
 */
export function pageOf(data: unknown, totalBeside: unknown): Page {
  const inner = isRow(data) ? data : undefined;
  const list = inner === undefined ? data : inner['list'];
  const told = textOf(inner === undefined ? totalBeside : inner['total']);
  const rows = rowsOf(list);
  const isTold = told !== undefined;
  if (!Array.isArray(list)) return { rows, total: told === '0' ? 0 : undefined, isTold };
  const total = Number(told ?? rows.length);
  return { rows, total: Number.isSafeInteger(total) ? Math.max(total, rows.length) : undefined, isTold };
}
