import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';

type Place = { readonly topic: string; readonly partition: number; /** Decimal text. */ readonly offset: string };

/** Places of a topic that were driven in again, as "partition:offset". */
export function findRedriven(database: Database, topic: string): Promise<Result<ReadonlySet<string>>> {
  return attempt('reading which dead letters were driven in again', async () => {
    const { rows } = await database.raw<{ rows: { place: string }[] }>(`select partition || ':' || "offset" as place from shared.redrives where topic = ?`, [topic]);
    return new Set(rows.map(({ place }) => place));
  });
}

/** Notes that letters were driven in again, and who did it why; noting one twice changes nothing. */
export function noteRedriven(database: Database, places: readonly Place[], { by, reason }: { by: string; reason: string }): Promise<Result<void>> {
  return attempt('noting which dead letters were driven in again', async () => {
    await database.raw(
      `insert into shared.redrives (topic, partition, "offset", who, reason)
       select topic, partition, "offset", ?, ? from unnest(?::text[], ?::integer[], ?::bigint[]) as place (topic, partition, "offset") on conflict do nothing`,
      [by, reason, places.map(({ topic }) => topic), places.map(({ partition }) => partition), places.map(({ offset }) => offset)],
    );
  });
}
