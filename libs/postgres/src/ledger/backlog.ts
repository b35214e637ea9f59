import type { Database } from '../database.ts';
import { type EffectState, finishedStates } from './rows.ts';
import { msOf } from '../times.ts';

export type BacklogRow = { readonly state: EffectState; readonly count: number; readonly oldestAgeMs: number };

/** How many effects of a target are not finished, by state, and for how long the oldest is known. */
export async function readBacklog(database: Database, target: string): Promise<BacklogRow[]> {
  const { rows } = await database.raw<{ rows: BacklogRow[] }>(
    `select state, count(*)::float8 as count, ${msOf('now() - min(created_at)')} as "oldestAgeMs"
     from delivery.effects where target = ? and state not in ${finishedStates} group by state`,
    [target],
  );
  return rows;
}
