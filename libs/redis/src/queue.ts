/** One process's line for one key: first come, first served, and only the first one asks Redis. */
export type Queue = {
  join(): Ticket;
  /** Something changed: the first in line looks again. */
  wakeFirst(): void;
};

export type Ticket = {
  isFirst(): boolean;
  /** Ends after `ms`, when `signal` aborts, or as soon as there may be something new for the first in line. */
  pause(ms: number, signal: AbortSignal | undefined): Promise<void>;
  leave(): void;
};

export function createQueue(): Queue {
  const line: { wake: () => void }[] = [];
  return {
    wakeFirst: () => line[0]?.wake(),
    join() {
      const place = { wake: (): void => undefined };
      line.push(place);
      return {
        isFirst: () => line[0] === place,
        async pause(ms, signal) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, ms);
            place.wake = () => {
              clearTimeout(timer);
              resolve();
            };
            signal?.addEventListener('abort', place.wake, { once: true });
          });
          signal?.removeEventListener('abort', place.wake);
          place.wake = () => undefined;
        },
        leave() {
          const at = line.indexOf(place);
          if (at >= 0) line.splice(at, 1);
          if (at === 0) line[0]?.wake();
        },
      };
    },
  };
}
