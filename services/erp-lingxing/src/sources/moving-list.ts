import { SourceError } from '@tributary/ingest-kit';
import { failure } from '@tributary/kernel';
import type { Row } from '../mapping/rows.ts';

/** A row with Lingxing's clock when it showed it, epoch ms. */
export type SeenRow = { readonly row: Row; readonly asOf: number | null };

/** Page `index` of a list, from 0, with how many rows the list has at that moment. */
export type AskPage = (index: number) => Promise<{ readonly rows: readonly SeenRow[]; readonly total: number }>;

export type MovingListOptions = {
  readonly pageLength: number;
  /** Names a row for as long as it is in the list. */
  readonly idOf: (row: Row) => string;
  /** The list is read until a whole pass showed no such row that was not seen before. Undefined: once only, where the next poll reads it again anyway. */
  readonly untilPassesAgreeOn: ((row: Row) => boolean) | undefined;
};

const maxPasses = 6;

/**
 * Reads a list by its offsets while its rows move. A row that leaves the list pulls all that follow one place forward: read
 * from the front, the first row of the next page would be skipped. So pages are read last one first, and again until two
 * passes agree, for rows may also come late. Of several versions of one row the last one read counts. Yields after every
 * page, so that whoever waits sees progress; returns the rows.
 */
export async function* readMovingList(first: Awaited<ReturnType<AskPage>>, ask: AskPage, { pageLength, idOf, untilPassesAgreeOn }: MovingListOptions): AsyncGenerator<undefined, readonly SeenRow[]> {
  if (first.total <= pageLength) return first.rows;
  const seen = new Map<string, SeenRow>();
  const awaited = new Set<string>();
  let pages = Math.ceil(first.total / pageLength);
  for (let pass = 1; pass <= maxPasses; pass++) {
    const before = awaited.size;
    for (let index = pages - 1; index >= 0; index--) {
      const { rows, total } = await ask(index);
      for (const row of rows) seen.set(idOf(row.row), row);
      for (const { row } of rows.filter(({ row }) => untilPassesAgreeOn?.(row))) awaited.add(idOf(row));
      pages = Math.max(1, Math.ceil(total / pageLength));
      yield undefined;
    }
    if (untilPassesAgreeOn === undefined || (pass > 1 && awaited.size === before)) return [...seen.values()];
  }
  throw new SourceError(failure('unavailable', 'reading a list of Lingxing', { cause: { code: 'list_moves', text: `its rows moved during ${maxPasses} passes; it is read again later` } }));
}
