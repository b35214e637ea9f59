import { ok, type Result } from '@tributary/kernel';
import type { Database } from '../database.ts';
import { effectColumns, silentStates, type EffectRow } from './rows.ts';

/**
 * Hands rows whose newest outcome was not announced to `publish`, longest waiting first, and marks them once it says
 * ok. Only one process at a time does this under one `lock` name; the others are answered 0. A crash in between
 * publishes the same versions again, and so does a wish to hear them again that comes in between.
 */
export async function announceRows(
  database: Database,
  { lock, target, limit }: { lock: string; target: string; limit: number },
  publish: (rows: readonly EffectRow[]) => Promise<Result<void>>,
): Promise<Result<number>> {
  return database.transaction(async (transaction) => {
    const { rows: locks } = await transaction.raw<{ rows: { locked: boolean }[] }>('select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as locked', [lock]);
    if (locks[0]?.locked !== true) return ok(0);
    const { rows } = await transaction.raw<{ rows: (EffectRow & { readonly announced: string })[] }>(
      `select ${effectColumns}, effect.announced_version::text as announced from delivery.effects as effect
       where target = ? and announced_version < version and state not in ${silentStates}
       order by updated_at limit ?`,
      [target, limit],
    );
    if (rows.length === 0) return ok(0);
    const published = await publish(rows);
    if (!published.ok) return published;
    const ids = rows.map(({ id }) => id);
    // A row that somebody is changing is announced once more next time: waiting for it could be waiting in a circle,
    // for intake and sweep change many rows at once, in an order of their own.
    await transaction.raw(
      `with free as (select id from delivery.effects where id = any(?::bigint[]) for update skip locked)
       update delivery.effects as effect set announced_version = told.version
       from free join unnest(?::bigint[], ?::bigint[], ?::bigint[]) as told (id, version, announced) using (id)
       where effect.id = free.id and effect.announced_version = told.announced`,
      [ids, ids, rows.map(({ version }) => version), rows.map(({ announced }) => announced)],
    );
    return ok(rows.length);
  });
}
