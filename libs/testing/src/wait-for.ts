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
  const { timeoutMs = 10_000, intervalMs = 50 } = options;
  const deadline = performance.now() + timeoutMs;
  let last: Look<T> = { kind: 'hanging' };
  for (;;) {
    const look = await lookOnce(condition, deadline);
    if (look.kind === 'value' && look.value) return look.value;
    if (look.kind !== 'hanging') last = look;
    if (look.kind === 'hanging' || performance.now() + intervalMs > deadline) throw timeOut(options.description, timeoutMs, look, last);
    await sleep(intervalMs);
  }
}

type Look<T> = { kind: 'value'; value: T | Falsy } | { kind: 'error'; error: unknown } | { kind: 'hanging' };

function timeOut<T>(description: string, timeoutMs: number, look: Look<T>, last: Look<T>): Error {
  const hanging = look.kind === 'hanging' ? ' (the last look did not return)' : '';
  const text = `waiting for ${description}: not within ${timeoutMs} ms${hanging}`;
  switch (last.kind) {
    case 'value':
      return new Error(`${text}; last: ${inspect(last.value)}`);
    case 'error':
      return new Error(`${text}; last: it threw ${last.error instanceof Error ? last.error.message : inspect(last.error)}`, { cause: last.error });
    case 'hanging':
      return new Error(text);
  }
}

/** A look that never returns must not outlive the time-out. */
async function lookOnce<T>(condition: () => T | Falsy | Promise<T | Falsy>, deadline: number): Promise<Look<T>> {
  const limit = new AbortController();
  const late = sleep(Math.max(1, deadline - performance.now()), undefined, { signal: limit.signal }).catch(() => undefined);
  try {
    return await Promise.race([settled(condition), late.then((): Look<T> => ({ kind: 'hanging' }))]);
  } finally {
    limit.abort();
  }
}

async function settled<T>(condition: () => T | Falsy | Promise<T | Falsy>): Promise<Look<T>> {
  try {
    return { kind: 'value', value: await condition() };
  } catch (error) {
    return { kind: 'error', error };
  }
}
