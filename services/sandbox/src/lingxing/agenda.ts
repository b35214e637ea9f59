import type { Clock } from '../engine/clock.ts';

/**
 * What happens by itself later: a review, a shipment, the end of an intercept. Nobody sees the state between two calls, so nothing runs
 * on a timer: whoever looks first runs what has come due, each task at its own time.
 */
export interface Agenda {
  /** While a due task runs: the time it was due at, which may be long past. */
  now(): number;
  after(delayMs: number, task: () => void): void;
  /** Runs what is due, the earliest first, also what the tasks put on the agenda meanwhile. */
  runDue(): void;
}

interface Entry {
  at: number;
  task: () => void;
}

export function createAgenda(clock: Clock): Agenda {
  const entries: Entry[] = [];
  let dueAt: number | undefined;
  const now = (): number => dueAt ?? clock.now();
  return {
    now,
    after(delayMs, task) {
      const at = now() + Math.round(delayMs);
      // Mostly the new one is the latest; equal times keep the order in which they were put in.
      entries.splice(entries.findLastIndex((entry) => entry.at <= at) + 1, 0, { at, task });
    },
    runDue() {
      const end = clock.now();
      try {
        for (let next = entries[0]; next !== undefined && next.at <= end; next = entries[0]) {
          entries.shift();
          dueAt = next.at;
          next.task();
        }
      } finally {
        dueAt = undefined;
      }
    },
  };
}
