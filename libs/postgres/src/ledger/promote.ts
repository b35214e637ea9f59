import type { Database } from '../database.ts';

/**
 * Lets effects that are surely unsent take the newest desired state. The effects' lanes are locked.
 *
 * | state                | newer is cancelled | newer has other content | same content |
 * |----------------------|--------------------|-------------------------|--------------|
 * | pending              | superseded         | pending                 | pending      |
 * | retrying             | superseded         | retrying                | retrying     |
 * | rejected, held       | superseded         | pending                 | stays        |
 * | superseded           | superseded         | pending                 | stays        |
 * | skipped              | skipped            | skipped                 | skipped      |
 * | in_flight, submitted, unknown, succeeded, dead: the newer state stays beside what was sent          |
 *
 * retrying keeps its due time: a vendor who asked us to wait is not asked sooner because an order changed.
 */
export async function promoteNewer(transaction: Database, effectIds: readonly string[]): Promise<void> {
  await transaction.raw(
    `update delivery.effects as effect
     set state = promoted.state,
         due_at = case promoted.state when effect.state then effect.due_at when 'pending' then now() end,
         version = effect.version + case promoted.state when effect.state then 0 else 1 end,
         updated_at = case promoted.state when effect.state then effect.updated_at else now() end,
         error_class = case promoted.state when effect.state then effect.error_class end,
         error_code = case promoted.state when effect.state then effect.error_code end,
         error_text = case promoted.state when effect.state then effect.error_text end,
         held_version = case promoted.state when effect.state then effect.held_version end,
         desired = effect.next_desired, desired_version = effect.next_version, desired_digest = effect.next_digest,
         trace_id = effect.next_trace_id,
         reference = case when effect.sent_at is null then effect.next_reference else effect.reference end,
         next_desired = null, next_version = null, next_digest = null, next_cancelled = null, next_reference = null, next_trace_id = null
     from (
       select id, case
           when state = 'skipped' then 'skipped'
           when next_cancelled then 'superseded'
           when state = 'retrying' then 'retrying'
           when next_digest = desired_digest then state
           else 'pending'
         end as state
       from delivery.effects
       where id = any(?::bigint[]) and next_desired is not null
         and state in ('pending', 'retrying', 'rejected', 'held', 'superseded', 'skipped')
     ) as promoted
     where effect.id = promoted.id`,
    [[...effectIds]],
  );
}
