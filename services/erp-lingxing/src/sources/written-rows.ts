import { createHash } from 'node:crypto';
import type { SourceRecord } from '@tributary/ingest-kit';
import { isSettled } from '../mapping/settled.ts';

/**
 * What was written of late, so that polls that overlap do not write the same rows again and again. Lost with the process:
 * rows are then written once more, which changes nothing. A row that was read within its own second counts as new when it is
 * read later, for only then it is known that it is the last one of that second.
 */
export type WrittenRows = {
  /** Those of the records that were not written yet. */
  fresh<Item extends Stamped>(items: readonly Item[]): readonly Item[];
  /** Call it once they are durable; `since` (epoch ms): older rows come no more. */
  remember(items: readonly Stamped[], since: number): void;
};

/** `at`: the row's own revision, epoch ms. */
export type Stamped = { readonly record: SourceRecord; readonly at: number };

export function createWrittenRows(): WrittenRows {
  const written = new Map<string, { readonly stamp: string; readonly at: number }>();
  return {
    fresh: (items) => items.filter(({ record, at }) => written.get(record.draft.resourceId)?.stamp !== stampOf(record, at)),
    remember(items, since) {
      for (const { record, at } of items) written.set(record.draft.resourceId, { stamp: stampOf(record, at), at });
      for (const [id, { at }] of written) if (at < since) written.delete(id);
    },
  };
}

function stampOf({ draft, body }: SourceRecord, at: number): string {
  return createHash('sha256').update(JSON.stringify([isSettled(at, draft.asOf ?? null), draft.orderKeys])).update(body).digest('base64');
}
