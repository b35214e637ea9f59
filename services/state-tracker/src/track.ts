import { failed, failure, ok, type Result } from '@tributary/kernel';
import { type BatchHandler, done, type Inbound, type Outcome, park, retry, skip } from '@tributary/stream';
import { accept, type Accepted, type Work } from './accept.ts';
import { createContexts } from './contexts.ts';
import { type News, newsOf, type TrackedRow } from './news.ts';
import type { TrackerPorts } from './ports.ts';
import { rebuildSome } from './rebuild.ts';
import { withoutNul } from './storable.ts';
import { ordersToLookAtAgain } from './store/orders.ts';
import { dueTimers } from './store/timers.ts';
import { newsOfTimer } from './stored-news.ts';

export type Tracker = {
  readonly track: BatchHandler<TrackedRow>;
  /** Looks again at orders that wait for the maps, where those have changed; answers how many. */
  lookAgain(): Promise<Result<number>>;
  /** Folds in that the time of orders has come; answers how many. */
  fireTimers(): Promise<Result<number>>;
  /** One step of a rebuild that is asked for; answers 0 when there is none. */
  rebuild(): Promise<Result<number>>;
};

/** One transaction takes so many records at most; locks and memory stay bounded. */
const recordsPerTransaction = 500;

/** Topics that the tracker reads. */
export const trackedRows: readonly TrackedRow[] = ['order', 'erp-order', 'shipment', 'cancellation', 'refund', 'delivery', 'command'];

/** What comes in, what waits, what is due and what is asked to be done again; any of it may run at once, in any number of processes. */
export function createTracker(ports: TrackerPorts): Tracker {
  const contexts = createContexts(ports);

  const commit = async (work: Work): Promise<Result<Accepted>> => {
    const accepted = await ports.attempt('tracking orders', () => ports.database.transaction((transaction) => accept(contexts, transaction, work)));
    if (!accepted.ok) return accepted;
    if (accepted.value.changed > 0) ports.changed();
    ports.counted(accepted.value);
    for (const [orderKey, reason] of accepted.value.setAside) ports.setAside(orderKey, reason);
    return accepted;
  };

  const trackChunk = async (records: readonly Inbound<TrackedRow>[]): Promise<Outcome[]> => {
    const news = records.map((record) => newsOf(withoutNul(record)));
    const all = news.flat();
    if (all.length === 0) return records.map(() => ownRecord);
    const accepted = await commit({ news: all, orderKeys: keysOf(all), cause: 'events' });
    if (!accepted.ok) return records.map(() => retry(accepted.failure));
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
      return counting(found.value.length, await commit({ news: [], orderKeys: found.value, cause: 'maps' }));
    },
    async fireTimers() {
      const due = await ports.attempt('finding orders whose time has come', () => dueTimers(ports.database, recordsPerTransaction));
      if (!due.ok || due.value.length === 0) return due.ok ? ok(0) : failed(due.failure);
      const news = due.value.map(newsOfTimer);
      return counting(news.length, await commit({ news, orderKeys: keysOf(news), cause: 'events' }));
    },
    async rebuild() {
      const step = await ports.attempt('rebuilding orders', () => ports.database.transaction((transaction) => rebuildSome(contexts, transaction)));
      if (!step.ok) return failed(step.failure);
      if (step.value.changed > 0) ports.changed();
      return ok(step.value.worked ? 1 : 0);
    },
  };
}

const ownRecord = skip('written by the tracker itself');

function keysOf(news: readonly News[]): string[] {
  return [...new Set(news.map(({ event }) => event.orderKey))];
}

function counting(orders: number, accepted: Result<Accepted>): Result<number> {
  return accepted.ok ? ok(orders) : failed(accepted.failure);
}

function outcomeOf(news: readonly News[], { unfoldable, setAside }: Accepted): Outcome {
  if (news.length === 0) return ownRecord;
  const reason = news.map(({ event }) => unfoldable.get(event.eventId) ?? setAside.get(event.orderKey)).find((text) => text !== undefined);
  return reason === undefined ? done : park(failure('invalid', 'folding order', { cause: { code: 'unfoldable', text: reason } }));
}
