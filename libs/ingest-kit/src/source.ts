import type { RawDraft } from './raw-record.ts';

/** One record that was read from a vendor, with its body as the vendor sent it. */
export type SourceRecord = { readonly draft: RawDraft; readonly body: Buffer };

/** One page of what a vendor holds, with the place to go on from. */
export type SourceBatch<Item> = { readonly records: readonly Item[]; readonly nextCursor: string };

/**
 * Reads what a vendor holds from a cursor on, oldest change first. Yields at least one batch, an empty one where there
 * is nothing new, so that the cursor can move. An empty last batch says that nothing more is there now: the caller waits
 * for its next time. After a last batch with records it reads on within a second, so a source that overlaps with what it
 * read before ends with an empty batch. A caller moves its cursor to `nextCursor` only after `records` are
 * durable, so a batch is read again after a crash. `cursor` is undefined on the first read of an account. Stops between
 * pages when `signal` aborts. What the vendor or the network does ends the reading with a thrown `SourceError`; a
 * partial page is never yielded.
 */
export type Source<Item = SourceRecord> = {
  read(cursor: string | undefined, signal: AbortSignal): AsyncIterable<SourceBatch<Item>>;
};
