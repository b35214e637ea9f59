import type { Database } from '../database.ts';

/**
 * Lets effects of which nothing is under way take the newest desired state. The effects' lanes are locked.
 *
 * | state                  | newer is withdrawn             | newer has other content        | same content |
 * |------------------------|--------------------------------|--------------------------------|--------------|
 * | pending, retrying      | superseded ¹                   | stays                          | stays        |
 * | rejected, held         | superseded ¹                   | pending                        | stays        |
 * | succeeded              | stays; rejected for a person ² | pending                        | stays        |
 * | dead                   | superseded ¹ ²                 | looked up first (`lookAgain`)  | stays        |
 * | superseded             | stays                          | pending ³                      | stays        |
 * | skipped                | stays                          | stays                          | stays        |
 * | in_flight, submitted,  | waits beside what was sent; a submitted or unknown effect that only looks (`dropped`) is        |
 * |   unknown              | superseded as soon as no worker has its lane                                                    |
 *
 * ¹ Where the vendor holds an earlier state (`vendor_reference`), what is given up is only its change: the effect is
 *   succeeded again, or rejected for a person ².
 * ² Where the withdrawal is of kind `person` the effect gets its code and words. A dead effect that was sent may be held
 *   too.
 * ³ Not where it was sent and withdrawn as `undone`: its undoing is on the way, and it stays withdrawn. An effect that undoes is judged anew:
 *   pending if what it undoes was sent and is not wanted again by something newer.
 *
 * "Stays" takes the newer version too, without a word. What the vendor holds and who has seen it (vendor_reference,
 * allocation) stays with the effect, so that a change is told as one. retrying keeps its due time: a vendor who asked
 * us to wait is not asked sooner because an order changed.
 */
export async function promoteNewer(transaction: Database, effectIds: readonly string[]): Promise<void> {
  await transaction.raw(
    `update delivery.effects as effect
     set state = promoted.state,
         due_at = case when not promoted.changes then effect.due_at when promoted.state = 'pending' then now() end,
         version = effect.version + promoted.changes::integer,
         updated_at = case when promoted.changes then now() else effect.updated_at end,
         unexpecteds = case when promoted.changes then 0 else effect.unexpecteds end,
         handle = case when not promoted.changes then effect.handle end,
         error_class = case when not promoted.changes then effect.error_class when promoted.state = 'rejected' then 'rejected' end,
         error_code = case when not promoted.changes then effect.error_code when promoted.state = 'rejected' then effect.next_withdrawal ->> 'code' end,
         error_text = case when not promoted.changes then effect.error_text when promoted.state = 'rejected' then effect.next_withdrawal ->> 'text' end,
         held_version = case when not promoted.changes then effect.held_version end,
         desired = effect.next_desired, desired_version = effect.next_version, desired_digest = effect.next_digest,
         withdrawal = case when promoted.is_being_undone then effect.withdrawal else effect.next_withdrawal end, trace_id = effect.next_trace_id,
         reference = case when effect.sent_at is null then coalesce(promoted.undone_reference, effect.next_reference) else effect.reference end,
         next_desired = null, next_version = null, next_digest = null, next_withdrawal = null, next_reference = null, next_trace_id = null
     from (
       select id, undone_reference, is_being_undone, next.state, next.state <> old.state or (next.state = 'rejected' and wants_person and not has_person) as changes
       from (${candidates}) as old
       cross join lateral (select case
           when old.state = 'skipped' then 'skipped'
           when is_withdrawn and wants_person and (is_held or has_person or is_in_doubt) then 'rejected'
           when is_withdrawn and is_held then 'succeeded'
           when is_withdrawn then 'superseded'
           when is_being_undone or old.state = 'retrying' then old.state
           when undoes is not null and old.state = 'superseded' then case when is_worth_undoing then 'pending' else 'superseded' end
           when is_same then old.state
           else 'pending'
         end as state) as next
     ) as promoted
     where effect.id = promoted.id`,
    [[...effectIds]],
  );
}

/** What the table above asks about each effect that has something newer beside it and may take it. */
const candidates = `
  select effect.id, effect.state, effect.undoes, undone.reference as undone_reference,
    effect.next_withdrawal is not null as is_withdrawn,
    effect.next_withdrawal ->> 'kind' is not distinct from 'person' as wants_person,
    effect.withdrawal is null and effect.next_digest = effect.desired_digest as is_same,
    effect.state = 'succeeded' or effect.vendor_reference is not null as is_held,
    effect.state = 'rejected' and effect.withdrawal is not null as has_person,
    effect.state = 'dead' and effect.sent_at is not null as is_in_doubt,
    effect.withdrawal ->> 'kind' is not distinct from 'undone' and effect.sent_at is not null as is_being_undone,
    coalesce(undone.sent_at is not null and greatest(undone.desired_version, undone.next_version) <= effect.next_version, false) as is_worth_undoing
  from delivery.effects as effect
  join delivery.lanes as lane on lane.id = effect.lane_id
  left join delivery.effects as undone on undone.idempotency_key = effect.undoes
  where effect.id = any(?::bigint[]) and effect.next_desired is not null
    and (effect.state in ('pending', 'retrying', 'rejected', 'held', 'succeeded', 'superseded', 'skipped')
      or (effect.state = 'dead' and (effect.next_withdrawal is not null or effect.next_digest = effect.desired_digest or effect.sent_at is null))
      or (effect.state in ('submitted', 'unknown') and effect.next_withdrawal ->> 'kind' = 'dropped' and lane.claimed_until is null))`;

/**
 * Lets dead effects that have something newer and other beside them be looked up once more, with what was sent; the
 * newer state is taken when that is settled. Only for what has just arrived, so that a look which ends dead again ends
 * there.
 */
export async function lookAgain(transaction: Database, effectIds: readonly string[]): Promise<void> {
  await transaction.raw(
    `update delivery.effects
     set state = 'unknown', due_at = now(), looks = 0, absents = 0, unexpecteds = 0, version = version + 1, updated_at = now()
     where id = any(?::bigint[]) and state = 'dead' and sent_at is not null and next_withdrawal is null and next_digest <> desired_digest`,
    [[...effectIds]],
  );
}
