import { createTokens as createSharedTokens, type CallContext, type StoredToken, type Tokens, type TokenStore } from '@tributary/http';
import type { Clock, Result } from '@tributary/kernel';

/** The two calls that give a token pair. A refresh token is good once. */
export type TokenCalls = {
  fetch(context: CallContext): Promise<Result<StoredToken>>;
  refresh(refreshToken: string, context: CallContext): Promise<Result<StoredToken>>;
};

/** Tokens live two hours; renewed ten minutes before, so that an hour-long pause of a process is the exception that meets 2001003. */
const marginMs = 600_000;

/** The access token of one appId. Every newly fetched token makes the one before invalid. */
export function createTokens({ holder, store, calls, clock }: { holder: string; store: TokenStore; calls: TokenCalls; clock: Clock }): Tokens {
  return createSharedTokens({
    holder,
    what: 'the Lingxing access token',
    store,
    marginMs,
    clock,
    /** A refresh token whose answer was lost is burnt, so whatever went wrong with it, the secret is next. */
    async obtain(stored, refused, context) {
      if (refused === undefined && stored !== undefined && stored.expiresAt > clock.now()) {
        const refreshed = await calls.refresh(stored.refreshToken, context);
        if (refreshed.ok) return refreshed;
      }
      return calls.fetch(context);
    },
  });
}
