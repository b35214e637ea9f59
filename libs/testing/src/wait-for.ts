import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface WaitForOptions {
  /** What is awaited, as it shall stand behind "waiting for". */
  readonly description: string;
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

type Falsy = false | null | undefined | 0 | '';

/**
 * Asks again until the condition gives something truthy, and returns that. A condition that throws counts as not yet. When the time is
 * up, the error says what was awaited and what the last answer was: a sleep would have hidden both.
 */
export async function waitFor<T>(condition: () => T | Falsy | Promise<T | Falsy>, options: WaitForOptions): Promise<T> {
  const { description, timeoutMs = 10_000, intervalMs = 50 } = options;
  const deadline = performance.now() + timeoutMs;
  let last = 'nothing: the first look is still under way';
  let cause: unknown;
  for (;;) {
    const look = await beforeDeadline(condition, deadline);
    if (look.kind === 'value' && look.value) return look.value;
    if (look.kind === 'value') [last, cause] = [inspect(look.value), undefined];
    if (look.kind === 'error') [last, cause] = [`it threw ${look.error instanceof Error ? look.error.message : inspect(look.error)}`, look.error];
    if (look.kind === 'hanging' || performance.now() + intervalMs > deadline) {
      const hanging = look.kind === 'hanging' ? ' (the last look did not return)' : '';
      throw new Error(`waiting for ${description}: not within ${timeoutMs} ms${hanging}; last: ${last}`, cause === undefined ? {} : { cause });
    }
    await sleep(intervalMs);
  }
}

type Look<T> = { kind: 'value'; value: T | Falsy } | { kind: 'error'; error: unknown } | { kind: 'hanging' };

/** A look that never returns must not outlive the time-out. */
async function beforeDeadline<T>(condition: () => T | Falsy | Promise<T | Falsy>, deadline: number): Promise<Look<T>> {
  const timer = new AbortController();
  const look = async (): Promise<Look<T>> => {
    try {
      return { kind: 'value', value: await condition() };
    } catch (error) {
      return { kind: 'error', error };
    }
  };
  const limit = sleep(Math.max(1, deadline - performance.now()), { kind: 'hanging' } as const, { signal: timer.signal }).catch(() => ({ kind: 'hanging' }) as const);
  try {
    return await Promise.race([look(), limit]);
  } finally {
    timer.abort();
  }
}
