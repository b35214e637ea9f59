import type { Allocation, ConfirmedBy, SubjectKind } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';

/** One intended effect at a vendor, as a row of the delivery ledger hands it to a sink. */
export type Effect<Desired> = {
  /** Names the intended effect; the same effect always has the same key. */
  readonly idempotencyKey: string;
  /** Name in the effect catalogue: "erp.create". */
  readonly effect: string;
  readonly tenant: string;
  readonly target: string;
  readonly targetAccount: string;
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly orderKeys: readonly string[];
  /** The number that we give the vendor, stored before the first send; `verify` finds the effect by it. */
  readonly reference: string;
  /** Tries so far, this one included. */
  readonly attempt: number;
  readonly traceId: string;
  /**
   * What the vendor is known to hold of this very effect from an earlier success; null where nothing was ever confirmed.
   * A desired state that changed afterwards comes again: the sink then changes what is there instead of making it anew.
   */
  readonly held: { readonly reference: string; readonly allocation: readonly Allocation[] } | null;
  /** What the vendor shall hold. */
  readonly desired: Desired;
};

/**
 * Leave to act. A sink calls `check` right before every write to a socket and gives every call a time-out that ends
 * before `deadline` (epoch ms): a process that was stopped and wakes after its claim was taken over sends nothing.
 */
export type Permit = {
  readonly deadline: number;
  readonly signal: AbortSignal;
  check(): Result<void>;
};

/** What the vendor answered to an effect that it took. */
export type Submission =
  | { readonly state: 'submitted'; /** The vendor's name of the work under way. */ readonly handle: string; /** Epoch ms of the first look. */ readonly checkAt: number }
  | { readonly state: 'succeeded'; /** The vendor's own number. */ readonly reference: string; readonly confirmedBy: ConfirmedBy; readonly allocation: readonly Allocation[] };

/** What the vendor says it holds under our reference. */
export type Finding =
  | { readonly state: 'found'; readonly reference: string; readonly allocation: readonly Allocation[] }
  | { readonly state: 'absent' }
  | { readonly state: 'cannot_tell'; /** Why, in words for staff. */ readonly reason: string };

/**
 * Carries effects out at one vendor. A sink decides nothing about business and stores nothing; the ledger does both.
 * All three are called by one worker at a time per lane, may be called again after a crash at any point, and never
 * throw for expected failures.
 *
 * - `execute` answers ok once the vendor has taken the effect. A failure of kind `unavailable` or `unexpected` means
 *   that the effect may have happened: the ledger verifies before it repeats. Every other kind means that it has not.
 * - `verify` looks the effect up by `effect.reference`; `absent` only where the vendor clearly said so. With `held` it is
 *   a change that is in doubt: `found` where it has arrived, `absent` where what is there is still the earlier state.
 * - `check` looks after a submitted effect by its handle.
 */
export type Sink<Desired> = {
  execute(effect: Effect<Desired>, permit: Permit): Promise<Result<Submission>>;
  verify(effect: Effect<Desired>, permit: Permit): Promise<Result<Finding>>;
  check(effect: Effect<Desired>, handle: string, permit: Permit): Promise<Result<Submission>>;
};
