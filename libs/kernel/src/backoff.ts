/** Delays grow from `firstMs` by doubling up to `maxMs`. */
export type Backoff = { readonly firstMs: number; readonly maxMs: number };

/**
 * Milliseconds before try `n`, from 0; `random` gives [0, 1). Each delay varies by a quarter either way, so that what failed
 * together does not come back together.
 */
export function backoffMs({ firstMs, maxMs }: Backoff, n: number, random: () => number): number {
  const steady = Math.min(maxMs, firstMs * 2 ** Math.min(n, 30));
  return Math.round(steady * (0.75 + random() * 0.5));
}
