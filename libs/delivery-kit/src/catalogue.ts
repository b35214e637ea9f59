import type { SubjectKind } from '@tributary/contracts';

/**
 * One kind of effect that a target knows. The first part is for people who review or operate it, the second holds the
 * numbers that the engine uses.
 */
export type CatalogueEntry = {
  /** Name of the effect: "erp.create". */
  readonly effect: string;
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

/** The entries by name. Throws where a name stands twice or a number would allow a resend after a single look. */
export function indexCatalogue(catalogue: EffectCatalogue): ReadonlyMap<string, CatalogueEntry> {
  const byName = new Map(catalogue.map((entry) => [entry.effect, entry]));
  if (byName.size !== catalogue.length) throw new Error('reading effect catalogue: an effect is listed twice');
  for (const { effect, absentsNeeded, settleMs } of catalogue) {
    if (absentsNeeded < 2 || settleMs < 0) throw new Error(`reading effect catalogue: ${effect} needs absentsNeeded >= 2 and settleMs >= 0`);
  }
  return byName;
}
