import { SourceError, type Source, type SourceBatch, type SourceRecord } from '@tributary/ingest-kit';
import { failure, type Clock } from '@tributary/kernel';
import type { Answer, ShopifyClient } from './client.ts';
import { idOf } from './requests/document.ts';
import { changedOrders, changedSince } from './requests/poll-document.ts';
import { rowOf, rowsOf, textOf, type Row } from './rows.ts';
import { orderResource, pollTopic } from './topics.ts';

export type PollSourceOptions = {
  readonly account: { readonly tenant: string; readonly account: string };
  readonly client: ShopifyClient;
  readonly clock: Clock;
  /** A fresh random W3C trace id, 32 hex digits. */
  readonly newTraceId: () => string;
  /** How far behind the newest change that is known a reading begins, ms. */
  readonly overlapMs: number;
  /** Where the very first reading begins, epoch ms. */
  readonly startAt: (now: number) => number;
};

/** Changes of the last minutes come without the cursor moving; they are handed over in few large batches. */
const maxHeld = 2_500;
/** Nothing new may be on many pages; who waits for a batch counts a source that says nothing for long as hanging. */
const maxSilentPages = 10;
/** Shopify pages through 25,000 rows at most; beyond that the question has to begin later. */
const maxPages = 100;

/**
 * Asks a shop which orders changed and yields a hint for each: webhooks are late, repeated and sometimes never come.
 * The cursor is an instant (ISO 8601, UTC). It never comes closer than the overlap to the newest change that was seen,
 * nor to Shopify's own clock: its search shows changes late, and rows move while they are paged through. So the newest
 * changes are read again every time; those that were yielded before are left out, as long as the process remembers.
 */
export function createPollSource({ account, client, clock, newTraceId, overlapMs, startAt }: PollSourceOptions): Source {
  let yielded = new Map<string, number>();

  async function ask(from: number, after: string | undefined, signal: AbortSignal): Promise<Answer> {
    const context = { traceId: newTraceId(), effectKey: null, orderKeys: [] };
    const answer = await client.send({ document: changedOrders, variables: { query: changedSince(from), ...(after !== undefined && { after }) }, context, signal });
    if (!answer.ok) throw new SourceError(answer.failure);
    return answer.value;
  }

  /** Pages of one question, oldest change first; ends early where Shopify would page no further. */
  async function* pagesSince(from: number, signal: AbortSignal): AsyncGenerator<Page> {
    let after: string | undefined;
    for (let pages = 1; pages <= maxPages; pages++) {
      const answer = await ask(from, after, signal);
      const { nodes, pageInfo } = rowOf(answer.data['orders']);
      const { hasNextPage, endCursor } = rowOf(pageInfo);
      after = hasNextPage === true ? textOf(endCursor) : undefined;
      yield { changes: rowsOf(nodes).flatMap(changeOf), asOf: answer.asOf, isLast: after === undefined };
      if (after === undefined || signal.aborted) return;
    }
  }

  /** Pages after pages until the newest change is there; where Shopify would page no further, asked anew from the last one on. */
  async function* pagesToEnd(startedAt: number, signal: AbortSignal): AsyncGenerator<Page> {
    let from = startedAt;
    for (let isLast = false; !isLast && !signal.aborted; ) {
      let newest = from;
      for await (const page of pagesSince(from, signal)) {
        isLast = page.isLast;
        newest = Math.max(newest, newestSureOf(page, overlapMs));
        yield page;
      }
      if (!isLast && !signal.aborted && newest <= from) throw tooManyAtOnce;
      from = newest;
    }
  }

  const batchOf = (changes: readonly Change[], cursorAt: number): SourceBatch<SourceRecord> => ({ records: changes.map((change) => hintOf(change, account)), nextCursor: new Date(cursorAt).toISOString() });

  return {
    async *read(cursor, signal): AsyncGenerator<SourceBatch<SourceRecord>> {
      let cursorAt = cursor === undefined ? startAt(clock.now()) : Date.parse(cursor);
      let held: Change[] = [];
      let silentPages = 0;
      for await (const page of pagesToEnd(cursorAt, signal)) {
        const { changes, asOf, isLast } = page;
        held = [...held, ...changes.filter(({ id, updatedAt }) => yielded.get(id) !== updatedAt)];
        const nextAt = Math.max(cursorAt, Math.min(newestSureOf(page, overlapMs), asOf) - overlapMs);
        silentPages++;
        if (nextAt === cursorAt && held.length < maxHeld && silentPages < maxSilentPages && !isLast) continue;
        cursorAt = nextAt;
        silentPages = 0;
        yield batchOf(held, cursorAt);
        // Whoever asks for more has made these durable.
        for (const { id, updatedAt } of held) yielded.set(id, updatedAt);
        held = [];
      }
      yielded = new Map([...yielded].filter(([, updatedAt]) => updatedAt >= cursorAt));
      // Says that there is nothing more now.
      yield batchOf([], cursorAt);
    },
  };
}

const tooManyAtOnce = new SourceError(failure('unexpected', 'asking Shopify for changed orders', { cause: { code: 'too_many_at_once', text: 'more orders changed at once than Shopify pages through' } }));

type Change = { readonly id: string; readonly updatedAt: number };
type Page = { readonly changes: readonly Change[]; readonly asOf: number; readonly isLast: boolean };

/**
 * Up to where a page surely leads, epoch ms. Rows stand where the search last took them in: an order that has changed
 * since, within the overlap, stands before its time, and orders that changed earlier may follow on the next page.
 */
function newestSureOf({ changes, asOf, isLast }: Page, overlapMs: number): number {
  return Math.max(...changes.map(({ updatedAt }) => updatedAt).filter((at) => isLast || at <= asOf - overlapMs));
}

function changeOf({ id, updatedAt }: Row): Change[] {
  const [order, at] = [idOf(id), Date.parse(String(updatedAt))];
  return order === undefined || Number.isNaN(at) ? [] : [{ id: order, updatedAt: at }];
}

function hintOf({ id, updatedAt }: Change, { tenant, account }: PollSourceOptions['account']): SourceRecord {
  const vendorRevision = new Date(updatedAt).toISOString();
  return {
    draft: { tenant, account, kind: 'hint', resourceType: orderResource, resourceId: id, vendorRevision, topic: pollTopic, deliveryId: `${id}@${vendorRevision}`, via: 'poll', verified: 'tls', contentType: 'application/json' },
    body: Buffer.from('{}'),
  };
}
