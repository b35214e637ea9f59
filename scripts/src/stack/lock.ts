import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** A lock that the operating system gives back when its holder dies, however it dies. */
export interface Lock {
  release(): void;
}

/**
 * An exclusive transaction on an empty SQLite file: Node has no flock, and a lock file with a pid in it cannot be taken over from a dead
 * holder without a race.
 */
export function tryLock(file: string): Lock | undefined {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (cause) {
    database.close();
    if (isBusy(cause)) return undefined;
    throw new Error(`locking ${file}: check that its folder can be written`, { cause });
  }
  return { release: () => database.isOpen && database.close() };
}

export async function waitForLock(file: string, options: { timeoutMs: number; onWait?: () => void; waitingFor: string }): Promise<Lock> {
  const deadline = Date.now() + options.timeoutMs;
  for (let attempt = 0; ; attempt += 1) {
    const lock = tryLock(file);
    if (lock) return lock;
    if (attempt === 5) options.onWait?.();
    if (Date.now() >= deadline) throw new Error(`waiting for ${options.waitingFor}: still busy after ${options.timeoutMs / 1000} s (lock ${file})`);
    await sleep(100);
  }
}

/** Whether someone holds the lock now. */
export function isLocked(file: string): boolean {
  const lock = tryLock(file);
  lock?.release();
  return lock === undefined;
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && (cause.errcode === 5 || cause.errcode === 6);
}
