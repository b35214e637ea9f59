import type { Clock } from '@tributary/kernel';

/** A derived key, or the word that its salt was destroyed. */
export type CachedKey = Buffer | 'erased';

const maxKeys = 10_000;

/**
 * Keys by name, each for `lifetimeMs` from the moment at which its salt was asked for: a key that is erased meanwhile
 * is forgotten by every running process within that time.
 */
export function createKeyCache(clock: Clock, lifetimeMs: number) {
  const entries = new Map<string, { readonly key: CachedKey; readonly until: number }>();
  return {
    get(name: string): CachedKey | undefined {
      const entry = entries.get(name);
      return entry !== undefined && clock.now() < entry.until ? entry.key : undefined;
    },
    /** `askedAt` is a time of the cache's clock. */
    set(name: string, key: CachedKey, askedAt: number): void {
      if (entries.size >= maxKeys) entries.clear();
      entries.set(name, { key, until: askedAt + lifetimeMs });
    },
  };
}
