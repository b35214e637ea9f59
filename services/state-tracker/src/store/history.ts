import type { Knex } from 'knex';
import type { OrderFlag, OrderStatus } from '@tributary/contracts';
import type { State } from '../order/status.ts';

/** Why an order was looked at: news or time that ran out, a change of the maps, or a rebuild. */
export type Cause = 'events' | 'maps' | 'rebuild';

/** What of a state a person would tell of. */
export type Headline = { readonly status: OrderStatus; readonly flags: readonly OrderFlag[]; /** Codes of open exceptions. */ readonly exceptions: readonly string[] };

export type HistoryRow = {
  readonly orderKey: string;
  readonly version: number;
  readonly cause: Cause;
  readonly eventIds: readonly string[];
  readonly statusBefore: OrderStatus | null;
  readonly status: OrderStatus;
  readonly flagsSet: readonly string[];
  readonly flagsCleared: readonly string[];
  readonly exceptionsOpened: readonly string[];
  readonly exceptionsClosed: readonly string[];
};

export function headlineOf({ status, flags, exceptions }: State): Headline {
  return { status, flags, exceptions: [...new Set(exceptions.map(({ code }) => code))] };
}

const nothing: Omit<Headline, 'status'> = { flags: [], exceptions: [] };

/** What changed from one headline to the next; undefined where it is nothing. */
export function historyOf(before: Headline | undefined, after: Headline): Omit<HistoryRow, 'orderKey' | 'version' | 'cause' | 'eventIds'> | undefined {
  const { flags, exceptions } = before ?? nothing;
  const changes = {
    flagsSet: missingFrom(flags, after.flags),
    flagsCleared: missingFrom(after.flags, flags),
    exceptionsOpened: missingFrom(exceptions, after.exceptions),
    exceptionsClosed: missingFrom(after.exceptions, exceptions),
  };
  if (before?.status === after.status && Object.values(changes).every((list) => list.length === 0)) return undefined;
  return { statusBefore: before?.status ?? null, status: after.status, ...changes };
}

function missingFrom(known: readonly string[], list: readonly string[]): string[] {
  return list.filter((one) => !known.includes(one));
}

/** Appends to the timelines, one row per version. */
export async function writeHistory(transaction: Knex.Transaction, rows: readonly HistoryRow[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.raw(
    `insert into tracker.history (order_key, version, cause, event_ids, status_before, status, flags_set, flags_cleared, exceptions_opened, exceptions_closed)
     select "orderKey", version, cause, "eventIds", "statusBefore", status, "flagsSet", "flagsCleared", "exceptionsOpened", "exceptionsClosed"
     from jsonb_to_recordset(?::jsonb) as row ("orderKey" text, version bigint, cause text, "eventIds" text[], "statusBefore" text, status text,
       "flagsSet" text[], "flagsCleared" text[], "exceptionsOpened" text[], "exceptionsClosed" text[])`,
    [JSON.stringify(rows)],
  );
}
