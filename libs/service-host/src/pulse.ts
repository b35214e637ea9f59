/** Lets a loop rest until something is to be done. A wake that comes while nobody rests ends the next rest at once. */
export type Pulse = { wake(): void; rest(ms: number, signal: AbortSignal): Promise<void> };

export function createPulse(): Pulse {
  let awake = false;
  let end: (() => void) | undefined;
  return {
    wake() {
      awake = true;
      end?.();
    },
    async rest(ms, signal) {
      if (!awake && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener('abort', end, { once: true });
        });
        if (end !== undefined) signal.removeEventListener('abort', end);
        end = undefined;
      }
      awake = false;
    },
  };
}
