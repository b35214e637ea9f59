import type { SourceBatch, SourceRecord } from '@tributary/ingest-kit';

/** Nothing to be written, and a sign of life. */
export function idle(cursor: string): SourceBatch<SourceRecord> {
  return { records: [], nextCursor: cursor };
}
