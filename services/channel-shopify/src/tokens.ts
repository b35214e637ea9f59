import { createTokens, type CallContext, type HttpClient, type StoredToken, type Tokens, type TokensOptions, type TokenStore } from '@tributary/http';
import { during, failed, failure, ok, type Clock, type Result } from '@tributary/kernel';
import type { Secrets } from '@tributary/service-host';
import { apiBase, type Options } from './config.ts';
import { createTokenCalls, type TokenCalls } from './token-calls.ts';

export type ShopTokensOptions = {
  readonly options: Pick<Options, 'shop' | 'apiBaseUrl' | 'auth'>;
  readonly http: HttpClient;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Where processes share the token; not asked for one that never ends. */
  readonly store: TokenStore;
};

/** Offline tokens live an hour, those of client credentials a day. */
const marginMs = 300_000;

/** The access token of one shop, by whichever way its app has. */
export function createShopTokens({ options, http, secrets, clock, store }: ShopTokensOptions): Tokens {
  const { auth } = options;
  if (auth.kind === 'static') return createStaticTokens(() => secrets.read(auth.accessToken));
  const calls = createTokenCalls({ http, baseUrl: apiBase(options), clientId: auth.clientId, readSecret: () => secrets.read(auth.clientSecret), clock });
  const obtain: TokensOptions['obtain'] = auth.kind === 'client_credentials' ? (_stored, _refused, context) => calls.fetch(context) : refreshing(calls, () => secrets.read(auth.refreshToken));
  return createTokens({ holder: tokenHolder(options), what: 'the Shopify access token', store, obtain, marginMs, clock });
}

/** Name of the shared token of this app in this shop. */
export function tokenHolder({ shop, auth }: Pick<Options, 'shop' | 'auth'>): string {
  return `shopify:${shop.toLowerCase()}:${auth.kind === 'static' ? 'static' : auth.clientId}`;
}

/**
 * The stored refresh token is the newest. Where Shopify does not take it any more, the configured one may be of a new
 * installation. Any other failure leaves both untouched: after a lost answer the stored one is still good.
 */
function refreshing(calls: TokenCalls, readFirst: () => Result<string>): TokensOptions['obtain'] {
  const refresh = async (token: string, context: CallContext): Promise<Result<StoredToken>> => {
    const answer = await calls.refresh(token, context);
    // An answer without a new refresh token leaves the one that was used.
    return answer.ok && answer.value.refreshToken === '' ? ok({ ...answer.value, refreshToken: token }) : answer;
  };
  const isOver = (answer: Result<StoredToken>): boolean => !answer.ok && answer.failure.kind === 'unauthorized';
  return async (stored, _refused, context) => {
    const known = stored?.refreshToken || undefined;
    const byKnown = known === undefined ? undefined : await refresh(known, context);
    if (byKnown !== undefined && !isOver(byKnown)) return byKnown;
    const first = readFirst();
    if (first.ok && first.value !== known) return refresh(first.value, context);
    return byKnown ?? failed(during('reading the first refresh token', first.ok ? failure('invalid', 'it is empty') : first.failure));
  };
}

/** A token without an end, read anew with every use: all that can be done about a refused one is to see whether it was exchanged. */
function createStaticTokens(read: () => Result<string>): Tokens {
  return {
    current: () => Promise.resolve(read()),
    renew(refused) {
      const now = read();
      if (now.ok && now.value === refused) return Promise.resolve(failed(failure('unauthorized', 'renewing the Shopify access token', { cause: { code: 'token_refused', text: 'Shopify does not accept the configured access token: put a new one where the reference points' } })));
      return Promise.resolve(now);
    },
  };
}
