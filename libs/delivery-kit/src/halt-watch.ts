import { ok, type Clock, type Result } from '@tributary/kernel';
import type { Halt, Ledger, TargetAccount } from './ledger.ts';
import type { Report } from './report.ts';

export type HaltWatchOptions = {
  readonly ledger: Pick<Ledger, 'halts' | 'resume'>;
  readonly target: string;
  readonly accounts: readonly TargetAccount[];
  readonly credentialVersion: (account: TargetAccount) => string;
  readonly monotonic: Clock;
  /** How often halts are looked at; each account is probed less often than that. */
  readonly everyMs: number;
  readonly report: Pick<Report, 'resumed'>;
};

/** Resumes accounts whose secret has changed since it was refused, and names those that stay halted. */
export function createHaltWatch({ ledger, target, accounts, credentialVersion, monotonic, everyMs, report }: HaltWatchOptions) {
  let lookedAt = Number.NEGATIVE_INFINITY;
  const ours = (halt: Halt): boolean => accounts.some(({ tenant, account }) => halt.tenant === tenant && halt.account === account);

  const isStillHalted = async (halt: Halt): Promise<Result<boolean>> => {
    if (credentialVersion(halt) === halt.credentialVersion) return ok(true);
    const resumed = await ledger.resume(halt, halt.credentialVersion);
    if (resumed.ok && resumed.value) report.resumed(halt, 'its secret has changed');
    return resumed.ok ? ok(false) : resumed;
  };

  /** Halted accounts of ours; empty between two looks. */
  return async (): Promise<Result<readonly TargetAccount[]>> => {
    if (monotonic.now() - lookedAt < everyMs) return ok([]);
    lookedAt = monotonic.now();
    const halts = await ledger.halts(target);
    if (!halts.ok) return halts;
    const halted: TargetAccount[] = [];
    for (const halt of halts.value.filter(ours)) {
      const still = await isStillHalted(halt);
      if (!still.ok) return still;
      if (still.value) halted.push(halt);
    }
    return ok(halted);
  };
}
