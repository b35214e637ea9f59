/** Time as an argument, so that a spec can hold it still. */
export interface Clock {
  now(): number;
  /** Shortens a wait that a vendor spreads over minutes or hours. Waits that belong to our side (time-outs, knobs) stay as they are. */
  scaled(vendorMs: number): number;
}

export function createClock(timeScale: number, now: () => number = Date.now): Clock {
  return { now, scaled: (vendorMs) => vendorMs / timeScale };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
