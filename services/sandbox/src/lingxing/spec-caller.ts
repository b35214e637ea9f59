import { createEngine } from '../sandbox.ts';
import type { Engine, Reply, Vendor, VendorRequest } from '../engine/vendor.ts';
import { DEFAULT_METHODS, DEFAULT_WAREHOUSES, type App, type LingxingConfig } from './config.ts';
import { signOf } from './sign.ts';
import { createLingxing } from './vendor.ts';

/** A well-behaved caller for the specs; every part of a call can be bent. */
export const APP = 'app-of-16-bytes.';
export const SECRET = 'se+cret/=';
export const STORE = '110200000000000001';
export const SHOPIFY_STORE = '110200000000000002';
const START = Date.UTC(2026, 10, 23, 10, 0, 0);

export interface Bend {
  query?: Record<string, string | undefined>;
  bodyText?: string;
  contentType?: string;
  method?: string;
  underLoad?: () => Promise<void>;
  isAborted?: () => boolean;
  /** As which app to call, with the newest token. */
  appId?: string;
}

export interface Caller {
  engine: Engine;
  vendor: Vendor;
  clock: { now: number };
  token: string;
  refreshToken: string;
  fetchToken(fields?: Record<string, string>): Promise<Answer>;
  refresh(refreshToken: string): Promise<Answer>;
  call(path: string, body: unknown, bend?: Bend): Promise<Answer>;
  rules(): string[];
}

type OtherApp = Partial<App> & Pick<App, 'appId' | 'appSecret' | 'stores'>;

export interface Answer {
  reply: Reply;
  json: Record<string, unknown>;
  code: string;
}

const NO_WAIT = (): Promise<void> => Promise.resolve();

export function createCaller(config: Partial<LingxingConfig> = {}, piiGranted = true, app: Partial<App> = {}, others: readonly OtherApp[] = []): Caller {
  const clock = { now: START };
  const engine = createEngine({ timeScale: 1, seed: 1 }, () => clock.now);
  const stores = [
    { storeId: STORE, platformCode: '10009', name: 'hub', currency: 'USD' },
    { storeId: SHOPIFY_STORE, platformCode: '10002', name: 'native', currency: 'USD' },
  ];
  const defaults = { piiGranted, warehouses: DEFAULT_WAREHOUSES, logistics: DEFAULT_METHODS, skus: [] };
  const apps = [{ ...defaults, appId: APP, appSecret: SECRET, stores, ...app }, ...others.map((other) => ({ ...defaults, ...other }))];
  const vendor = createLingxing(engine, {
    apps, listingDelayMs: 0, updateDelayMs: config.listingDelayMs ?? 0, tokenSeconds: 7_199, autoReviewMs: undefined, interceptMs: 500, ...config,
  });

  const sendForm = async (path: string, fields: Record<string, string>): Promise<Answer> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const wire = new Response(form);
    const body = Buffer.from(await wire.arrayBuffer());
    return send({ method: 'POST', path, query: new URLSearchParams(), body }, wire.headers.get('content-type') ?? '', NO_WAIT);
  };
  const send = async (request: Omit<VendorRequest, 'header'>, contentType: string, underLoad: () => Promise<void>): Promise<Answer> => {
    const header = (name: string): string | undefined => (name === 'content-type' ? contentType : undefined);
    const reply = await vendor.handle({ ...request, header }, underLoad);
    const json = reply.contentType.startsWith('application/json') ? (JSON.parse(reply.body) as Record<string, unknown>) : {};
    return { reply, json, code: String(json['code']) };
  };
  const keep = (answer: Answer): Answer => {
    const pair = answer.json['data'] as Record<string, string> | undefined;
    if (answer.code === '200') Object.assign(caller, { token: pair?.['access_token'], refreshToken: pair?.['refresh_token'] });
    return answer;
  };
  const caller: Caller = {
    engine, vendor, clock, token: '', refreshToken: '',
    fetchToken: async (fields = { appId: APP, appSecret: SECRET }) => keep(await sendForm('/api/auth-server/oauth/access-token', fields)),
    refresh: async (refreshToken) => keep(await sendForm('/api/auth-server/oauth/refresh', { appId: APP, refreshToken })),
    call(path, body, { query = {}, bodyText = JSON.stringify(body), contentType = 'application/json', method = 'POST', appId = APP, ...bend } = {}) {
      const credentials = { access_token: caller.token, app_key: appId, timestamp: String(Math.floor(clock.now / 1000)) };
      const bent = Object.entries({ ...credentials, sign: signOf({ ...(body as Record<string, unknown>), ...credentials }, appId), ...query });
      const params = new URLSearchParams(bent.filter((entry): entry is [string, string] => entry[1] !== undefined));
      const { underLoad = NO_WAIT, isAborted = () => false } = bend;
      return send({ method, path, query: params, body: Buffer.from(bodyText, 'utf8'), isAborted }, contentType, underLoad);
    },
    rules: () => engine.recorder.violations().violations.map(({ rule }) => rule),
  };
  return caller;
}
