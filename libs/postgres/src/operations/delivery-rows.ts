import type { EffectState, LastError, TargetAccount } from '../ledger/rows.ts';
import { msOf } from '../times.ts';

/** A ledger row as a person reads it: without what shall be sent. Instants are epoch ms of the database's clock. */
export type DeliveryRow = TargetAccount & {
  readonly idempotencyKey: string;
  readonly effect: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly orderKeys: readonly string[];
  readonly state: EffectState;
  readonly attempts: number;
  /** Our number at the target, and the target's own. */
  readonly reference: string;
  readonly vendorReference: string | null;
  readonly error: LastError | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly sentAt: number | null;
  /** When it is tried or looked up next; null where nothing happens by itself. */
  readonly dueAt: number | null;
  /** Something newer and other than what was sent waits beside it. */
  readonly newerWaits: boolean;
  readonly traceId: string;
};

/** Columns of a `DeliveryRow`; the table is called `effect` in the statement. */
export const deliveryColumns = `
  effect.idempotency_key as "idempotencyKey", effect.tenant, effect.target, effect.account, effect.effect,
  effect.subject_kind as "subjectKind", effect.subject_id as "subjectId", effect.order_keys as "orderKeys", effect.state, effect.attempts,
  effect.reference, effect.vendor_reference as "vendorReference", ${msOf('effect.created_at')} as "createdAt",
  ${msOf('effect.updated_at')} as "updatedAt", ${msOf('effect.sent_at')} as "sentAt", ${msOf('effect.due_at')} as "dueAt",
  (effect.next_desired is not null and (effect.next_withdrawal is not null or effect.next_digest is distinct from effect.desired_digest)) as "newerWaits", effect.trace_id as "traceId",
  case when effect.error_class is null then null
       else json_build_object('class', effect.error_class, 'code', effect.error_code, 'text', effect.error_text) end as error`;
