import type { Clock } from '../engine/clock.ts';

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

interface Grant extends TokenPair {
  expiresAt: number;
  /** What the holder was told; `expire` from outside moves only the real one. */
  toldExpiresAt: number;
  refreshExpiresAt: number;
}

export type TokenState = 'valid' | 'expired' | 'mismatch';

/** One living pair per app: whoever fetches or refreshes makes the pair of everybody else worthless. */
export interface Tokens {
  issue(appId: string): TokenPair;
  /** Single use: the second call with the same refresh token is `invalid`, also when the first answer was lost. */
  refresh(appId: string, refreshToken: string): TokenPair | 'expired' | 'invalid';
  check(appId: string, accessToken: string): TokenState;
  /** True where the holder goes on with a token long after the end it was told. */
  isLongExpired(appId: string, accessToken: string): boolean;
  /** The pair is worthless from now on (`revoke`), or its time has passed (`expire`). */
  drop(appId: string, how: 'revoke' | 'expire'): void;
}

const REFRESH_LIFETIME_MS = 2 * 3_600_000;
const EXPIRY_TOLERANCE_MS = 60_000;

export function createTokens(clock: Clock, newId: () => string, tokenSeconds: number): Tokens {
  const grants = new Map<string, Grant>();
  const issue: Tokens['issue'] = (appId) => {
    const now = clock.now();
    const expiresAt = now + tokenSeconds * 1_000;
    const grant = { accessToken: newId(), refreshToken: newId(), expiresAt, toldExpiresAt: expiresAt, refreshExpiresAt: now + REFRESH_LIFETIME_MS };
    grants.set(appId, grant);
    return grant;
  };
  return {
    issue,
    refresh(appId, refreshToken) {
      const grant = grants.get(appId);
      if (grant?.refreshToken !== refreshToken) return 'invalid';
      return clock.now() < grant.refreshExpiresAt ? issue(appId) : 'expired';
    },
    check(appId, accessToken) {
      const grant = grants.get(appId);
      if (grant?.accessToken !== accessToken) return 'mismatch';
      return clock.now() < grant.expiresAt ? 'valid' : 'expired';
    },
    isLongExpired(appId, accessToken) {
      const grant = grants.get(appId);
      return grant?.accessToken === accessToken && clock.now() > grant.toldExpiresAt + EXPIRY_TOLERANCE_MS;
    },
    drop(appId, how) {
      const grant = grants.get(appId);
      if (grant === undefined) return;
      if (how === 'revoke') grants.delete(appId);
      else grant.expiresAt = clock.now();
    },
  };
}
