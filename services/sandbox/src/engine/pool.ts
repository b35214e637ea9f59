/** Runs tasks first come first served, at most `size` at once. */
export interface Pool<T> {
  add(task: T): void;
  /** Starts nothing more and waits for what runs. */
  close(): Promise<void>;
}

/** `run` must not reject: a pool does not know what a failed task means. */
export function createPool<T>(size: number, run: (task: T) => Promise<void>): Pool<T> {
  const queue: T[] = [];
  const running = new Set<Promise<void>>();
  let isClosed = false;
  const pump = (): void => {
    while (running.size < size && !isClosed) {
      const task = queue.shift();
      if (task === undefined) return;
      const started: Promise<void> = run(task).finally(() => {
        running.delete(started);
        pump();
      });
      running.add(started);
    }
  };
  return {
    add(task) {
      queue.push(task);
      pump();
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(running);
    },
  };
}
