/** Delays grow from `firstMs` by doubling up to `maxMs`. */
export type Backoff = { readonly firstMs: number; readonly maxMs: number };

/**
 * What the engine waits between tries and looks; each delay varies by a quarter either way, so that effects which
 * failed together do not come back together.
 *
 * | n      | 0 | 1 | 2 | 3 |  4 |  5 |  6  |  7  |  8  | 9 …  |
 * | delay  | 1 | 2 | 4 | 8 | 16 | 32 |  64 | 128 | 256 | 300  s |
 * | in all | 1 | 3 | 7 |15 | 31 | 63 | 127 | 255 | 511 | +300 s |
 */
export const standardBackoff: Backoff = { firstMs: 1_000, maxMs: 300_000 };

/** Milliseconds before try or look `n`, from 0; `random` gives [0, 1). */
export function backoffMs({ firstMs, maxMs }: Backoff, n: number, random: () => number): number {
  const steady = Math.min(maxMs, firstMs * 2 ** Math.min(n, 30));
  return Math.round(steady * (0.75 + random() * 0.5));
}
