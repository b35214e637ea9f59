import { setTimeout as sleep } from 'node:timers/promises';
import { explain, ok, type Result } from '@tributary/kernel';
import type { Logger } from '@tributary/service-host';

/** Work that is done again and again: at least every `everyMs`, at once after `wake`, and on while there is more. */
export type Loop = { wake(): void; run(signal: AbortSignal): Promise<Result<void>> };

const pauseAfterFailureMs = 1_000;

/** `work` answers how many things it did; 0 means that nothing is left for now. A failure is logged and tried again. */
export function createLoop(log: Logger, everyMs: number, work: () => Promise<Result<number>>): Loop {
  let woken = false;
  let stopWaiting = new AbortController();

  const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (woken) return;
    stopWaiting = new AbortController();
    await sleep(ms, undefined, { signal: AbortSignal.any([signal, stopWaiting.signal]) }).catch(() => undefined);
  };

  return {
    wake() {
      woken = true;
      stopWaiting.abort();
    },
    async run(signal) {
      while (!signal.aborted) {
        woken = false;
        const round = await work();
        if (!round.ok) {
          log.warn({ kind: round.failure.kind }, explain(round.failure));
          await sleep(pauseAfterFailureMs, undefined, { signal }).catch(() => undefined);
        } else if (round.value === 0) await wait(everyMs, signal);
      }
      return ok();
    },
  };
}
