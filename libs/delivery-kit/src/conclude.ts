import { setTimeout as sleep } from 'node:timers/promises';
import { during, failed, ok, type Failure, type Result } from '@tributary/kernel';
import { errorOf, same, type Verdict } from './classify.ts';
import type { Change, ClaimedEffect, Ledger } from './ledger.ts';
import type { Report } from './report.ts';

/** What a step told about the account's credential: the vendor took it, refused it, or was not asked far enough to say. */
export type Credential = 'accepted' | 'refused' | 'untold';

export type Conclusion = {
  readonly verdict: Verdict;
  readonly told?: Credential;
  /** The secret that was in use. */
  readonly credential?: string;
  /** What an effect was before it was marked as sent; undefined where it was not. */
  readonly before?: 'pending' | 'retrying';
};

/** Writes verdicts down, each under the claim of its effect. */
export function createConclusion({ ledger, report, probeEveryMs }: { ledger: Ledger; report: Report; probeEveryMs: number }) {
  const write = async ({ claim, row }: ClaimedEffect, change: Change): Promise<Result<void>> => {
    const settled = await insist(() => ledger.settle(claim, row.id, change));
    if (!settled.ok) return settled;
    if (settled.value) report.settled(row, change);
    else report.discarded(row);
    return ok();
  };
  const halt = async ({ claim, row }: ClaimedEffect, cause: Failure, { credential = '', before }: Conclusion): Promise<Result<void>> => {
    const { tenant, target, account } = row;
    const { code, text } = errorOf(cause);
    // The halt comes first, so that nobody takes the effect up again in between.
    const halted = await insist(() => ledger.halt({ tenant, target, account, code, text, credentialVersion: credential, probeInMs: probeEveryMs }));
    if (!halted.ok) return halted;
    if (halted.value) report.halted(row, cause);
    const back = await insist(() => (before === undefined ? ledger.settle(claim, row.id, { ...same(row), dueInMs: 0 }) : ledger.restore(claim, row.id, before)));
    return back.ok ? ok() : back;
  };
  return async (claimed: ClaimedEffect, conclusion: Conclusion): Promise<Result<Credential>> => {
    const { verdict, told = 'untold' } = conclusion;
    const written = verdict.kind === 'halt' ? await halt(claimed, verdict.failure, conclusion) : await write(claimed, verdict.change);
    return written.ok ? ok(told) : failed(during(`recording the outcome of ${claimed.row.effect}`, written.failure));
  };
}

/**
 * An answer that is not written down costs looks at the vendor, so a ledger that is away for a moment is asked again:
 * after 0.1, 0.5 and 2.5 s, together 3.1 s, which the margin of the lease leaves room for. After that the lease ends
 * and the effect is looked up.
 */
async function insist<T>(write: () => Promise<Result<T>>): Promise<Result<T>> {
  for (const delayMs of [100, 500, 2_500]) {
    const written = await write();
    if (written.ok) return written;
    await sleep(delayMs);
  }
  return write();
}
