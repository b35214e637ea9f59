import { during, failed, ok, type Clock, type Result } from '@tributary/kernel';
import type { CallContext } from './request.ts';

/** `expiresAt` is epoch ms. `refreshToken` is empty where the vendor gives none. */
export type StoredToken = { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number };

/**
 * Where all processes keep the one token of a credential. `withLock` lets one of them at a time work on it and gives the
 * others what it saved.
 */
export type TokenStore = {
  read(holder: string): Promise<Result<StoredToken | undefined>>;
  withLock<T>(holder: string, work: (current: StoredToken | undefined, save: (next: StoredToken) => Promise<void>) => Promise<Result<T>>): Promise<Result<T>>;
};

/**
 * The access token of one credential, shared by all processes: a new one may make the one before invalid, so it is
 * obtained only by who holds the lock and has found no newer one, and stored before it is used.
 *
 * - `current` answers a token that is good for a while yet.
 * - `renew` is for a token that the vendor refused: another process may have a newer one already, else a new one is
 *   obtained.
 */
export type Tokens = { current(context: CallContext): Promise<Result<string>>; renew(refused: string, context: CallContext): Promise<Result<string>> };

export type TokensOptions = {
  /** Name of the credential in the store. */
  readonly holder: string;
  /** "the Lingxing access token": what is renewed, in words for failures. */
  readonly what: string;
  readonly store: TokenStore;
  /** Gets a new token from the vendor. `refused` is the one that the vendor did not take, undefined where it is only old. */
  readonly obtain: (stored: StoredToken | undefined, refused: string | undefined, context: CallContext) => Promise<Result<StoredToken>>;
  /** How long before its end a token is renewed. */
  readonly marginMs: number;
  readonly clock: Clock;
};

/** After a renewal that did not work, the old token is used for as long before the next try. */
const pauseMs = 30_000;

export function createTokens({ holder, what, store, obtain, marginMs, clock }: TokensOptions): Tokens {
  let known: StoredToken | undefined;
  let renewing: Promise<Result<string>> | undefined;
  let renewNotBefore = 0;

  const isFresh = (token: StoredToken): boolean => token.expiresAt - clock.now() > marginMs;
  const isAlive = (token: StoredToken | undefined): token is StoredToken => token !== undefined && token.expiresAt > clock.now();
  const remember = (token: StoredToken): Result<string> => {
    known = token;
    return ok(token.accessToken);
  };

  async function renewLocked(refused: string | undefined, context: CallContext): Promise<Result<string>> {
    const token = await store.withLock<StoredToken>(holder, async (stored, save) => {
      if (stored !== undefined && stored.accessToken !== refused && isFresh(stored)) return ok(stored);
      const next = await obtain(stored, refused, context);
      if (next.ok) await save(next.value);
      return next;
    });
    // Only what the store has kept is used: using a new token may end the refresh token that the store still holds.
    if (token.ok) return remember(token.value);
    renewNotBefore = clock.now() + pauseMs;
    return failed(during(`renewing ${what}`, token.failure));
  }

  /** One renewal at a time in a process: each waiting one would hold a database connection. */
  function renewOnce(refused: string | undefined, context: CallContext): Promise<Result<string>> {
    renewing ??= renewLocked(refused, context).finally(() => (renewing = undefined));
    return renewing;
  }

  async function renewEarly(context: CallContext): Promise<Result<string>> {
    const renewed = isAlive(known) && clock.now() < renewNotBefore ? ok(known.accessToken) : await renewOnce(undefined, context);
    return !renewed.ok && isAlive(known) ? ok(known.accessToken) : renewed;
  }

  return {
    async current(context) {
      if (known !== undefined && isFresh(known)) return ok(known.accessToken);
      const stored = await store.read(holder);
      if (!stored.ok) return isAlive(known) ? ok(known.accessToken) : failed(during(`reading ${what}`, stored.failure));
      known = stored.value ?? known;
      return known !== undefined && isFresh(known) ? ok(known.accessToken) : renewEarly(context);
    },
    async renew(refused, context) {
      const joined = await renewOnce(refused, context);
      // A renewal that was under way for another reason may have found the very token that was refused here.
      return joined.ok && joined.value === refused ? renewOnce(refused, context) : joined;
    },
  };
}
