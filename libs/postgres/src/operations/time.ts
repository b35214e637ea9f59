import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';

/** What the database's clock says, epoch ms. */
export function databaseTime(database: Database): Promise<Result<number>> {
  return attempt('reading the clock of the database', async () => {
    const { rows } = await database.raw<{ rows: [{ now: number }] }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as now');
    return rows[0].now;
  });
}
