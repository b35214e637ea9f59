import { failed, failure, ok, type Failure, type Result } from '@tributary/kernel';
import type { Reply } from './request.ts';

/**
 * What a status alone decides. 429 and 5xx mean the same at every vendor; everything else is for the vendor's own
 * reading, because only it knows whether a 401 is an old token or a wrong one.
 */
export function judgeStatus(reply: Reply, action: string, now: number): Result<Reply> {
  const { status } = reply;
  if (status !== 429 && status < 500) return ok(reply);
  const retryAt = retryAfter(reply.headers['retry-after'], now);
  const cause = { code: `http_${status}`, text: status === 429 ? 'the other side asks us to slow down' : `the other side answered with status ${status}` };
  return failed(failure(status === 429 ? 'throttled' : 'unavailable', action, { cause, ...(retryAt === undefined ? {} : { retryAt }) }));
}

/** Longer than any vendor's quota takes to come back. What we are told beyond it is a fault, and an effect or a feed that waited as long would wait for ever. */
const maxWaitMs = 24 * 3_600_000;

/**
 * RFC 9110 §10.2.3: seconds or an HTTP date → epoch ms, within a day; undefined where it is neither. Shopify writes
 * seconds as "2.0", which a date parser takes for a day.
 */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return now + Math.min(maxWaitMs, Math.ceil(Number(header) * 1000));
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(date, now), now + maxWaitMs);
}

/** "ok", or the failure kind that metrics and audit show. A reply left to the vendor counts by its status. */
export function resultLabel(result: Result<Reply>): Failure['kind'] | 'ok' {
  if (!result.ok) return result.failure.kind;
  const { status } = result.value;
  if (status < 400) return 'ok';
  return status === 401 || status === 403 ? 'unauthorized' : 'rejected';
}
