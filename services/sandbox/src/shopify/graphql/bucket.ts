import type { Clock } from '../../engine/clock.ts';
import type { Access } from '../config-access.ts';

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** Cost points of one app in one shop. */
export interface Bucket {
  /** Takes the points, or none where there are too few. */
  reserve(points: number): boolean;
  refund(points: number): void;
  status(): ThrottleStatus;
}

export function createBucket({ maximumAvailable, restoreRate, isRestoreScaled }: Access, clock: Clock): Bucket {
  let available = maximumAvailable;
  let filledAt = clock.now();
  // A scaled second is shorter by the time scale, so the rate per real second is higher by it.
  const perMs = restoreRate / (isRestoreScaled ? clock.scaled(1_000) : 1_000);
  const fill = (): void => {
    const at = clock.now();
    available = Math.min(maximumAvailable, available + (at - filledAt) * perMs);
    filledAt = at;
  };
  return {
    reserve(points) {
      fill();
      if (points > available) return false;
      available -= points;
      return true;
    },
    refund(points) {
      available = Math.min(maximumAvailable, available + points);
    },
    status() {
      fill();
      return { maximumAvailable, currentlyAvailable: Math.floor(available), restoreRate };
    },
  };
}
