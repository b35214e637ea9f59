import type { Database } from '../database.ts';
import { refreshLanes, releaseLanes } from './lanes.ts';
import { effectColumns, openStates, type Claim, type EffectRow, type TargetAccount } from './rows.ts';
import { inMs } from '../times.ts';

export type ClaimedEffect = { readonly claim: Claim; readonly row: EffectRow };

/** Accounts among the given ones that have something due and are not halted. */
export async function dueAccounts(database: Database, accounts: readonly TargetAccount[]): Promise<TargetAccount[]> {
  const { rows } = await database.raw<{ rows: TargetAccount[] }>(
    `select tenant, target, account from jsonb_to_recordset(?::jsonb) as wanted (tenant text, target text, account text)
     where exists (
         select 1 from delivery.lanes as lane
         where lane.target = wanted.target and lane.tenant = wanted.tenant and lane.account = wanted.account and lane.due_at <= now())
       and not exists (
         select 1 from shared.halts as halt
         where halt.target = wanted.target and halt.tenant = wanted.tenant and halt.account = wanted.account)`,
    [JSON.stringify(accounts)],
  );
  return rows;
}

/**
 * Takes up to `limit` due lanes of an account that nobody else is taking, longest due first. A claimed lane is due
 * again when its lease ends, so a lane whose worker died comes back by itself.
 */
export async function claimDue(database: Database, account: TargetAccount, { limit, leaseMs }: { limit: number; leaseMs: number }): Promise<ClaimedEffect[]> {
  return database.transaction((transaction) => claimLanes(transaction, account, limit, leaseMs));
}

/**
 * Takes one lane of a halted account if nobody has probed it within `everyMs`. Without a due lane nothing is used up.
 */
export async function claimProbe(database: Database, account: TargetAccount, { leaseMs, everyMs }: { leaseMs: number; everyMs: number }): Promise<ClaimedEffect | undefined> {
  const keys = [account.tenant, account.target, account.account];
  return database.transaction(async (transaction) => {
    const { rows } = await transaction.raw<{ rows: unknown[] }>(
      'select 1 from shared.halts where tenant = ? and target = ? and account = ? and probe_at <= now() for update skip locked',
      keys,
    );
    if (rows.length === 0) return undefined;
    const [claimed] = await claimLanes(transaction, account, 1, leaseMs);
    if (claimed !== undefined) await transaction.raw(`update shared.halts set probe_at = ${inMs} where tenant = ? and target = ? and account = ?`, [everyMs, ...keys]);
    return claimed;
  });
}

async function claimLanes(transaction: Database, account: TargetAccount, limit: number, leaseMs: number): Promise<ClaimedEffect[]> {
  const { rows: claims } = await transaction.raw<{ rows: Claim[] }>(
    `with due as (
       select id from delivery.lanes
       where target = ? and tenant = ? and account = ? and due_at <= now()
       order by due_at limit ?
       for update skip locked)
     update delivery.lanes as lane
     set claim_token = lane.claim_token + 1, claimed_until = ${inMs}, due_at = ${inMs}
     from due where lane.id = due.id
     returning lane.id::text as "laneId", lane.claim_token::text as token`,
    [account.target, account.tenant, account.account, limit, leaseMs, leaseMs],
  );
  if (claims.length === 0) return [];
  const heads = await readHeads(transaction, claims);
  const idle = claims.filter(({ laneId }) => !heads.has(laneId)).map(({ laneId }) => laneId);
  if (idle.length > 0) await releaseLanes(transaction, idle);
  return claims.flatMap((claim) => {
    const row = heads.get(claim.laneId);
    return row === undefined ? [] : [{ claim, row }];
  });
}

/** Read by a statement of its own, which sees what was committed while the lanes were being locked. */
async function readHeads(transaction: Database, claims: readonly Claim[]): Promise<Map<string, EffectRow>> {
  const { rows } = await transaction.raw<{ rows: (EffectRow & { laneId: string })[] }>(
    `select wanted.id::text as "laneId", ${effectColumns}
     from unnest(?::bigint[]) as wanted (id)
     join lateral (
       select * from delivery.effects where lane_id = wanted.id and state in ${openStates} order by id limit 1
     ) as effect on true`,
    [claims.map(({ laneId }) => laneId)],
  );
  return new Map(rows.map(({ laneId, ...row }) => [laneId, row]));
}

/**
 * Writes down that the effect is being sent, before it is. Answers the row to be sent, or undefined where the claim was
 * taken over or there is nothing to send any more (it was superseded since).
 */
export async function markSent(database: Database, claim: Claim, effectId: string): Promise<EffectRow | undefined> {
  return database.transaction(async (transaction) => {
    const { rows: locked } = await transaction.raw<{ rows: unknown[] }>(
      'select 1 from delivery.lanes where id = ? and claim_token = ? and claimed_until > now() for update',
      [claim.laneId, claim.token],
    );
    if (locked.length === 0) return undefined;
    const { rows } = await transaction.raw<{ rows: EffectRow[] }>(
      `update delivery.effects as effect
       set state = 'in_flight', attempts = attempts + 1, sent_at = now(), due_at = now(), looks = 0, absents = 0, claim_token = ?
       where id = ? and state in ('pending', 'retrying')
       returning ${effectColumns}`,
      [claim.token, effectId],
    );
    await (rows.length === 0 ? releaseLanes(transaction, [claim.laneId]) : refreshLanes(transaction, [claim.laneId]));
    return rows[0];
  });
}
