import type { TargetAccount } from './ledger.ts';

/** Work under way, so many at once per account. */
export type Slots = {
  free(account: TargetAccount): number;
  /** Runs work in a slot of the account; `signal` aborts when it is cut by `drain`. */
  start(account: TargetAccount, work: (signal: AbortSignal) => Promise<void>): void;
  /** What the first work that threw has thrown; a fault of ours. */
  fault(): { readonly error: unknown } | undefined;
  /** Waits for all work, and cuts it after `graceMs`. */
  drain(graceMs: number): Promise<void>;
};

export function createSlots(perAccount: number, onEnd: () => void): Slots {
  const running = new Map<string, Set<Promise<void>>>();
  const cut = new AbortController();
  let fault: { readonly error: unknown } | undefined;

  const runningOf = ({ tenant, account }: TargetAccount): Set<Promise<void>> => {
    const name = `${tenant}\n${account}`;
    const set = running.get(name) ?? new Set();
    running.set(name, set);
    return set;
  };
  return {
    free: (account) => perAccount - runningOf(account).size,
    start(account, work) {
      const set = runningOf(account);
      const promise = work(cut.signal)
        .catch((error: unknown) => void (fault ??= { error }))
        .then(() => {
          set.delete(promise);
          onEnd();
        });
      set.add(promise);
    },
    fault: () => fault,
    async drain(graceMs) {
      const timer = setTimeout(() => cut.abort(new Error('ending a call: the process is closing')), graceMs);
      await Promise.all([...running.values()].flatMap((set) => [...set]));
      clearTimeout(timer);
    },
  };
}
