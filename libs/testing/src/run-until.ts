import { setTimeout as sleep } from 'node:timers/promises';

/** Lets some loops run until the condition holds; ends with an error where it does not in time, and with the condition's own where that throws. */
export async function runUntil(condition: () => boolean | Promise<boolean>, loops: readonly ((signal: AbortSignal) => Promise<unknown>)[], timeoutMs = 20_000): Promise<void> {
  const stop = new AbortController();
  const ends = loops.map((loop) => loop(stop.signal));
  const giveUpAt = performance.now() + timeoutMs;
  try {
    while (!(await condition())) {
      if (performance.now() > giveUpAt) throw new Error(`waiting for a condition: not met within ${timeoutMs} ms`);
      await sleep(10);
    }
  } finally {
    stop.abort();
    await Promise.all(ends);
  }
}
