/**
 * The vendor's bucket: a token is taken per request and given back when the request completes or fails, so the capacity of a path is
 * the number of requests one app may have in flight there, not a number per second.
 */
export interface Capacity {
  /** The function that gives the token back (calling it twice is harmless), or undefined where the bucket is empty. */
  take(appId: string, path: string, limit: number): (() => void) | undefined;
}

export function createCapacity(): Capacity {
  const taken = new Map<string, number>();
  return {
    take(appId, path, limit) {
      const key = `${appId} ${path}`;
      const before = taken.get(key) ?? 0;
      if (before >= limit) return undefined;
      taken.set(key, before + 1);
      let isHeld = true;
      return () => {
        if (isHeld) taken.set(key, (taken.get(key) ?? 1) - 1);
        isHeld = false;
      };
    },
  };
}
