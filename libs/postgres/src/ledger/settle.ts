import type { Allocation, ConfirmedBy } from '@tributary/contracts';
import type { Database } from '../database.ts';
import { endClaim, refreshLanes } from './lanes.ts';
import { promoteNewer } from './promote.ts';
import { openStates, type Claim, type EffectState, type LastError } from './rows.ts';
import { inMs } from '../times.ts';

/** What a step made of an effect; `dueInMs` is null where nothing more is to be done by itself. */
export type Change = {
  readonly state: EffectState;
  readonly dueInMs: number | null;
  readonly looks: number;
  readonly absents: number;
  readonly unexpecteds: number;
  readonly error: LastError | null;
  readonly handle: string | null;
  readonly vendorReference: string | null;
  readonly confirmedBy: ConfirmedBy | null;
  readonly allocation: readonly Allocation[];
  readonly heldVersion: number | null;
};

/**
 * Writes the result of a step and gives the lane back. False where the claim was taken over: then nothing is written.
 * What was given up before it was sent, while a worker had it in hand, stays given up.
 * Version and updated_at move only where an outcome record would say something else than before.
 */
export async function settleEffect(database: Database, claim: Claim, effectId: string, change: Change): Promise<boolean> {
  return underClaim(database, claim, async (transaction) => {
    await transaction.raw(
      `update delivery.effects as effect
       set state = settled.state, looks = ?, absents = ?, unexpecteds = ?, held_version = ?,
           due_at = ${inMs},
           error_class = settled.error_class, error_code = settled.error_code, error_text = settled.error_text,
           handle = settled.handle, vendor_reference = settled.vendor_reference, confirmed_by = settled.confirmed_by, allocation = settled.allocation,
           sent_at = case when effect.state = 'in_flight' and settled.state = 'unknown' then now() else effect.sent_at end,
           version = effect.version + settled.differs::integer,
           updated_at = case when settled.differs then now() else effect.updated_at end
       from (
         select told.*, (told.state, told.error_class, told.error_code, told.error_text, told.handle, told.vendor_reference, told.confirmed_by, told.allocation)
           is distinct from (old.state, old.error_class, old.error_code, old.error_text, old.handle, old.vendor_reference, old.confirmed_by, old.allocation) as differs
         from delivery.effects as old,
           (select ?::text as state, ?::text as error_class, ?::text as error_code, ?::text as error_text,
                   ?::text as handle, ?::text as vendor_reference, ?::text as confirmed_by, ?::jsonb as allocation) as told
         where old.id = ?
       ) as settled
       where effect.id = ? and effect.state in ${openStates}`,
      [
        ...[change.looks, change.absents, change.unexpecteds, change.heldVersion, change.dueInMs, change.state],
        ...[change.error?.class ?? null, change.error?.code ?? null, change.error?.text ?? null],
        ...[change.handle, change.vendorReference, change.confirmedBy, JSON.stringify(change.allocation), effectId, effectId],
      ],
    );
    await promoteNewer(transaction, [effectId]);
  });
}

/** Makes an effect that was surely not sent what it was before the try; nothing to announce. False as above. */
export async function restoreEffect(database: Database, claim: Claim, effectId: string, state: 'pending' | 'retrying'): Promise<boolean> {
  return underClaim(database, claim, async (transaction) => {
    await transaction.raw(
      `update delivery.effects
       set state = ?, attempts = attempts - 1, due_at = now(), sent_at = case when attempts > 1 then sent_at end
       where id = ? and state = 'in_flight'`,
      [state, effectId],
    );
    await promoteNewer(transaction, [effectId]);
  });
}

async function underClaim(database: Database, claim: Claim, work: (transaction: Database) => Promise<void>): Promise<boolean> {
  return database.transaction(async (transaction) => {
    if (!(await endClaim(transaction, claim))) return false;
    await work(transaction);
    await refreshLanes(transaction, [claim.laneId]);
    return true;
  });
}
