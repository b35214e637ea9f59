/**
 * What a list shows of a record. A write becomes visible after a delay; until then the list shows the state before it, or nothing of a
 * record that is new.
 */
export interface Lagging<T> {
  write(state: T, delayMs: number): void;
  shown(): T | undefined;
}

export function createLagging<T>(now: () => number): Lagging<T> {
  const versions: { visibleAt: number; state: T }[] = [];
  /** Nobody sees a version again once a later one is visible. */
  const dropPassed = (): number => {
    const newest = versions.findLastIndex(({ visibleAt }) => visibleAt <= now());
    if (newest > 0) versions.splice(0, newest);
    return newest;
  };
  return {
    write(state, delayMs) {
      dropPassed();
      // A change with a short delay never shows a record before its creation is visible.
      const visibleAt = Math.max(now() + delayMs, versions.at(-1)?.visibleAt ?? 0);
      versions.push({ visibleAt, state: structuredClone(state) });
    },
    shown: () => (dropPassed() < 0 ? undefined : versions[0]?.state),
  };
}
