import type { Audit } from '@tributary/contracts';
import type { FinishedCall } from '@tributary/http';
import { reasonOf } from '@tributary/kernel';
import { judge } from './envelope.ts';

export type AuditOptions = {
  readonly tenant: string;
  readonly account: string;
  /** Keyed digest of bytes: equality can be seen, content cannot. */
  readonly digest: (content: Uint8Array) => string;
  readonly eventId: string;
};

/** One outbound call as everybody may read it. Shopify answers most refusals with status 200, so its own code decides the result. */
export function auditRecord(call: FinishedCall, { tenant, account, digest, eventId }: AuditOptions): Audit {
  const { context, reply } = call;
  const refusal = refusalOf(call);
  return {
    eventId,
    tenant,
    channel: 'shopify',
    account,
    recordedAt: call.startedAt,
    traceId: context.traceId,
    effectKey: context.effectKey,
    orderKeys: [...context.orderKeys],
    method: call.method,
    url: call.url,
    requestBytes: call.requestBytes,
    requestDigest: digest(call.requestBody),
    status: call.status,
    replyCode: refusal?.code ?? null,
    replyDigest: reply === undefined ? null : digest(reply.body),
    result: refusal?.kind ?? call.result,
    durationMs: call.durationMs,
  };
}

/** Of a GraphQL answer; what the HTTP client has refused already keeps its own words, and tokens are told by their status. */
function refusalOf({ reply, result, url, startedAt }: FinishedCall): { kind: string; code: string } | undefined {
  if (reply === undefined || result !== 'ok' || !url.endsWith('/graphql.json')) return undefined;
  const judged = judge(reply, { action: 'reading answer', now: startedAt, isMutation: false });
  return judged.state === 'taken' ? undefined : { kind: judged.failure.kind, code: reasonOf(judged.failure).code };
}
