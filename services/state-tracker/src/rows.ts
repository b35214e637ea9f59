import { createHash } from 'node:crypto';
import { orderPartitions } from '@tributary/contracts';
import { canonicalJson, partitionOf } from '@tributary/kernel';
import type { FoldedOrder } from './folding.ts';
import { bodyOf } from './order/facts.ts';
import type { Timer } from './order/fold.ts';
import { type Cause, headlineOf, historyOf, type HistoryRow } from './store/history.ts';
import type { OrderRow, StoredOrder } from './store/orders.ts';
import { timerRow } from './stored-news.ts';

/** The row to write and, where a person would tell of the change, its line in the timeline. */
export type Change = { readonly row: OrderRow; readonly isNewVersion: boolean; readonly history: HistoryRow | undefined };

/** What is to be written of a folded order: nothing where nothing changed. */
export function changeOf({ orderKey, news, folded, mapVersion }: FoldedOrder, stored: StoredOrder | undefined, cause: Cause): Change | undefined {
  const { state, desired, timer } = folded;
  const order = bodyOf(folded.facts, 'order');
  if (state === undefined || order === undefined) return undefined;
  const digest = createHash('sha256').update(canonicalJson({ state, desired })).digest('hex');
  const isNewVersion = stored?.digest !== digest;
  const waitingMapVersion = folded.waitingForMaps ? mapVersion : null;
  if (!isNewVersion && stored !== undefined && stored.waitingMapVersion === waitingMapVersion && isSameTimer(stored.timer, timer)) return undefined;
  const version = (stored?.version ?? 0) + (isNewVersion ? 1 : 0);
  // Where no record tells anything new the order's own trace goes on.
  const { traceId, recordedAt } = news.findLast(({ event }) => event.row !== timerRow) ?? order;
  const { tenant, channel, account } = order;
  const row = { orderKey, tenant, channel, account, partition: partitionOf(orderKey, orderPartitions), state, desired, digest, traceId, recordedAt, version, waitingMapVersion, timer };
  const told = historyOf(stored?.headline, headlineOf(state));
  const eventIds = cause === 'events' ? news.map(({ event }) => event.eventId) : [];
  return { row, isNewVersion, history: isNewVersion && told !== undefined ? { orderKey, version, cause, eventIds, ...told } : undefined };
}

export function isSameTimer(left: Timer | null, right: Timer | null): boolean {
  return left?.code === right?.code && left?.at === right?.at;
}
