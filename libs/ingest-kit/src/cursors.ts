import type { Reason, Result } from '@tributary/kernel';

/** One feed of one account: the poll's name says which. */
export type CursorName = { readonly tenant: string; readonly account: string; readonly name: string };

/** Leave to read a feed. `token` is the fencing token: it grows with every lease. `failures` is how many polls failed in a row. */
export type CursorLease = CursorName & { readonly token: string; readonly cursor: string | null; readonly failures: number };

/** What a look at a cursor found: how old its last success is, when it may be taken, and the lease where it was. */
export type CursorLook = { readonly sincePolledMs: number; readonly dueInMs: number; readonly lease: CursorLease | undefined };

/** How a poll ended: `isRead` where the feed was read to its end; neither that nor an error where it was stopped. */
export type PollEnding = { readonly dueInMs: number; readonly isRead: boolean; readonly error: ({ readonly class: string } & Reason) | null };

/**
 * The durable places in a vendor's feeds. Every method is one short transaction or two, may be called by many processes at
 * once, and answers a failure of kind `unavailable` while the database is away. All times are the store's own clock.
 *
 * - `take`    leases the cursor where it is due, or `isForced`, and nobody else holds it.
 * - `prolong` lets the lease end `leaseMs` from now; false where another process has taken it over.
 * - `move`    writes the next place and prolongs; false, and nothing written, where the lease was taken over.
 * - `end`     gives the lease back and says when the feed is due again; false as above.
 */
export type Cursors = {
  take(cursor: CursorName, options: { readonly leaseMs: number; readonly isForced: boolean }): Promise<Result<CursorLook>>;
  prolong(lease: CursorLease, leaseMs: number): Promise<Result<boolean>>;
  move(lease: CursorLease, nextCursor: string, leaseMs: number): Promise<Result<boolean>>;
  end(lease: CursorLease, ending: PollEnding): Promise<Result<boolean>>;
};
