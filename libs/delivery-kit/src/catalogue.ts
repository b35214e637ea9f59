import type { SubjectKind } from '@tributary/contracts';
import type { EffectName } from './effect-names.ts';

/**
 * One kind of effect that a target knows. The first part is for people who review or operate it, the second holds the
 * numbers that the engine uses.
 */
export type CatalogueEntry = {
  readonly effect: EffectName;
  /** What makes us want it. */
  readonly trigger: string;
  /** What it is about, in words and as the kind that outcomes carry. */
  readonly subject: string;
  readonly subjectKind: SubjectKind;
  /** What must hold before it is sent. */
  readonly precondition: string;
  /** What makes it pointless while it is unsent. */
  readonly supersededBy: string;
  /** Shape of its idempotency key. */
  readonly key: string;
  /** How `verify` finds out whether it happened. */
  readonly verifiedBy: string;
  /** How the vendor itself refuses to do it twice, or "none". */
  readonly vendorGuard: string;

  /** Longest time from the vendor's taking the effect until `verify` can see it, in milliseconds. No resend before it has passed. */
  readonly settleMs: number;
  /** How many times `verify` must answer absent before a resend; at least 2. */
  readonly absentsNeeded: number;
};

/** The effects of one target; a vendor folder exports it as `effects`. */
export type EffectCatalogue = readonly CatalogueEntry[];
