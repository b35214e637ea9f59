import { isObject, parseJson } from '../engine/json.ts';
import type { Violation } from '../engine/recorder.ts';
import type { VendorRequest } from '../engine/vendor.ts';
import type { Capacity } from './capacity.ts';
import type { App } from './config.ts';
import type { GatewayCode } from './envelope.ts';
import { acceptableSigns } from './sign.ts';
import type { Tokens } from './tokens.ts';

export interface GatewayParts {
  apps: readonly App[];
  tokens: Tokens;
  capacity: Capacity;
  now: () => number;
  violate: (violation: Pick<Violation, 'path' | 'rule' | 'detail'>) => void;
}

export interface Admission {
  app: App;
  /** Undefined where the body is no JSON object. */
  body: Record<string, unknown> | undefined;
  release: () => void;
}

const CREDENTIAL_NAMES = ['access_token', 'app_key', 'timestamp', 'sign'] as const;
const SIGN_LIFETIME_MS = 120_000;

type Credentials = Record<(typeof CREDENTIAL_NAMES)[number], string>;

/**
 * The checks before any business call, in the gateway's order: common parameters, app, token, age of the sign, sign, bucket. The
 * first one that fails is the answer, so a client with two faults learns of the second only when it has repaired the first.
 */
export function admit(parts: GatewayParts, request: VendorRequest, limit: number): Admission | GatewayCode {
  const credentials = readCredentials(parts, request);
  if (credentials === undefined) return '3001001';
  const app = parts.apps.find(({ appId }) => appId === credentials.app_key);
  if (app === undefined) {
    parts.violate({ path: request.path, rule: 'app-unknown', detail: 'app_key' });
    return '2001001';
  }
  const refusal = tokenRefusal(parts, request.path, credentials) ?? ageRefusal(parts, request.path, credentials) ?? signRefusal(parts, request, credentials);
  if (refusal !== undefined) return refusal;
  const release = parts.capacity.take(app.appId, request.path, limit);
  return release === undefined ? '3001008' : { app, body: readBody(request.body), release };
}

function readCredentials({ violate }: GatewayParts, { path, query }: VendorRequest): Credentials | undefined {
  const extra = [...query.keys()].filter((name) => !CREDENTIAL_NAMES.some((known) => known === name));
  if (extra.length > 0) violate({ path, rule: 'unknown-field', detail: `in the query: ${extra.join(', ')}` });
  const missing = CREDENTIAL_NAMES.filter((name) => (query.get(name) ?? '') === '');
  if (missing.length > 0) violate({ path, rule: 'required-missing', detail: `in the query: ${missing.join(', ')}` });
  const value = (name: string): string => query.get(name) ?? '';
  const credentials = { access_token: value('access_token'), app_key: value('app_key'), timestamp: value('timestamp'), sign: value('sign') };
  return missing.length > 0 ? undefined : credentials;
}

/** A token that ran out or was overtaken is daily business; using it long after its told end is not. */
function tokenRefusal({ tokens, violate }: GatewayParts, path: string, { app_key: appId, access_token: token }: Credentials): GatewayCode | undefined {
  const state = tokens.check(appId, token);
  if (state === 'valid') return undefined;
  if (tokens.isLongExpired(appId, token)) violate({ path, rule: 'expired-token-used', detail: 'access_token' });
  return state === 'expired' ? '2001003' : '2001005';
}

function ageRefusal({ now, violate }: GatewayParts, path: string, { timestamp }: Credentials): GatewayCode | undefined {
  const isSeconds = /^\d{10}$/.test(timestamp);
  if (!isSeconds) violate({ path, rule: 'wrong-type', detail: 'timestamp: unix seconds of 10 digits expected' });
  // The sign carries whole seconds, so a fresh one may look up to a second old.
  return isSeconds && Math.abs(now() - Number(timestamp) * 1_000) <= SIGN_LIFETIME_MS ? undefined : '2001007';
}

function signRefusal({ violate }: GatewayParts, { path, body }: VendorRequest, { sign, ...credentials }: Credentials): GatewayCode | undefined {
  const text = body.toString('utf8');
  const signs = acceptableSigns(credentials, isJson(text) ? text : '{}', credentials.app_key);
  if (!signs.has(sign)) {
    violate({ path, rule: signRule(sign, signs), detail: 'sign' });
    return '2001006';
  }
  if (signs.size > 1) violate({ path, rule: 'sign-ambiguous', detail: 'nested keys unsorted, or a number not in its shortest form' });
  return undefined;
}

/** Names the two classic slips, which otherwise look like a wrong algorithm. */
function signRule(sign: string, signs: Set<string>): string {
  if (signs.has(sign.replaceAll(' ', '+'))) return 'sign-not-encoded';
  return [...signs].some((right) => encodeURIComponent(right) === sign) ? 'sign-encoded-twice' : 'sign-wrong';
}

function isJson(text: string): boolean {
  return readBody(Buffer.from(text)) !== undefined;
}

function readBody(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed = parseJson(bytes.toString('utf8'));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
