import type { Allocation, ConfirmedBy, SubjectKind } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';

/**
 * - `pending`    wanted, never tried or surely unsent; due
 * - `in_flight`  written before the send; seen by another worker only when the sender's claim ended
 * - `submitted`  the vendor took it and will tell the result later; looked after by its handle
 * - `unknown`    it may have happened; looked up by its reference before anything else
 * - `succeeded`  the vendor holds it
 * - `retrying`   surely unsent, tried again later
 * - `rejected`   the vendor said no, or a person must undo it; waits for a newer desired state or a person
 * - `held`       our maps or settings do not suffice; waits for newer maps, a newer desired state or a person
 * - `dead`       too many unexpected answers; waits for a person
 * - `skipped`    was never to be sent (mode shadow or off)
 * - `superseded` withdrawn, and the vendor surely does not hold it or another effect sees to that
 *
 * The first five but `succeeded`, and `retrying`, are open: the oldest open effect of a lane is the one worked on. A
 * part that a vendor rejected does not hold up the other parts of the order.
 */
export type EffectState = 'pending' | 'in_flight' | 'submitted' | 'unknown' | 'succeeded' | 'retrying' | 'rejected' | 'held' | 'dead' | 'skipped' | 'superseded';

export type TargetAccount = { readonly tenant: string; readonly target: string; readonly account: string };

/** Failure kind, and the vendor's code and text where it gave any. */
export type LastError = { readonly class: string; readonly code: string; readonly text: string };

/**
 * What withdrawing an effect means once the vendor may hold it; before that it is superseded whatever stands here.
 *
 * - `undone`  an effect of its own undoes it. It stays as it is, and nothing newer revives it: a new try is a new incarnation
 * - `person`  we do not undo it: it is `rejected` with these words
 * - `dropped` it only ever looked, so it is given up
 */
export type Withdrawal = { readonly kind: 'undone' } | { readonly kind: 'person'; readonly code: string; readonly text: string } | { readonly kind: 'dropped' };

/** A desired state to be written down. */
export type Intent = TargetAccount & {
  readonly idempotencyKey: string;
  readonly effect: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly incarnation: number;
  /** What keeps effects in order: the order key, or the subject of an effect about no order. */
  readonly laneKey: string;
  readonly orderKeys: readonly string[];
  readonly marketplace: string | null;
  readonly salesPartner: string | null;
  readonly timeZone: string;
  readonly traceId: string;
  readonly reference: string;
  /** Stored as it is; personal fields stay sealed in it. */
  readonly desired: Buffer;
  readonly desiredVersion: number;
  /** Equal for equal content, whatever version and event it came with. */
  readonly desiredDigest: string;
  /** Key of the effect that this one undoes, and behind which it stands: it is sent only where that one may have reached the vendor. */
  readonly undoes: string | null;
  /** Not null: the vendor shall not hold it. */
  readonly withdrawal: Withdrawal | null;
  /** False: written down and never sent. */
  readonly live: boolean;
};

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
  /** Grows with every change that an outcome record shows; `updatedAt` (epoch ms) is when it last grew. */
  readonly version: number;
  readonly updatedAt: number;
  readonly attempts: number;
  /** Looks since the last send, and how many of them found nothing. */
  readonly looks: number;
  readonly absents: number;
  readonly unexpecteds: number;
  /** Since the latest moment at which the vendor may have been given the effect; 0 where it never was. */
  readonly sinceSentMs: number;
  readonly reference: string;
  readonly handle: string | null;
  readonly vendorReference: string | null;
  readonly confirmedBy: ConfirmedBy | null;
  readonly allocation: readonly Allocation[];
  readonly error: LastError | null;
  readonly desired: Buffer;
};

/** Leave to work on one lane until its lease ends; `token` grows with every claim of the lane. */
export type Claim = { readonly laneId: string; readonly token: string };
export type ClaimedEffect = { readonly claim: Claim; readonly row: EffectRow };

/** What a step made of an effect; `dueInMs` is null where nothing more happens by itself. */
export type Change = Pick<EffectRow, 'state' | 'looks' | 'absents' | 'unexpecteds' | 'error' | 'handle' | 'vendorReference' | 'confirmedBy' | 'allocation'> & {
  readonly dueInMs: number | null;
  /** For `held`: the version of the maps that did not suffice. */
  readonly heldVersion: number | null;
};

export type Halt = TargetAccount & { readonly credentialVersion: string; /** Epoch ms. */ readonly haltedAt: number };
export type NewHalt = TargetAccount & { readonly code: string; readonly text: string; readonly credentialVersion: string; readonly probeInMs: number };
export type BacklogRow = { readonly state: EffectState; readonly count: number; readonly oldestAgeMs: number };

/**
 * The durable table of effects, lanes and halts. Every method is one transaction, may be called by many processes at
 * once, and answers a failure of kind `unavailable` while the database is away. All times are the store's own clock;
 * callers give durations.
 *
 * - `accept`      writes desired states, at most one per key and call. A newer version is taken by an effect of which
 *                 nothing is under way, and kept beside any other until it has settled; what the vendor holds already
 *                 becomes due again where the content differs. A version that is not newer changes nothing and has the
 *                 stored outcome announced again, so redelivery is harmless.
 * - `dueAccounts` accounts among the given ones with something due and no halt.
 * - `claim`       takes due lanes of an account, none twice while its lease runs, with the newest state of their heads.
 * - `claimProbe`  takes one lane of a halted account, at most once in `everyMs` among all processes.
 * - `send`        writes in_flight before the send and answers the row as it shall be sent; undefined where the claim
 *                 was taken over or nothing is to be sent any more.
 * - `settle`      writes a step's result, gives the lane back; false, and nothing written, where the claim was taken over.
 * - `restore`     makes an effect that was surely not sent what it was before `send`; nothing is announced.
 * - `halt`        true where the account was not halted before. `resume` likewise; a credential version narrows it to
 *                 a halt that was made under that secret.
 * - `releaseHeld` makes effects due again that were held under older maps; answers how many.
 * - `announce`    hands rows with unannounced outcomes to `publish` and marks them once it says ok; one process at a
 *                 time per `lock` name, 0 for the others. The same version may be handed over again after a crash.
 */
export type Ledger = {
  accept(intents: readonly Intent[]): Promise<Result<void>>;
  dueAccounts(accounts: readonly TargetAccount[]): Promise<Result<readonly TargetAccount[]>>;
  claim(account: TargetAccount, options: { limit: number; leaseMs: number }): Promise<Result<readonly ClaimedEffect[]>>;
  claimProbe(account: TargetAccount, options: { leaseMs: number; everyMs: number }): Promise<Result<ClaimedEffect | undefined>>;
  send(claim: Claim, effectId: string): Promise<Result<EffectRow | undefined>>;
  settle(claim: Claim, effectId: string, change: Change): Promise<Result<boolean>>;
  restore(claim: Claim, effectId: string, state: 'pending' | 'retrying'): Promise<Result<boolean>>;
  halt(halt: NewHalt): Promise<Result<boolean>>;
  halts(target: string): Promise<Result<readonly Halt[]>>;
  resume(account: TargetAccount, credentialVersion?: string): Promise<Result<boolean>>;
  heldTenants(target: string): Promise<Result<readonly string[]>>;
  releaseHeld(target: string, tenant: string, version: number): Promise<Result<number>>;
  announce(options: { lock: string; target: string; limit: number }, publish: (rows: readonly EffectRow[]) => Promise<Result<void>>): Promise<Result<number>>;
  backlog(target: string): Promise<Result<readonly BacklogRow[]>>;
};

/** Version of a tenant's maps; grows with every change. */
export type MapVersions = { version(tenant: string): Promise<Result<number>> };
