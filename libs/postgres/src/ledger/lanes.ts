import type { Database } from '../database.ts';
import { openStates, type Claim } from './rows.ts';

/**
 * Writes the heads of lanes anew. The caller has locked them before it changed their effects: each statement sees what
 * was committed before it began, so a head read under the lock is the newest. A claimed lane is not due before its
 * claim ends.
 */
export async function refreshLanes(transaction: Database, laneIds: readonly string[]): Promise<void> {
  await transaction.raw(
    `update delivery.lanes as lane
     set head_state = head.state,
         due_at = case when head.state is null then null else greatest(head.due_at, lane.claimed_until) end
     from (
       select wanted.id as lane_id, first.state, first.due_at
       from unnest(?::bigint[]) as wanted (id)
       left join lateral (
         select effect.state, effect.due_at from delivery.effects as effect
         where effect.lane_id = wanted.id and effect.state in ${openStates}
         order by effect.id limit 1
       ) as first on true
     ) as head
     where lane.id = head.lane_id`,
    [[...laneIds]],
  );
}

/** Locks the lane and gives it back if the claim still stands; false where it was taken over or given back. The caller writes its head anew. */
export async function endClaim(transaction: Database, claim: Claim): Promise<boolean> {
  const { rowCount } = await transaction.raw<{ rowCount: number }>(
    'update delivery.lanes set claimed_until = null where id = ? and claim_token = ? and claimed_until is not null',
    [claim.laneId, claim.token],
  );
  return rowCount > 0;
}

/** Ends claims and lets their lanes wait for what their heads wait for. The lanes are locked. */
export async function releaseLanes(transaction: Database, laneIds: readonly string[]): Promise<void> {
  await transaction.raw('update delivery.lanes set claimed_until = null where id = any(?::bigint[])', [[...laneIds]]);
  await refreshLanes(transaction, laneIds);
}
