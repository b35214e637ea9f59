import { raw, Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { Registry } from 'prom-client';
import { explain, type Clock, type Failure } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import type { ChannelAccount, Logger } from '@tributary/service-host';
import type { RawDraft } from './raw-record.ts';
import type { RawWriter } from './raw-writer.ts';
import { storeRaw } from './store-raw.ts';
import { withinTime } from './time-limit.ts';
import { traceIdOf } from './trace-id.ts';
import { accept, refusalOf, refusalOfBodyError, refuse, type Refusal } from './webhook-answers.ts';
import type { WebhookChannel } from './webhook-channel.ts';
import { createWebhookMetrics, unknownAccount } from './webhook-metrics.ts';

/** Vendors hang up after 5 s (Shopify, TikTok Shop); a refusal that reaches them is sent again sooner than a hang-up. */
const defaultAnswerWithinMs = 4_000;
/** Room for any order as JSON: 500 lines of 6 KB. It is compressed before it is sealed, which bounds what is stored. */
const defaultBodyLimit = 4 * 1024 * 1024;

export type WebhookIntakeOptions = {
  readonly channel: WebhookChannel;
  readonly accounts: readonly (Pick<ChannelAccount, 'tenant' | 'account'> & { readonly switches: Pick<ChannelAccount['switches'], 'ingest'> })[];
  readonly writer: RawWriter;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** A fresh random W3C trace id, 32 hex digits. */
  readonly newTraceId: () => string;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly bodyLimitBytes?: number;
  readonly answerWithinMs?: number;
};

/** What is known of a request from its first byte on. */
type Delivery = { readonly traceId: string; readonly receivedAt: number; account: string };

/**
 * Receives one vendor's webhooks at `POST channel.path`: proves the sender, seals the body, writes it to the raw topic
 * and only then answers 200 `{}`. A delivery that comes twice is written twice; identity removes it downstream.
 * Everything else is a small constant JSON answer: 401, 400, 405, 413, 415 or, where it was not stored, 503 within
 * `answerWithinMs`.
 */
export function createWebhookIntake(options: WebhookIntakeOptions): Router {
  const { channel, bodyLimitBytes = defaultBodyLimit } = options;
  const receive: RequestHandler = async (request, response) => {
    const delivery = deliveryOf(response);
    const { refusal, failure } = await take(request, delivery, options);
    if (failure !== undefined) options.log.warn({ traceId: delivery.traceId, channel: channel.vendor, account: delivery.account }, `refusing webhook: ${explain(failure)}`);
    if (refusal === undefined) accept(response);
    else refuse(response, refusal, delivery.traceId);
  };
  const refuseMethod: RequestHandler = (_request, response) => refuse(response, 'method_not_allowed', deliveryOf(response).traceId);
  const refuseError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const refusal = refusalOfBodyError(error);
    const { traceId } = deliveryOf(response);
    if (refusal === 'unexpected') options.log.error({ traceId, channel: channel.vendor, err: error }, 'receiving webhook');
    refuse(response, refusal, traceId);
  };
  const router = Router();
  // body-parser stops buffering at the limit, reads the rest away and only then reports it; Node's request time-out bounds that.
  const readBody = raw({ type: () => true, limit: bodyLimitBytes, inflate: false });
  router.route(channel.path).all(beginWith(options)).post(readBody, receive).all(refuseMethod, refuseError);
  return router;
}

function beginWith({ channel, clock, metrics, newTraceId }: WebhookIntakeOptions): RequestHandler {
  const { answered } = createWebhookMetrics(channel.vendor, metrics);
  return (request, response, next) => {
    const delivery: Delivery = { traceId: traceIdOf(request.get('traceparent')) ?? newTraceId(), receivedAt: clock.now(), account: unknownAccount };
    response.locals['delivery'] = delivery;
    response.once('finish', () => answered(delivery.account, response.statusCode, (clock.now() - delivery.receivedAt) / 1000));
    next();
  };
}

const deliveryOf = (response: Response): Delivery => response.locals['delivery'] as Delivery;

type Taken = { readonly refusal?: Refusal; readonly failure?: Failure };

async function take(request: Request, delivery: Delivery, options: WebhookIntakeOptions): Promise<Taken> {
  // A request without body leaves no Buffer behind.
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const draft = options.channel.receive({ headers: request.headers, body, receivedAt: delivery.receivedAt });
  if (!draft.ok) return { refusal: refusalOf(draft.failure), failure: draft.failure };
  delivery.account = draft.value.account;
  if (!isOpen(options.accounts, draft.value)) return { refusal: 'unavailable' };
  const { answerWithinMs = defaultAnswerWithinMs } = options;
  const remainingMs = Math.max(0, delivery.receivedAt + answerWithinMs - options.clock.now());
  const stored = await withinTime(remainingMs, 'storing webhook', storeRaw(draft.value, { ...delivery, body }, { ...options, vendor: options.channel.vendor, timeoutMs: remainingMs }));
  if (!stored.ok) return { refusal: 'unavailable', failure: stored.failure };
  return stored.value === 'too_large' ? { refusal: 'too_large' } : {};
}

/** An account whose ingest is switched off keeps its deliveries at the vendor. */
function isOpen(accounts: WebhookIntakeOptions['accounts'], { tenant, account }: RawDraft): boolean {
  return accounts.some((known) => known.tenant === tenant && known.account === account && known.switches.ingest);
}
