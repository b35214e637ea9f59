import type { Fate } from '../engine/faults.ts';
import type { Engine, Reply, VendorRequest } from '../engine/vendor.ts';
import { exchangeToken } from './access/oauth.ts';
import { rootFieldsOf, type Documents } from './graphql/document.ts';
import { answerGraphql, readRequest, throttledAnswer } from './graphql/endpoint.ts';
import { jsonReply } from './reply.ts';
import type { ShopDesk } from './shop-desk.ts';
import { API_VERSION } from './webhooks/webhook.ts';

export interface Api {
  handle(request: VendorRequest, underLoad: () => Promise<void>): Promise<Reply>;
  throttled(request: VendorRequest, fate: Fate): Reply;
  broken(request: VendorRequest, fate: Fate): Reply;
  operationsOf(request: VendorRequest): readonly string[];
}

interface Parts {
  engine: Engine;
  desks: ReadonlyMap<string, ShopDesk>;
  documents: Documents;
}

const TOKEN_PATH = '/admin/oauth/access_token';
const GRAPHQL_PATH = /^\/admin\/api\/([^/]+)\/graphql\.json$/;

/** The shops' own front: which shop, which path, which token. */
export function createApi({ engine, desks, documents }: Parts): Api {
  const handle = async (request: VendorRequest, underLoad: () => Promise<void>): Promise<Reply> => {
    const { shop, path } = targetOf(request);
    const desk = desks.get(shop);
    const violate = (rule: string, detail: string): void => engine.recorder.violate({ vendor: 'shopify', path: request.path, rule, detail });
    const [, version] = GRAPHQL_PATH.exec(path) ?? [];
    if (desk === undefined || request.method !== 'POST' || (path !== TOKEN_PATH && version !== API_VERSION)) {
      violate('not-routed', desk === undefined ? 'no such shop here' : `${request.method} ${path}: ${API_VERSION} is served, by POST`);
      await underLoad();
      return notFound();
    }
    if (path === TOKEN_PATH) {
      await underLoad();
      return exchangeToken({ ...desk, violate }, request);
    }
    const problem = tokenProblem(desk, request, violate);
    if (problem !== undefined) return problem;
    return answerGraphql({ context: { ...desk.context, violate }, documents, bucket: desk.bucket }, request, underLoad);
  };
  const isGraphql = (request: VendorRequest): boolean => GRAPHQL_PATH.test(targetOf(request).path);
  return {
    handle: async (request, underLoad) => withHeaders(await handle(request, underLoad), engine.newId()),
    // The cost bucket answers with HTTP 200, the front with 429; a client meets both.
    throttled(request, { spelling }) {
      const desk = desks.get(targetOf(request).shop);
      if (desk !== undefined && isGraphql(request) && spelling < 0.5) return withHeaders(throttledAnswer(desk.bucket, 1), engine.newId());
      return { ...jsonReply(429, { errors: 'Exceeded the call limit. Slow down and try again.' }), headers: { 'Retry-After': '2.0' } };
    },
    // A query can also break behind a front that is well.
    broken(request, { spelling }) {
      const requestId = engine.newId();
      if (!isGraphql(request) || spelling < 0.7) return withHeaders(jsonReply(spelling < 0.35 ? 500 : 503, { errors: 'Internal Server Error' }), requestId);
      const error = { message: `Internal error. Looks like something went wrong on our end.\nRequest ID: ${requestId}`, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } };
      return withHeaders({ ...jsonReply(200, { errors: [error] }), code: 'INTERNAL_SERVER_ERROR' }, requestId);
    },
    operationsOf(request) {
      if (!isGraphql(request)) return [];
      const read = readRequest(request);
      return typeof read === 'string' ? [] : rootFieldsOf(read.query);
    },
  };
}

/** By a path such as `/shops/<shop>/admin/…`, since every shop lives on this one machine, or by the name that was called. */
function targetOf({ path, header }: VendorRequest): { shop: string; path: string } {
  const [, shop, rest] = /^\/shops\/([^/]+)(\/.*)$/.exec(path) ?? [];
  if (shop !== undefined && rest !== undefined) return { shop, path: rest };
  return { shop: (header('host') ?? '').replace(/:\d+$/, ''), path };
}

function tokenProblem({ tokens, isInstalled }: ShopDesk, { header }: VendorRequest, violate: (rule: string, detail: string) => void): Reply | undefined {
  const token = header('x-shopify-access-token');
  const state = token === undefined ? 'unknown' : tokens.stateOf(token);
  if (state === 'valid' && isInstalled) return undefined;
  if (token === undefined) violate('token-missing', 'X-Shopify-Access-Token is missing');
  else if (state === 'unknown') violate('token-unknown', 'X-Shopify-Access-Token was never issued');
  else if (state === 'expired long ago') violate('token-expired', 'used a minute after its told end');
  return jsonReply(401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' });
}

const notFound = (): Reply => jsonReply(404, { errors: 'Not Found' });

const withHeaders = (reply: Reply, id: string): Reply => ({ ...reply, headers: { ...reply.headers, 'X-Request-Id': id, 'X-Shopify-API-Version': API_VERSION } });
