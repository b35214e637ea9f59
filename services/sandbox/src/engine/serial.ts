const EPOCH_MS = Date.UTC(2026, 0, 1);
const PER_SECOND = 10_000n;

/**
 * Growing numbers to build vendor ids from. They start at the process's start time, not at 1: a database outlives a sandbox, and a
 * second run must not hand out the ids of the first. Holds while a run makes fewer than 10,000 numbers a second on average.
 */
export function createSerial(startedAt: number): () => bigint {
  let last = BigInt(Math.max(1, Math.floor((startedAt - EPOCH_MS) / 1000))) * PER_SECOND;
  return () => ++last;
}
