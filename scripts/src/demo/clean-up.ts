type Step = { readonly name: string; readonly work: () => Promise<void> };

class Interrupted extends Error {}

/** What has to be undone, last first, once, whether the demo ends by itself or by Ctrl-C. */
export function createCleanUp(say: (line: string) => void) {
  const steps: Step[] = [];
  const interrupt = new AbortController();
  let running: Promise<void> | undefined;

  const run = (): Promise<void> => {
    running ??= (async () => {
      for (const { name, work } of steps.reverse()) {
        await work().catch((error: unknown) => say(`stopping ${name}: ${error instanceof Error ? error.message : String(error)}`));
      }
    })();
    return running;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) return;
      say('\nstopping …');
      interrupt.abort();
      void run().then(() => process.exit(130));
    });
  }
  return {
    signal: interrupt.signal,
    interrupted: () => interrupt.signal.aborted,
    add: (name: string, work: () => Promise<void>) => void steps.push({ name, work }),
    run,
    stopIfInterrupted() {
      if (interrupt.signal.aborted) throw new Interrupted('interrupted');
    },
    untilInterrupted: () => new Promise<void>((resolve) => interrupt.signal.addEventListener('abort', () => resolve())),
  };
}
