import type { Clock } from '../../engine/clock.ts';
import type { Shop } from '../config.ts';

export interface IssuedToken {
  access_token: string;
  scope: string;
  expires_in?: number;
  refresh_token?: string;
  refresh_token_expires_in?: number;
}

export type TokenState = 'valid' | 'unknown' | 'expired' | 'expired long ago' | 'revoked';

/** The tokens of the one app in one shop. */
export interface Tokens {
  stateOf(token: string): TokenState;
  /** A day's token for client id and secret. */
  issue(): IssuedToken;
  /** The next pair; undefined where the refresh token is none or used up. */
  refresh(refreshToken: string): IssuedToken | undefined;
  /** Ends every access token: `revoke` at once and for good, `expire` as if its time had come. Refresh tokens end with `revoke` only. */
  end(how: 'revoke' | 'expire'): number;
  /** Someone else refreshes twice with what is newest, so that whoever holds the older pair can do nothing with it any more. */
  steal(): boolean;
  /** The merchant installs the app again: a new first token or pair. */
  reauthorize(): IssuedToken;
}

/** A caller that goes by `expires_in` never comes this late. */
const LATE_MS = 60_000;
const REFRESH_SECONDS = 7_776_000;

interface Access {
  /** Undefined for a token without an end. */
  toldEnd: number | undefined;
  state: 'valid' | 'expired' | 'revoked';
}

interface Refresh {
  /** The refresh token this one came from; it works until this one is used. */
  parent: string | undefined;
}

export function createTokens({ access }: Shop, clock: Clock, newId: () => string): Tokens {
  const accessTokens = new Map<string, Access>();
  const refreshTokens = new Map<string, Refresh>();
  const scope = access.scopes.join(',');
  const open = (token: string, refreshToken?: string, parent?: string): IssuedToken => {
    const seconds = access.tokenSeconds;
    const toldEnd = access.auth === 'static' ? undefined : clock.now() + seconds * 1_000;
    accessTokens.set(token, { toldEnd, state: 'valid' });
    if (refreshToken !== undefined) refreshTokens.set(refreshToken, { parent });
    return {
      access_token: token,
      scope,
      ...(toldEnd === undefined ? {} : { expires_in: seconds }),
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken, refresh_token_expires_in: REFRESH_SECONDS }),
    };
  };
  const newPair = (parent?: string): IssuedToken =>
    open(`shpat_${newId()}`, access.auth === 'refresh_token' ? `shprt_${newId()}` : undefined, parent);
  if (access.accessToken !== '') open(access.accessToken, access.refreshToken === '' ? undefined : access.refreshToken);

  const refresh: Tokens['refresh'] = (refreshToken) => {
    const held = refreshTokens.get(refreshToken);
    if (held === undefined) return undefined;
    // Using a token ends the one before it; using it again replaces what it gave the first time.
    if (held.parent !== undefined) refreshTokens.delete(held.parent);
    for (const [other, { parent }] of refreshTokens) if (parent === refreshToken) refreshTokens.delete(other);
    return newPair(refreshToken);
  };
  return {
    stateOf(token) {
      const held = accessTokens.get(token);
      if (held === undefined) return 'unknown';
      if (held.state !== 'valid') return held.state;
      const overdue = clock.now() - (held.toldEnd ?? Number.POSITIVE_INFINITY);
      if (overdue >= LATE_MS) return 'expired long ago';
      return overdue >= 0 ? 'expired' : 'valid';
    },
    issue: () => open(`shpat_${newId()}`),
    refresh,
    end(how) {
      for (const held of accessTokens.values()) if (held.state === 'valid') held.state = how === 'revoke' ? 'revoked' : 'expired';
      if (how === 'revoke') refreshTokens.clear();
      return accessTokens.size;
    },
    steal() {
      const newest = [...refreshTokens.keys()].at(-1);
      const stolen = newest === undefined ? undefined : refresh(newest)?.refresh_token;
      if (stolen === undefined) return false;
      for (const held of accessTokens.values()) held.state = 'expired';
      return refresh(stolen) !== undefined;
    },
    reauthorize: () => newPair(),
  };
}
