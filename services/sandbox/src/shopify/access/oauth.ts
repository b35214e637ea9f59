import { isObject, parseJson } from '../../engine/json.ts';
import type { Reply, VendorRequest } from '../../engine/vendor.ts';
import type { Shop } from '../config.ts';
import { jsonReply } from '../reply.ts';
import type { Tokens } from './tokens.ts';

export interface OauthParts {
  shop: Shop;
  tokens: Tokens;
  isInstalled: boolean;
  violate: (rule: string, detail: string) => void;
}

/** `POST /admin/oauth/access_token`, as a form or as JSON. */
export function exchangeToken({ shop, tokens, isInstalled, violate }: OauthParts, request: VendorRequest): Reply {
  const form = readForm(request);
  const { auth, clientId } = shop.access;
  if (form.get('client_id') !== clientId || form.get('client_secret') !== shop.clientSecret) {
    violate('bad-client', 'client_id or client_secret is not the app’s');
    return refused('invalid_client', 'The client credentials are invalid');
  }
  if (!isInstalled) return refused('app_not_installed', 'The app is not installed in this shop');
  if (auth === 'static' || form.get('grant_type') !== auth) {
    violate('bad-grant', `grant_type: ${auth} is how this app gets its token`);
    return refused('unsupported_grant_type', 'This grant type does not work for this app');
  }
  const issued = auth === 'client_credentials' ? tokens.issue() : tokens.refresh(form.get('refresh_token') ?? '');
  return issued === undefined ? refused('invalid_grant', 'The refresh token is invalid or was replaced') : jsonReply(200, issued);
}

const refused = (error: string, text: string): Reply => ({ ...jsonReply(400, { error, error_description: text }), code: error });

function readForm({ body, header }: VendorRequest): URLSearchParams {
  const text = body.toString('utf8');
  if (!/^application\/json\b/i.test(header('content-type') ?? '')) return new URLSearchParams(text);
  try {
    const parsed = parseJson(text);
    return new URLSearchParams(isObject(parsed) ? Object.entries(parsed).map(([name, value]): [string, string] => [name, String(value)]) : []);
  } catch {
    // What cannot be read holds no credentials, and is refused as that.
    return new URLSearchParams();
  }
}
