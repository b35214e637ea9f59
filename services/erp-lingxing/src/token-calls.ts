import { during, failed, failure, ok, type Clock, type Result } from '@tributary/kernel';
import type { CallContext, HttpClient, StoredToken } from '@tributary/http';
import { judge } from './envelope.ts';
import { isRow, textOf } from './mapping/rows.ts';
import { paths } from './requests/endpoints.ts';
import type { TokenCalls } from './tokens.ts';

export type TokenCallOptions = {
  readonly http: HttpClient;
  readonly baseUrl: string;
  readonly appId: string;
  /** Read for every fetch, so that a rotated secret is used at once. */
  readonly readSecret: () => Result<string>;
  readonly clock: Clock;
};

/** Made while the lock on the token is held: a refresh and then a fetch stay under the half minute that a transaction may idle. */
const timeoutMs = 12_000;

/** Fields go as multipart/form-data; in the query the secret would need encoding of its own and would stand in proxies' logs. */
export function createTokenCalls({ http, baseUrl, appId, readSecret, clock }: TokenCallOptions): TokenCalls {
  async function post(path: string, operation: string, fields: Record<string, string>, context: CallContext): Promise<Result<StoredToken>> {
    const action = `calling Lingxing ${operation}`;
    const startedAt = clock.now();
    const form = await encode(fields);
    const reply = await http.call({ method: 'POST', url: `${baseUrl}${path}`, operation, ...form, timeoutMs, context: { ...context, effectKey: null, orderKeys: [] } });
    if (!reply.ok) return failed(during(action, reply.failure));
    const judged = judge(reply.value, action, clock.now());
    return judged.state === 'taken' ? tokenOf(judged.envelope.data, startedAt, action) : failed(judged.failure);
  }
  return {
    async fetch(context) {
      const appSecret = readSecret();
      if (!appSecret.ok) return failed(during('reading the Lingxing appSecret', appSecret.failure));
      return post(paths.accessToken, 'token.fetch', { appId, appSecret: appSecret.value }, context);
    },
    refresh: (refreshToken, context) => post(paths.refreshToken, 'token.refresh', { appId, refreshToken }, context),
  };
}

async function encode(fields: Record<string, string>): Promise<{ headers: Record<string, string>; body: Uint8Array }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const encoded = new Response(form);
  return { headers: { 'content-type': encoded.headers.get('content-type') ?? '' }, body: new Uint8Array(await encoded.arrayBuffer()) };
}

function tokenOf(data: unknown, startedAt: number, action: string): Result<StoredToken> {
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = isRow(data) ? data : {};
  const [accessToken, refreshToken, lifeS] = [textOf(access), textOf(refresh), Number(textOf(seconds))];
  if (!accessToken || !refreshToken || !(lifeS > 0)) return failed(failure('unexpected', action, { cause: { code: 'no_token', text: 'the answer holds no token pair' } }));
  return ok({ accessToken, refreshToken, expiresAt: startedAt + lifeS * 1000 });
}
