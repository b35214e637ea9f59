/** An instant, UTC, to the second. */
export const at = (epochMs: number | null): string => (epochMs === null ? '-' : new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z'));

const units = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1_000]] as const;

/** A time span in one word: the largest unit of which there are two or more, cut off. Clocks that differ a little make no negative one. */
export function span(ms: number): string {
  const [unit, unitMs] = units.find(([, one]) => ms >= 2 * one) ?? ['s', 1_000];
  return `${Math.floor(Math.max(0, ms) / unitMs)} ${unit}`;
}
