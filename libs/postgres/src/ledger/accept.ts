import type { SubjectKind } from '@tributary/contracts';
import type { Database } from '../database.ts';
import { refreshLanes } from './lanes.ts';
import { lookAgain, promoteNewer } from './promote.ts';
import type { TargetAccount } from './rows.ts';

/** A desired state to be written down. `laneKey` is the order key, or the subject where an effect is about no order. */
export type Intent = TargetAccount & {
  readonly idempotencyKey: string;
  readonly effect: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly incarnation: number;
  readonly laneKey: string;
  readonly orderKeys: readonly string[];
  readonly marketplace: string | null;
  readonly salesPartner: string | null;
  readonly timeZone: string;
  readonly traceId: string;
  readonly reference: string;
  readonly desired: Buffer;
  readonly desiredVersion: number;
  readonly desiredDigest: string;
  readonly undoes: string | null;
  readonly withdrawal: Withdrawal | null;
  readonly live: boolean;
};

/** What withdrawing an effect means once the vendor may hold it; see the `Ledger` port of the delivery kit. */
export type Withdrawal = { readonly kind: 'undone' } | { readonly kind: 'person'; readonly code: string; readonly text: string } | { readonly kind: 'dropped' };

/**
 * Writes desired states in one transaction, at most one per idempotency key: new rows are made, rows that are behind
 * take or remember the newer state, rows that are not behind are announced again.
 */
export async function acceptIntents(database: Database, intents: readonly Intent[]): Promise<void> {
  if (intents.length === 0) return;
  const wanted = JSON.stringify(intents.map((intent, position) => ({ ...intent, desired: intent.desired.toString('base64'), position })));
  await database.transaction(async (transaction) => {
    const laneIds = await lockLanes(transaction, wanted);
    const newer = await rememberNewer(transaction, wanted);
    // After what is newer was noted: whether something is worth undoing depends on it.
    const inserted = await insertNew(transaction, wanted);
    const newerIds = newer.map(({ id }) => id);
    if (newerIds.length > 0) {
      await lookAgain(transaction, newerIds);
      await promoteNewer(transaction, newerIds);
    }
    const changed = new Set([...inserted, ...newer.map(({ key }) => key)]);
    await announceAgain(transaction, intents.map(({ idempotencyKey }) => idempotencyKey).filter((key) => !changed.has(key)));
    await refreshLanes(transaction, laneIds);
  });
}

/** The batch as rows of a statement. */
const wantedRows = `
  jsonb_to_recordset(?::jsonb) as wanted (
    position integer, "idempotencyKey" text, tenant text, target text, account text, effect text, "subjectKind" text, "subjectId" text,
    incarnation bigint, "laneKey" text, "orderKeys" text[], marketplace text, "salesPartner" text, "timeZone" text, "traceId" text,
    reference text, desired text, "desiredVersion" bigint, "desiredDigest" text,
    undoes text, withdrawal jsonb, live boolean)`;

/** Makes missing lanes and locks all of them, both in one order for everybody, so that two batches never wait in a circle. */
async function lockLanes(transaction: Database, wanted: string): Promise<string[]> {
  await transaction.raw(
    `insert into delivery.lanes (tenant, target, account, lane_key)
     select distinct tenant, target, account, "laneKey" from ${wantedRows} order by "laneKey", target, account
     on conflict do nothing`,
    [wanted],
  );
  const { rows } = await transaction.raw<{ rows: { id: string }[] }>(
    `select id::text from delivery.lanes
     where (lane_key, target, account) in (select "laneKey", target, account from ${wantedRows})
     order by lanes.id for update`,
    [wanted],
  );
  return rows.map(({ id }) => id);
}

/**
 * An older request never makes a row beside a newer one about the same subject (another incarnation, say). What undoes
 * an effect goes under the number which that was sent under; it is superseded at once where nothing was sent, or where
 * something newer wants it again. What a person had pushed although it was not to be sent is undone like
 * any other.
 */
async function insertNew(transaction: Database, wanted: string): Promise<string[]> {
  const { rows } = await transaction.raw<{ rows: { key: string }[] }>(
    `insert into delivery.effects (
       idempotency_key, lane_id, tenant, target, account, effect, subject_kind, subject_id, incarnation, lane_key, order_keys,
       marketplace, sales_partner, time_zone, trace_id, state, due_at, reference, desired, desired_version, desired_digest,
       undoes, withdrawal)
     select "idempotencyKey", lane.id, wanted.tenant, wanted.target, wanted.account, wanted.effect, "subjectKind", "subjectId", incarnation,
       "laneKey", "orderKeys", marketplace, "salesPartner", "timeZone", "traceId",
       begun.state, case begun.state when 'pending' then now() end,
       coalesce(undone.reference, wanted.reference), decode(wanted.desired, 'base64'), "desiredVersion", "desiredDigest", wanted.undoes, wanted.withdrawal
     from ${wantedRows}
     join delivery.lanes as lane on lane.lane_key = "laneKey" and lane.target = wanted.target and lane.account = wanted.account
     left join lateral (
       select state, reference, sent_at, greatest(desired_version, next_version) as newest_version from delivery.effects where idempotency_key = wanted.undoes
     ) as undone on true
     cross join lateral (select case
         when not live and coalesce(undone.state = 'skipped' and undone.sent_at is null, true) then 'skipped'
         when wanted.withdrawal is not null then 'superseded'
         when wanted.undoes is null then 'pending'
         when undone.sent_at is not null and undone.newest_version <= "desiredVersion" then 'pending'
         else 'superseded'
       end as state) as begun
     where not exists (
       select 1 from delivery.effects as other
       where other.lane_key = "laneKey" and other.target = wanted.target and other.effect = wanted.effect
         and other.subject_kind = "subjectKind" and other.subject_id = "subjectId"
         and greatest(other.desired_version, other.next_version) > wanted."desiredVersion")
     order by position
     on conflict (idempotency_key) do nothing
     returning idempotency_key as key`,
    [wanted],
  );
  return rows.map(({ key }) => key);
}

/** What was sent and waits to be withdrawn as `undone` stays so, whatever else comes: what undoes it stands behind it already. */
async function rememberNewer(transaction: Database, wanted: string): Promise<{ id: string; key: string }[]> {
  const { rows } = await transaction.raw<{ rows: { id: string; key: string }[] }>(
    `update delivery.effects as effect
     set next_desired = decode(wanted.desired, 'base64'), next_version = wanted."desiredVersion", next_digest = wanted."desiredDigest",
         next_withdrawal = case when effect.next_withdrawal ->> 'kind' = 'undone' and effect.sent_at is not null then effect.next_withdrawal else wanted.withdrawal end,
         next_reference = wanted.reference, next_trace_id = wanted."traceId"
     from ${wantedRows}
     where effect.idempotency_key = wanted."idempotencyKey"
       and wanted."desiredVersion" > greatest(effect.desired_version, effect.next_version)
     returning effect.id::text, effect.idempotency_key as key`,
    [wanted],
  );
  return rows;
}

/** The same version is published again, under the same event id; also where it is being published just now, and not marked yet. */
async function announceAgain(transaction: Database, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await transaction.raw('update delivery.effects set announced_version = least(announced_version, version) - 1 where idempotency_key = any(?::text[])', [[...keys]]);
}
