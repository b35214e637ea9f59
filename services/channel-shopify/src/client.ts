import { during, failed, ok, type Clock, type Result } from '@tributary/kernel';
import type { CallContext, HttpClient, Reply, SendPermit, Tokens } from '@tributary/http';
import { apiBase, type Options } from './config.ts';
import type { CostGate } from './cost-gate.ts';
import { judge, type Judgement } from './envelope.ts';
import type { GraphqlDocument } from './requests/document.ts';
import type { Row } from './rows.ts';

export type ShopifyCall = {
  readonly document: GraphqlDocument;
  readonly variables: Row;
  readonly context: CallContext;
  readonly permit?: SendPermit;
  readonly signal?: AbortSignal;
};

/** What came back. `asOf` is a time by Shopify's own clock before which the data was not read, epoch ms; `requestId` is its name of the call. */
export type Answer = { readonly data: Row; readonly asOf: number; readonly requestId: string | null };

/**
 * Calls one shop's Admin API. `send` makes one attempt, after waiting for the shop's cost points, and one more where
 * only the token had aged. Ok is an answer without errors, fields apart that the app may not see; user errors of a
 * mutation stand in its data and are for the caller. Failures are as the reply table has them.
 */
export type ShopifyClient = { send(call: ShopifyCall): Promise<Result<Answer>> };

/** What operators are told about answers that are good and yet not as asked. Called for every such answer. */
export type AnswerReport = { servedVersion(asked: string, served: string): void; denied(operation: string, places: readonly string[]): void };

export type ShopifyClientOptions = {
  readonly options: Pick<Options, 'shop' | 'apiBaseUrl' | 'apiVersion' | 'timeoutMs'>;
  readonly http: HttpClient;
  readonly tokens: Tokens;
  readonly gate: CostGate;
  readonly clock: Clock;
  readonly report: AnswerReport;
};

/** One exchange, read; `tookMs` is how long the answer took. */
type Attempt = { readonly judged: Judgement; readonly reply?: Reply; readonly tookMs?: number };

/** A wait of a bucket's whole refill (2,000 points at 100 a second) is 20 s; who needs more comes back later. */
const longestWaitMs = 10_000;

export function createShopifyClient({ options, http, tokens, gate, clock, report }: ShopifyClientOptions): ShopifyClient {
  const url = `${apiBase(options)}/admin/api/${options.apiVersion}/graphql.json`;

  async function exchange(call: ShopifyCall, token: string): Promise<Result<Reply>> {
    const { document, variables, context, permit, signal } = call;
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-shopify-access-token': token };
    const body = JSON.stringify({ query: document.text, variables });
    return http.call({ method: 'POST', url, operation: document.operation, headers, body, timeoutMs: options.timeoutMs, context, ...(permit && { permit }), ...(signal && { signal }) });
  }

  async function attempt(call: ShopifyCall, token: string, action: string): Promise<Attempt> {
    const { document, permit, signal } = call;
    const giveUpAt = Math.min(clock.now() + longestWaitMs, permit?.deadline ?? Infinity);
    const entered = await gate.enter(document.operation, { giveUpAt, signal: signal ?? permit?.signal });
    if (!entered.ok) return { judged: { cost: undefined, state: 'refused', needsToken: false, failure: during(action, entered.failure) } };
    const startedAt = clock.now();
    const reply = await exchange(call, token);
    const tookMs = Math.max(0, clock.now() - startedAt);
    const judged: Judgement = reply.ok
      ? judge(reply.value, { action, now: clock.now(), isMutation: document.text.startsWith('mutation') })
      : { cost: undefined, state: 'refused', needsToken: false, failure: during(action, reply.failure) };
    entered.value(judged.cost);
    return { judged, ...(reply.ok && { reply: reply.value, tookMs }) };
  }

  async function withOneRenewal(call: ShopifyCall, token: string, action: string): Promise<Attempt> {
    const first = await attempt(call, token, action);
    if (first.judged.state === 'taken' || !first.judged.needsToken) return first;
    const renewed = await tokens.renew(token, call.context);
    if (renewed.ok) return attempt(call, renewed.value, action);
    return { judged: { cost: undefined, state: 'refused', needsToken: false, failure: during(action, renewed.failure) } };
  }

  function answerOf({ document }: ShopifyCall, judged: Extract<Judgement, { state: 'taken' }>, { reply, tookMs = 0 }: Attempt): Answer {
    const headers = reply?.headers ?? {};
    const served = headers['x-shopify-api-version'];
    if (served !== undefined && served !== options.apiVersion) report.servedVersion(options.apiVersion, served);
    if (judged.denied.length > 0) report.denied(document.operation, judged.denied);
    const date = Date.parse(headers['date'] ?? '');
    // Every HTTP server tells the time; behind a proxy that takes it out our own clock has to do. It is the time at which
    // the answer was written: the data may be as old as the call.
    return { data: judged.data, asOf: (Number.isNaN(date) ? clock.now() : date) - tookMs, requestId: headers['x-request-id'] ?? null };
  }

  return {
    async send(call) {
      const action = `calling Shopify ${call.document.operation}`;
      const token = await tokens.current(call.context);
      if (!token.ok) return failed(during(action, token.failure));
      const made = await withOneRenewal(call, token.value, action);
      return made.judged.state === 'refused' ? failed(made.judged.failure) : ok(answerOf(call, made.judged, made));
    },
  };
}
