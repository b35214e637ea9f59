import type { Allocation, ConfirmedBy, SubjectKind } from '@tributary/contracts';
import { msOf } from '../times.ts';

export type EffectState = 'pending' | 'in_flight' | 'submitted' | 'unknown' | 'succeeded' | 'retrying' | 'rejected' | 'held' | 'dead' | 'skipped' | 'superseded';
export type TargetAccount = { readonly tenant: string; readonly target: string; readonly account: string };
export type LastError = { readonly class: string; readonly code: string; readonly text: string };
export type Claim = { readonly laneId: string; readonly token: string };

/** A ledger row as the kit reads it; instants are epoch ms of the database's clock. */
export type EffectRow = TargetAccount & {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly effect: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly incarnation: number;
  readonly orderKeys: readonly string[];
  readonly marketplace: string | null;
  readonly salesPartner: string | null;
  readonly timeZone: string;
  readonly traceId: string;
  readonly state: EffectState;
  readonly version: number;
  readonly updatedAt: number;
  readonly attempts: number;
  readonly looks: number;
  readonly absents: number;
  readonly unexpecteds: number;
  readonly sinceSentMs: number;
  readonly reference: string;
  readonly handle: string | null;
  readonly vendorReference: string | null;
  readonly confirmedBy: ConfirmedBy | null;
  readonly allocation: readonly Allocation[];
  readonly error: LastError | null;
  readonly desired: Buffer;
};

/** What a lane may still have to do; the partial index `effects_open` has the same list. */
export const openStates = `('pending', 'in_flight', 'submitted', 'unknown', 'retrying')`;
/** Nothing is expected of them any more; the partial index `effects_backlog` has the same list. */
export const finishedStates = `('succeeded', 'skipped', 'superseded')`;
/** Not said to anybody; the partial index `effects_to_announce` has the same list. */
export const silentStates = `('pending', 'in_flight')`;

/** Columns of an `EffectRow`; the table is called `effect` in the statement. */
export const effectColumns = `
  effect.id::text, effect.idempotency_key as "idempotencyKey", effect.tenant, effect.target, effect.account, effect.effect,
  effect.subject_kind as "subjectKind", effect.subject_id as "subjectId", effect.incarnation::float8 as incarnation,
  effect.order_keys as "orderKeys", effect.marketplace, effect.sales_partner as "salesPartner", effect.time_zone as "timeZone",
  effect.trace_id as "traceId", effect.state, effect.version::float8 as version,
  ${msOf('effect.updated_at')} as "updatedAt",
  effect.attempts, effect.looks, effect.absents, effect.unexpecteds,
  coalesce(${msOf('now() - effect.sent_at')}, 0) as "sinceSentMs",
  effect.reference, effect.handle, effect.vendor_reference as "vendorReference", effect.confirmed_by as "confirmedBy",
  effect.allocation, effect.desired,
  case when effect.error_class is null then null
       else json_build_object('class', effect.error_class, 'code', effect.error_code, 'text', effect.error_text) end as error`;
