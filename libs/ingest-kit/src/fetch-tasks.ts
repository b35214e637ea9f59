import type { Reason, Result } from '@tributary/kernel';
import type { FetchTask, FetchWish } from './fetcher.ts';

export type FetchAccount = { readonly tenant: string; readonly account: string };

/** Hints about one resource, joined. `count` is how many they are; `isOpen` where one of them told no revision, and asks whatever was read. */
export type WantedFetch = FetchAccount & FetchWish & { readonly count: number; readonly isOpen: boolean; readonly traceId: string };

/** Leave to read one resource until the lease ends; `token` grows with every claim of the task. */
export type FetchClaim = { readonly taskId: string; readonly token: string; readonly wanted: number };

export type ClaimedFetch = {
  readonly claim: FetchClaim;
  readonly task: FetchTask;
  /** Wrong answers in a row, readings in a row that came too early, and for how long the vendor has said that it is not complete. */
  readonly faults: number;
  readonly rereads: number;
  readonly laterForMs: number;
};

/**
 * - `waiting` to be read
 * - `later`   the vendor says that it is not complete yet
 * - `failing` the last try failed and another one follows
 * - `done`    read, or gone
 * - `dead`    given up; a newer hint or a person revives it
 */
export type FetchState = 'waiting' | 'later' | 'failing' | 'done' | 'dead';

/** What a try made of a task; `dueInMs` is null where nothing more happens by itself, `read` null where nothing was read. */
export type FetchChange = {
  readonly state: FetchState;
  readonly dueInMs: number | null;
  readonly attempts: number;
  readonly faults: number;
  readonly rereads: number;
  readonly read: { readonly revisionAt: number | null; readonly settled: boolean } | null;
  readonly error: ({ readonly class: string } & Reason) | null;
};

export type FetchHalt = FetchAccount & Reason & { readonly credentialVersion: string; readonly probeInMs: number };

/**
 * The durable table of what is to be read from one vendor. Every method is one transaction, may be called by many
 * processes at once, and answers a failure of kind `unavailable` while the database is away. All times are the store's
 * own clock; callers give durations.
 *
 * - `want`        joins hints with what is known of their resources, at most one entry per resource and call: makes the
 *                 resource due after `debounceMs`, unless it was read and settled at that revision. A task that backs off
 *                 from failures keeps its time; one that is claimed is remembered as wanted once more.
 * - `claim`       takes due tasks of each account, at most as many as it has slots, none of halted accounts and none twice while its lease runs.
 * - `claimProbes` takes one due task of each account that is halted, at most once in `everyMs` among all processes.
 * - `settle`      writes what came of a try and gives the task back; false, and nothing written, where the claim was
 *                 taken over. A task that was wanted again meanwhile is due at once instead of done, later or dead.
 * - `halt`        true where the account was not halted before; halts of one vendor's account are shared with whatever else uses its credential. `resume` likewise.
 */
export type FetchTasks = {
  want(wishes: readonly WantedFetch[], debounceMs: number): Promise<Result<void>>;
  claim(accounts: readonly (FetchAccount & { readonly slots: number })[], leaseMs: number): Promise<Result<readonly ClaimedFetch[]>>;
  claimProbes(accounts: readonly FetchAccount[], options: { readonly leaseMs: number; readonly everyMs: number }): Promise<Result<readonly ClaimedFetch[]>>;
  settle(claim: FetchClaim, change: FetchChange): Promise<Result<boolean>>;
  halt(halt: FetchHalt): Promise<Result<boolean>>;
  resume(account: FetchAccount): Promise<Result<boolean>>;
  backlog(): Promise<Result<readonly { readonly state: FetchState; readonly count: number }[]>>;
};
