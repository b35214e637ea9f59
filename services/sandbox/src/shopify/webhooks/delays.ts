import type { Fate } from '../../engine/faults.ts';
import type { Webhook } from './webhook.ts';

/** Lets webhooks go late or after a later one. */
export interface Delays {
  /** Runs `go` now, after the knob's time, or when a later webhook of the same shop was sent, whichever the fate says. */
  admit(webhook: Webhook, fate: Fate, go: () => void): void;
  /** Tells that a webhook was sent: what waited for a later one of its shop follows. */
  noteSent(webhook: Webhook): void;
}

interface Waiting {
  shop: string;
  place: number;
  isReordered: boolean;
  timer: NodeJS.Timeout;
  go: () => void;
}

export function createDelays(signal: AbortSignal): Delays {
  const waiting = new Set<Waiting>();
  const places = new WeakMap<Webhook, number>();
  let last = 0;
  signal.addEventListener('abort', () => waiting.forEach(({ timer }) => clearTimeout(timer)), { once: true });
  const release = (entry: Waiting): void => {
    clearTimeout(entry.timer);
    if (waiting.delete(entry)) entry.go();
  };
  return {
    admit(webhook, fate, go) {
      const place = (last += 1);
      places.set(webhook, place);
      if (!fate.isReordered && !fate.isLate) return go();
      const entry: Waiting = { shop: webhook.shop, place, isReordered: fate.isReordered, go, timer: setTimeout(() => release(entry), fate.lateMs) };
      waiting.add(entry);
    },
    noteSent(webhook) {
      const sent = places.get(webhook) ?? 0;
      for (const entry of waiting) if (entry.isReordered && entry.shop === webhook.shop && entry.place < sent) release(entry);
    },
  };
}
