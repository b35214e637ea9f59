import type { RawRecord } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';
import type { SourceRecord } from './source.ts';

/** A resource that shall be read once more because something about it has changed; hints about one resource join in one wish. */
export type FetchWish = {
  readonly resourceType: string;
  readonly resourceId: string;
  /** The revision that the hint told of, epoch ms; null where it told none. A resource that was read at that revision already, and settled, is not read again. */
  readonly revisionAt: number | null;
};

/** Which resource a raw record asks to be read, by what is readable of it; undefined for a record that is complete. Pure. */
export type PlanFetch = (raw: Pick<RawRecord, 'kind' | 'topic' | 'resourceType' | 'resourceId' | 'vendorRevision' | 'via'>) => FetchWish | undefined;

/** A wish as a worker takes it up. `attempts` counts the tries that found nothing to write. */
export type FetchTask = FetchWish & { readonly tenant: string; readonly account: string; readonly traceId: string; readonly attempts: number };

/**
 * What came of one reading:
 *
 * - `read`  records to be written to the raw topic. `revisionAt` is the newest revision among them; not `settled`: the
 *           source's clock had not passed that revision yet, so the resource is read once more soon
 * - `gone`  the vendor says that there is no such resource
 * - `later` it is not complete yet (a fulfillment group that is still being made, an order key that is not known yet)
 */
export type Fetched =
  | { readonly state: 'read'; readonly records: readonly SourceRecord[]; readonly revisionAt: number | null; readonly settled: boolean }
  | { readonly state: 'gone'; readonly reason: string }
  | { readonly state: 'later'; readonly reason: string };

/** Reads resources of one account. Called by one worker at a time per resource; may be called again after a crash at any point. */
export type Fetcher = { fetch(task: FetchTask, signal: AbortSignal): Promise<Result<Fetched>> };
