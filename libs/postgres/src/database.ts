import knex, { type Knex } from 'knex';
import { failed, failure, ok, type Result } from '@tributary/kernel';

export type Database = Knex;

/**
 * A connection pool. No statement runs longer than half a minute and no transaction idles longer, so that a process
 * that hangs cannot hold locks for ever. `destroy()` of the result closes it.
 */
export function createDatabase(url: string, { poolSize = 8 }: { poolSize?: number } = {}): Database {
  return knex({
    client: 'pg',
    connection: { connectionString: url, statement_timeout: 30_000, idle_in_transaction_session_timeout: 30_000, connectionTimeoutMillis: 3_000 },
    pool: { min: 0, max: poolSize },
    acquireConnectionTimeout: 4_000,
    // knex prints what it also throws; failures come back as values and are logged once, by their handler.
    log: { error: () => undefined, warn: () => undefined, debug: () => undefined, deprecate: () => undefined },
  });
}

/** Runs a query and turns "the database is away" into a failure value; a wrong statement is a bug and throws. */
export async function attempt<T>(action: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    const code = codeOf(error);
    if (!isUnavailable(code, error)) throw error;
    return failed(failure('unavailable', action, { cause: { code, text: 'the database does not answer' } }));
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'unavailable';
}

/** Connection errors of the socket, the name look-up (EAI_AGAIN) and the pool, and PostgreSQL's classes 08 (connection), 53 (resources), 57P (shutdown), 40 (serialisation, deadlock). */
function isUnavailable(code: string, error: unknown): boolean {
  if (/^(08|53|57P|40)/.test(code) || code === '57014' || /^E(AI_)?[A-Z]+$/.test(code)) return true;
  return error instanceof Error && /Timeout acquiring|Connection terminated|connection error|timeout expired|Knex: Timeout/i.test(error.message);
}
