import { createHash } from 'node:crypto';
import { orderPartitions } from '@tributary/contracts';
import { canonicalJson, partitionOf } from '@tributary/kernel';
import { foldVersion } from './fold-again.ts';
import type { FoldedOrder } from './folding.ts';
import { bodyOf, type OrderBody } from './order/facts.ts';
import type { Timer } from './order/fold.ts';
import { type Cause, headlineOf, historyOf, type HistoryRow } from './store/history.ts';
import type { OrderRow, StoredOrder } from './store/orders.ts';
import { timerRow } from './stored-news.ts';

/** The row to write and, where a person would tell of the change, its line in the timeline. */
export type Change = { readonly row: OrderRow; readonly isNewVersion: boolean; readonly history: HistoryRow | undefined };

/** What is to be written of a folded order: nothing where nothing changed. */
export function changeOf(folded: FoldedOrder, stored: StoredOrder | undefined, cause: Cause): Change | undefined {
  const row = rowOf(folded, stored);
  if (row === undefined) return undefined;
  const isNewVersion = row.version !== stored?.version;
  if (!isNewVersion && isSameBeside(stored, row)) return undefined;
  return { row, isNewVersion, history: isNewVersion ? historyRowOf(row, stored, eventIdsOf(folded, cause)) : undefined };
}

/** Whether also what nobody sees is as it was. */
function isSameBeside(stored: StoredOrder, row: OrderRow): boolean {
  return stored.waitingMapVersion === row.waitingMapVersion && stored.foldVersion === row.foldVersion && isSameTimer(stored.timer, row.timer);
}

/** The whole row; none where the channel's order is not known yet. Its version grows where state or desired records differ. */
function rowOf({ orderKey, news, folded, mapVersion }: FoldedOrder, stored: StoredOrder | undefined): OrderRow | undefined {
  const { state, desired, timer, waitingForMaps } = folded;
  const order = bodyOf(folded.facts, 'order');
  if (state === undefined || order === undefined) return undefined;
  const digest = createHash('sha256').update(canonicalJson({ state, desired })).digest('hex');
  return {
    orderKey,
    tenant: order.tenant,
    channel: order.channel,
    account: order.account,
    partition: partitionOf(orderKey, orderPartitions),
    state,
    desired,
    digest,
    ...traceOf(order, news),
    version: versionOf(digest, stored),
    waitingMapVersion: waitingForMaps ? mapVersion : null,
    timer,
    foldVersion,
  };
}

function versionOf(digest: string, stored: StoredOrder | undefined): number {
  if (stored === undefined) return 1;
  return stored.digest === digest ? stored.version : stored.version + 1;
}

/** Of the newest record; where none tells anything new the order's own trace goes on. */
function traceOf(order: OrderBody, news: FoldedOrder['news']): { traceId: string; recordedAt: number } {
  const { traceId, recordedAt } = news.findLast(({ event }) => event.row !== timerRow) ?? order;
  return { traceId, recordedAt };
}

function eventIdsOf({ news }: FoldedOrder, cause: Cause): Pick<HistoryRow, 'cause' | 'eventIds'> {
  return { cause, eventIds: cause === 'events' ? news.map(({ event }) => event.eventId) : [] };
}

function historyRowOf({ orderKey, version, state }: OrderRow, stored: StoredOrder | undefined, why: Pick<HistoryRow, 'cause' | 'eventIds'>): HistoryRow | undefined {
  const told = historyOf(stored?.headline, headlineOf(state));
  return told && { orderKey, version, ...why, ...told };
}

export function isSameTimer(left: Timer | null, right: Timer | null): boolean {
  return left?.code === right?.code && left?.at === right?.at;
}
