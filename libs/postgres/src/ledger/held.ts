import type { Database } from '../database.ts';
import { refreshLanes } from './lanes.ts';

/** Bounds one transaction; the next sweep takes the rest. */
const releasedAtOnce = 500;

/** Tenants with effects that wait for a newer version of the maps. */
export async function heldTenants(database: Database, target: string): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { tenant: string }[] }>(`select distinct tenant from delivery.effects where target = ? and state = 'held' and held_version is not null`, [target]);
  return rows.map(({ tenant }) => tenant);
}

/** Makes effects due again that were held under older maps than `version`; answers how many. */
export async function releaseHeld(database: Database, target: string, tenant: string, version: number): Promise<number> {
  return database.transaction(async (transaction) => {
    const { rows: lanes } = await transaction.raw<{ rows: { id: string }[] }>(
      `select id::text from delivery.lanes
       where id in (
         select lane_id from delivery.effects where target = ? and tenant = ? and state = 'held' and held_version < ? order by id limit ${releasedAtOnce})
       order by lanes.id for update`,
      [target, tenant, version],
    );
    const laneIds = lanes.map(({ id }) => id);
    const { rowCount } = await transaction.raw<{ rowCount: number }>(
      `update delivery.effects set state = 'pending', due_at = now(), held_version = null, version = version + 1, updated_at = now()
       where lane_id = any(?::bigint[]) and state = 'held' and held_version < ?`,
      [laneIds, version],
    );
    await refreshLanes(transaction, laneIds);
    return rowCount;
  });
}
