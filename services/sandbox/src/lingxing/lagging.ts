/**
 * What a list shows of a record. A write becomes visible after a delay; until then the list shows the state before it, or nothing of a
 * record that is new.
 */
export interface Lagging<T> {
  write(state: T, visibleAt: number): void;
  shown(now: number): T | undefined;
}

export function createLagging<T>(): Lagging<T> {
  const versions: { visibleAt: number; state: T }[] = [];
  return {
    write(state, visibleAt) {
      // A change with a short delay never shows a record before its creation is visible.
      versions.push({ visibleAt: Math.max(visibleAt, versions.at(-1)?.visibleAt ?? 0), state: structuredClone(state) });
    },
    shown(now) {
      const newest = versions.findLastIndex(({ visibleAt }) => visibleAt <= now);
      versions.splice(0, newest);
      return newest < 0 ? undefined : versions[0]?.state;
    },
  };
}
