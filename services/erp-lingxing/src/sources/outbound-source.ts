import { SourceError, type Source } from '@tributary/ingest-kit';
import type { Options } from '../config.ts';
import { beijingTime } from '../mapping/payload.ts';
import { pageOf, textOf, type Row } from '../mapping/rows.ts';
import { paths } from '../requests/endpoints.ts';
import { changedOutboundsBody, outboundsPageSize } from '../requests/list-outbounds.ts';
import type { Shops } from '../shops.ts';
import { createAsk, noList, readingPermit, type Ask, type AskOptions } from './ask.ts';
import { idle } from './idle.ts';
import { readMovingList, type AskPage, type SeenRow } from './moving-list.ts';
import { numberedOutbound, outboundRecord, type AccountName, type OurOrders } from './our-orders.ts';
import { createWrittenRows, type Stamped } from './written-rows.ts';

export type OutboundSourceOptions = AskOptions & AccountName & { readonly options: Pick<Options['poll'], 'lagMs' | 'overlapMs' | 'firstReadMs'>; readonly ours: OurOrders; readonly shops: Shops; /** Stores that Lingxing fills by itself. */ readonly nativeStores: Options['nativeStores'] };

const dayMs = 86_400_000;
const beijingMs = 8 * 3_600_000;

/**
 * The account's outbounds by `update_at`. Lingxing filters whole days of Beijing only, so every reading reads the days from the
 * cursor's to today's, and what is older than the cursor, less the overlap, or written already is left aside. The cursor is the
 * epoch ms up to which everything was read. Outbounds of no order of ours are left aside; where their order turns out to be
 * ours, its fetch reads them.
 */
export function createOutboundSource(parts: OutboundSourceOptions): Source {
  const { options, clock, ours } = parts;
  const written = createWrittenRows();

  async function recordsOf(rows: readonly SeenRow[], since: number, storeBySid: ReadonlyMap<string, string>): Promise<readonly Stamped[]> {
    const recent = rows.filter(({ row }) => changedAt(row) >= since);
    const keys = await ours.keysOf(recent.map(({ row }) => numberedOutbound(row, storeBySid)));
    return written.fresh(recent.flatMap((seen, index) => (keys[index]?.length ? [{ record: outboundRecord(parts, seen, keys[index] ?? []), at: changedAt(seen.row) }] : [])));
  }
  return {
    async *read(cursor, signal) {
      const ask = createAsk(parts, signal);
      const end = clock.now() - options.lagMs;
      let at = cursor ? Number(cursor) : end - options.firstReadMs;
      const since = at - options.overlapMs;
      const storeBySid = await storesBySid(parts, signal);
      for (let day = dayOf(since); day <= dayOf(end) && !signal.aborted; day += 1) {
        const askPage = pagesOf(ask, day);
        const readTo = Math.max(at, Math.min(end, (day + 1) * dayMs - beijingMs));
        // What the next reading does not read again, as its overlap does not reach back so far. New rows may come for ever, and wait for it.
        const isLastChance = (row: Row): boolean => changedAt(row) < readTo - options.overlapMs;
        const untilPassesAgreeOn = readTo - at > options.overlapMs ? isLastChance : undefined;
        const reading = readMovingList(await askPage(0), askPage, { pageLength: outboundsPageSize, idOf: (row) => textOf(row['wo_number']) ?? '', untilPassesAgreeOn });
        let step = await reading.next();
        for (; step.done !== true; step = await reading.next()) yield idle(String(at));
        const records = await recordsOf(step.value, since, storeBySid);
        at = readTo;
        yield { records: records.map(({ record }) => record), nextCursor: String(at) };
        written.remember(records, since);
      }
      yield idle(String(at));
    },
  };
}

/** Only an order in a store that Lingxing fills by itself may be known by its store alone. */
async function storesBySid({ shops, nativeStores, clock, timeoutMs, newTraceId }: OutboundSourceOptions, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  if (nativeStores.length === 0) return new Map();
  const known = await shops.byId(readingPermit(clock.now() + timeoutMs, signal), { traceId: newTraceId(), effectKey: null, orderKeys: [] });
  if (!known.ok) throw new SourceError(known.failure);
  return new Map([...known.value.values()].filter(({ sid }) => sid !== '').map(({ sid, storeId }) => [sid, storeId]));
}

/** Days since 1970-01-01 in Beijing. */
function dayOf(epochMs: number): number {
  return Math.floor((epochMs + beijingMs) / dayMs);
}

function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

function pagesOf(ask: Ask, day: number): AskPage {
  return async (index) => {
    const body = changedOutboundsBody({ day: dayText(day), dayAfter: dayText(day + 1) }, index + 1);
    const { data, total: beside, answeredAt } = await ask({ path: paths.outboundList, operation: 'outbound.poll', body });
    const { rows, total } = pageOf(data, beside);
    if (total === undefined) throw noList('outbounds');
    return { rows: rows.map((row) => ({ row, asOf: answeredAt })), total };
  };
}

/** A row without a readable time is never old: the mapper says what is wrong with it. */
function changedAt(row: Row): number {
  return beijingTime(row['update_at']) ?? Number.MAX_SAFE_INTEGER;
}
