import { failed, failure, ok, type Clock, type Failure, type Result } from '@tributary/kernel';
import type { CursorLease, Cursors } from './cursors.ts';
import { SourceError } from './source-error.ts';
import type { Source, SourceBatch, SourceRecord } from './source.ts';
import { storeRead, type RawStore } from './store-raw.ts';
import { withinTime } from './time-limit.ts';

export type PollOptions = RawStore & {
  readonly vendor: string;
  readonly source: Source;
  readonly cursors: Cursors;
  readonly clock: Clock;
  readonly newTraceId: () => string;
  /** `pageMs` for the source to give one batch, `writeMs` for Kafka to take it. */
  readonly times: { readonly leaseMs: number; readonly pageMs: number; readonly writeMs: number };
  /** How often in a row a source may give records without moving its cursor. */
  readonly maxRepeats: number;
  /** Called for every batch that the source gave, and for every one that is durable. */
  readonly onRead: () => void;
  readonly onDurable: () => void;
};

/**
 * - `read`    the source has nothing more; `hasMore` where its last batch was not empty
 * - `stopped` the signal aborted
 * - `lost`    another process has taken the lease over: nothing more is moved
 * - `failed`  the source, Kafka or the database
 */
export type PollResult = { readonly kind: 'read'; readonly hasMore: boolean } | { readonly kind: 'stopped' } | { readonly kind: 'lost' } | { readonly kind: 'failed'; readonly failure: Failure };

/** Reads a feed once from its cursor on: every batch is durable before the cursor moves over it. Called by one loop at a time. */
export function createPoll(options: PollOptions): (lease: CursorLease, signal: AbortSignal) => Promise<PollResult> {
  let repeats = 0;
  const guardLoop = ({ records, nextCursor }: SourceBatch<SourceRecord>, cursor: string | null): Failure | undefined => {
    repeats = records.length > 0 && nextCursor === cursor ? repeats + 1 : 0;
    if (repeats <= options.maxRepeats) return undefined;
    repeats = 0;
    return failure('unexpected', 'reading feed', { cause: { code: 'cursor_stuck', text: `the source gave records ${options.maxRepeats + 1} times without moving its cursor` } });
  };

  /** Takes batches over until the source has no more; answers whether the last one was not empty. */
  const readOn = async (reading: Batches, lease: CursorLease, isOver: () => boolean): Promise<Result<{ hasMore: boolean }>> => {
    const traceId = options.newTraceId();
    let [cursor, hasMore] = [lease.cursor, false];
    while (!isOver()) {
      const next = await nextBatch(reading, options.times.pageMs);
      if (!next.ok) return next;
      options.onRead();
      if (next.value.done === true) break;
      const batch = next.value.value;
      const stuck = guardLoop(batch, cursor);
      if (stuck !== undefined) return failed(stuck);
      const stored = await storeRead(batch.records, { ...options, traceId, timeoutMs: options.times.writeMs });
      if (!stored.ok) return stored;
      const moved = await options.cursors.move(lease, batch.nextCursor, options.times.leaseMs);
      if (!moved.ok) return moved;
      if (!moved.value) return failed(leaseLost);
      [cursor, hasMore] = [batch.nextCursor, batch.records.length > 0];
      options.onDurable();
    }
    return ok({ hasMore });
  };

  return async (lease, signal) => {
    const ending = new AbortController();
    const keeper = keepLease(lease, options, ending);
    const reading = options.source.read(lease.cursor ?? undefined, AbortSignal.any([signal, ending.signal]))[Symbol.asyncIterator]();
    const result = await readOn(reading, lease, () => signal.aborted || keeper.isLost());
    keeper.forget();
    ending.abort();
    // Not awaited: a source that hangs never answers it.
    reading.return?.().catch(() => undefined);
    if (keeper.isLost() || (!result.ok && result.failure === leaseLost)) return { kind: 'lost' };
    // A call that was cut because the process ends is no failure of the vendor.
    if (signal.aborted) return { kind: 'stopped' };
    return result.ok ? { kind: 'read', ...result.value } : { kind: 'failed', failure: result.failure };
  };
}

type Batches = AsyncIterator<SourceBatch<SourceRecord>>;

const leaseLost = failure('unavailable', 'moving cursor', { cause: { code: 'lease_lost', text: 'another process has taken the feed over' } });

/** A slow page must not cost the lease. While the database is away it may run out; then `move` says so. */
function keepLease(lease: CursorLease, { cursors, times }: PollOptions, ending: AbortController): { isLost(): boolean; forget(): void } {
  let isLost = false;
  const prolong = async (): Promise<void> => {
    const held = await cursors.prolong(lease, times.leaseMs);
    if (!held.ok || held.value || ending.signal.aborted) return;
    isLost = true;
    ending.abort();
  };
  const timer = setInterval(() => void prolong(), times.leaseMs / 3);
  return { isLost: () => isLost, forget: () => clearInterval(timer) };
}

/** What a source throws beside `SourceError` is a bug of ours; its message may quote the vendor and is left out. */
async function nextBatch(reading: Batches, pageMs: number): Promise<Result<IteratorResult<SourceBatch<SourceRecord>>>> {
  const next = async (): Promise<Result<IteratorResult<SourceBatch<SourceRecord>>>> => {
    try {
      return ok(await reading.next());
    } catch (error) {
      if (error instanceof SourceError) return failed(error.failure);
      return failed(failure('unexpected', 'reading feed', { cause: { code: 'source_threw', text: error instanceof Error ? error.name : 'no error' } }));
    }
  };
  return withinTime(pageMs, 'reading feed', next());
}
