/** Tasks that wait; closing drops them. */
export interface Timers {
  /** At once where there is nothing to wait for. */
  later(ms: number, task: () => void): void;
  close(): void;
}

export function createTimers(): Timers {
  const waiting = new Set<NodeJS.Timeout>();
  let isClosed = false;
  return {
    later(ms, task) {
      if (isClosed) return;
      if (ms <= 0) return task();
      const timer = setTimeout(() => {
        waiting.delete(timer);
        task();
      }, ms);
      waiting.add(timer);
    },
    close() {
      isClosed = true;
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}
