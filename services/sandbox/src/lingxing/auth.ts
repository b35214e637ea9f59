import type { Violation } from '../engine/recorder.ts';
import type { Reply, VendorRequest } from '../engine/vendor.ts';
import type { App } from './config.ts';
import { granted, refused, stopped, type Stamp } from './envelope.ts';
import type { Tokens } from './tokens.ts';

export interface AuthParts {
  apps: readonly App[];
  tokens: Tokens;
  tokenSeconds: number;
  stamp: () => Stamp;
  violate: (violation: Pick<Violation, 'path' | 'rule' | 'detail'>) => void;
}

interface Form {
  isQuery: boolean;
  get(name: string): string | undefined;
}

/** Documented as multipart; the fields in the query of the POST work as well. Anything else is not read at all. */
async function readForm({ query, body, header }: VendorRequest): Promise<Form | undefined> {
  if (query.has('appId')) return { isQuery: true, get: (name) => query.get(name) ?? undefined };
  const contentType = header('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return undefined;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    return { isQuery: false, get: (name) => textOf(form.get(name)) };
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export async function fetchToken(parts: AuthParts, request: VendorRequest): Promise<Reply> {
  const form = await readForm(request);
  const secret = form?.get('appSecret');
  const app = findApp(parts, form);
  if (form === undefined || app === undefined || secret === undefined) return refuseForm(parts, request, form, ['appId', 'appSecret']);
  if (secret === app.appSecret) return granted(parts.tokens.issue(app.appId), parts.tokenSeconds);
  // In a query an unencoded plus arrives as a blank; the vendor then cannot decrypt the secret.
  const isUnencoded = form.isQuery && secret.replaceAll(' ', '+') === app.appSecret;
  const rule = isUnencoded ? 'secret-not-encoded' : 'secret-wrong';
  parts.violate({ path: request.path, rule, detail: 'appSecret' });
  return stopped(parts.stamp(), isUnencoded ? '0001001' : '2001002');
}

export async function refreshToken(parts: AuthParts, request: VendorRequest): Promise<Reply> {
  const form = await readForm(request);
  const refresh = form?.get('refreshToken');
  const app = findApp(parts, form);
  if (form === undefined || app === undefined || refresh === undefined) return refuseForm(parts, request, form, ['appId', 'refreshToken']);
  const outcome = parts.tokens.refresh(app.appId, refresh);
  if (outcome === 'expired') return stopped(parts.stamp(), '2001008');
  return outcome === 'invalid' ? stopped(parts.stamp(), '2001009') : granted(outcome, parts.tokenSeconds);
}

const findApp = ({ apps }: AuthParts, form: Form | undefined): App | undefined => apps.find(({ appId }) => appId === form?.get('appId'));

function refuseForm(parts: AuthParts, { path }: VendorRequest, form: Form | undefined, fields: readonly string[]): Reply {
  const missing = fields.filter((name) => form?.get(name) === undefined);
  if (form === undefined) parts.violate({ path, rule: 'wrong-content-type', detail: 'multipart/form-data or query expected' });
  else if (missing.length > 0) parts.violate({ path, rule: 'required-missing', detail: missing.join(', ') });
  else {
    parts.violate({ path, rule: 'app-unknown', detail: 'appId' });
    return stopped(parts.stamp(), '2001001');
  }
  return refused(parts.stamp(), 1, `参数校验失败: ${missing.join(', ')}`);
}
