import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { inMs, msOf } from '../times.ts';

export type CursorName = { readonly tenant: string; readonly account: string; readonly name: string };
export type CursorLease = CursorName & { readonly token: string; readonly cursor: string | null; readonly failures: number };
export type CursorLook = { readonly sincePolledMs: number; readonly dueInMs: number; readonly lease: CursorLease | undefined };
/** Where nothing went wrong. */
const noError = { class: null, code: null, text: null };

export type PollEnding = { readonly dueInMs: number; readonly isRead: boolean; readonly error: { readonly class: string; readonly code: string; readonly text: string } | null };

type Row = { sincePolledMs: number; dueInMs: number; token: string; cursor: string | null; failures: number };

const key = 'vendor = ? and tenant = ? and account = ? and name = ?';
const columns = `
  ${msOf('now() - coalesce(polled_at, created_at)')} as "sincePolledMs",
  greatest(0, ${msOf('greatest(due_at, leased_until) - now()')}) as "dueInMs",
  fencing_token::text as token, cursor, failures`;

/**
 * Cursors of one vendor on PostgreSQL; satisfies the `Cursors` port of the ingest kit, which says what each method
 * promises. Expects the migrations of the schema `ingest`.
 */
export function createCursors(database: Database, vendor: string) {
  const keyOf = ({ tenant, account, name }: CursorName): string[] => [vendor, tenant, account, name];

  const lease = async (cursor: CursorName, leaseMs: number, isForced: boolean): Promise<CursorLook | undefined> => {
    const { rows: taken } = await database.raw<{ rows: Row[] }>(
      `update ingest.cursors set fencing_token = fencing_token + 1, leased_until = ${inMs}
       where ${key} and (due_at <= now() or ?::boolean) and (leased_until is null or leased_until <= now())
       returning ${columns}`,
      [leaseMs, ...keyOf(cursor), isForced],
    );
    const [row] = taken;
    if (row !== undefined) return { sincePolledMs: row.sincePolledMs, dueInMs: 0, lease: { ...cursor, token: row.token, cursor: row.cursor, failures: row.failures } };
    const { rows: [other] } = await database.raw<{ rows: Row[] }>(`select ${columns} from ingest.cursors where ${key}`, keyOf(cursor));
    return other && { sincePolledMs: other.sincePolledMs, dueInMs: other.dueInMs, lease: undefined };
  };
  const take = async (cursor: CursorName, leaseMs: number, isForced: boolean): Promise<CursorLook> => {
    const found = await lease(cursor, leaseMs, isForced);
    if (found !== undefined) return found;
    await database.raw('insert into ingest.cursors (vendor, tenant, account, name) values (?, ?, ?, ?) on conflict do nothing', keyOf(cursor));
    return (await lease(cursor, leaseMs, isForced)) ?? { sincePolledMs: 0, dueInMs: 0, lease: undefined };
  };
  /** Writes under the fencing token; false where the lease was taken over or given back. */
  const underLease = async (held: CursorLease, assignments: string, values: readonly (string | number | boolean | null)[]): Promise<boolean> => {
    const { rowCount } = await database.raw<{ rowCount: number }>(
      `update ingest.cursors set ${assignments} where ${key} and fencing_token = ? and leased_until is not null`,
      [...values, ...keyOf(held), held.token],
    );
    return rowCount > 0;
  };

  return {
    take: (cursor: CursorName, { leaseMs, isForced }: { readonly leaseMs: number; readonly isForced: boolean }): Promise<Result<CursorLook>> => attempt('leasing cursor', () => take(cursor, leaseMs, isForced)),
    prolong: (held: CursorLease, leaseMs: number): Promise<Result<boolean>> => attempt('prolonging lease of cursor', () => underLease(held, `leased_until = ${inMs}`, [leaseMs])),
    move: (held: CursorLease, nextCursor: string, leaseMs: number): Promise<Result<boolean>> =>
      attempt('moving cursor', () => underLease(held, `cursor = ?, polled_at = now(), leased_until = ${inMs}`, [nextCursor, leaseMs])),
    end(held: CursorLease, { dueInMs, isRead, error }: PollEnding): Promise<Result<boolean>> {
      const told = error ?? noError;
      return attempt('giving cursor back', () =>
        underLease(
          held,
          `leased_until = null, due_at = ${inMs}, polled_at = case when ?::boolean then now() else polled_at end,
           failures = case when ?::boolean then 0 when ?::text is null then failures else failures + 1 end,
           last_error_class = coalesce(?, last_error_class), last_error_code = coalesce(?, last_error_code), last_error_text = coalesce(?, last_error_text),
           last_error_at = case when ?::text is null then last_error_at else now() end`,
          [dueInMs, isRead, isRead, told.class, told.class, told.code, told.text, told.class],
        ),
      );
    },
  };
}
