import { failed, failure, ok, type Result } from '@tributary/kernel';
import { type BatchHandler, done, type Inbound, type Outcome, park, retry } from '@tributary/stream';
import { accept, type Accepted } from './accept.ts';
import { type News, newsOf, type TrackedRow } from './news.ts';
import type { TrackerPorts } from './ports.ts';
import { ordersToLookAtAgain } from './store/orders.ts';

export type Tracker = {
  readonly track: BatchHandler<TrackedRow>;
  /** Looks again at orders that wait for the maps, where those have changed; answers how many. */
  lookAgain(): Promise<Result<number>>;
};

/** One transaction takes so many records at most; locks and memory stay bounded. */
const recordsPerTransaction = 500;

export function createTracker(ports: TrackerPorts): Tracker {
  const commit = (news: readonly News[], orderKeys: readonly string[]): Promise<Result<Accepted>> =>
    ports.attempt('tracking orders', () => ports.database.transaction((transaction) => accept(ports, transaction, news, orderKeys)));

  const trackChunk = async (records: readonly Inbound<TrackedRow>[]): Promise<Outcome[]> => {
    const news = records.map(newsOf);
    const keys = [...new Set(news.flat().map(({ event }) => event.orderKey))];
    const accepted = await commit(news.flat(), keys);
    if (!accepted.ok) return records.map(() => retry(accepted.failure));
    if (accepted.value.changed > 0) ports.changed();
    return news.map((ofRecord) => outcomeOf(ofRecord, accepted.value));
  };

  return {
    async track(records, signal) {
      const outcomes: Outcome[] = [];
      for (let start = 0; start < records.length && !signal.aborted; start += recordsPerTransaction) {
        outcomes.push(...(await trackChunk(records.slice(start, start + recordsPerTransaction))));
      }
      const lost = retry(failure('unavailable', 'tracking orders', { cause: { code: 'aborted', text: 'the partition went to another instance' } }));
      return [...outcomes, ...records.slice(outcomes.length).map(() => lost)];
    },
    async lookAgain() {
      const found = await ports.attempt('finding orders that wait for maps', () => ordersToLookAtAgain(ports.database, recordsPerTransaction));
      if (!found.ok || found.value.length === 0) return found.ok ? ok(0) : failed(found.failure);
      const accepted = await commit([], found.value);
      if (!accepted.ok) return failed(accepted.failure);
      if (accepted.value.changed > 0) ports.changed();
      return ok(found.value.length);
    },
  };
}

function outcomeOf(news: readonly News[], { unfoldable }: Accepted): Outcome {
  const reason = news.map(({ event }) => unfoldable.get(event.orderKey)).find((text) => text !== undefined);
  return reason === undefined ? done : park(failure('invalid', 'folding order', { cause: { code: 'unfoldable', text: reason } }));
}
