import { during, failed, failure, ok, parseJson, type Clock, type Result } from '@tributary/kernel';
import type { CallContext, HttpClient, StoredToken } from '@tributary/http';
import { rowOf, textOf } from './rows.ts';

export type TokenCallOptions = { readonly http: HttpClient; readonly baseUrl: string; readonly clientId: string; /** Read for every call, so that a rotated secret is used at once. */ readonly readSecret: () => Result<string>; readonly clock: Clock };

/** The two ways to a token that ends. A refresh token is good until the one that it gave is used. */
export type TokenCalls = { fetch(context: CallContext): Promise<Result<StoredToken>>; refresh(refreshToken: string, context: CallContext): Promise<Result<StoredToken>> };

/** Made while the lock on the token is held: two calls stay under the half minute that a transaction may idle. */
const timeoutMs = 12_000;
/** An answer without `expires_in` has been seen, and does not mean that the token lives for ever (Shopify/shopify-app-js#3400). */
const assumedLifeMs = 900_000;

export function createTokenCalls({ http, baseUrl, clientId, readSecret, clock }: TokenCallOptions): TokenCalls {
  async function post(operation: string, fields: Record<string, string>, context: CallContext): Promise<Result<StoredToken>> {
    const action = `calling Shopify ${operation}`;
    const secret = readSecret();
    if (!secret.ok) return failed(during('reading the app’s client secret', secret.failure));
    const startedAt = clock.now();
    const body = new URLSearchParams({ client_id: clientId, client_secret: secret.value, ...fields }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const reply = await http.call({ method: 'POST', url: `${baseUrl}/admin/oauth/access_token`, operation, headers, body, timeoutMs, context: { ...context, effectKey: null, orderKeys: [] } });
    return reply.ok ? tokenOf(reply.value, startedAt, action) : failed(during(action, reply.failure));
  }
  return {
    fetch: (context) => post('token.fetch', { grant_type: 'client_credentials' }, context),
    refresh: (refreshToken, context) => post('token.refresh', { grant_type: 'refresh_token', refresh_token: refreshToken }, context),
  };
}

/** Every refusal is one of the credential: what it says besides may quote the token. */
function tokenOf({ status, body }: { status: number; body: Buffer }, startedAt: number, action: string): Result<StoredToken> {
  const parsed = parseJson(body.toString(), 'answer');
  const { access_token, refresh_token, expires_in, error } = rowOf(parsed.ok ? parsed.value : undefined);
  if (status >= 400) {
    const code = /^[a-z_]{3,40}$/.exec(textOf(error) ?? '')?.[0] ?? `http_${status}`;
    return failed(failure('unauthorized', action, { cause: { code, text: 'Shopify gives no token for this credential: check client id and secret, or install the app again' } }));
  }
  const accessToken = textOf(access_token);
  if (accessToken === undefined) return failed(failure('unexpected', action, { cause: { code: 'no_token', text: 'the answer holds no access token' } }));
  const lifeMs = Number(expires_in) > 0 ? Number(expires_in) * 1000 : assumedLifeMs;
  return ok({ accessToken, refreshToken: textOf(refresh_token) ?? '', expiresAt: startedAt + lifeMs });
}
