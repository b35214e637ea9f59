import type { Audit } from '@tributary/contracts';
import type { FinishedCall } from './request.ts';

export type AuditOptions = {
  readonly tenant: string;
  readonly account: string;
  /** Keyed digest of bytes: equality can be seen, content cannot. */
  readonly digest: (content: Uint8Array) => string;
  readonly eventId: string;
};

/** What a vendor's own words make of an answer, where status 200 says nothing: its code, and the kind of failure that this is. */
export type Said = { readonly code: string | null; readonly kind: string | undefined };

/** One outbound call as everybody may read it. */
export function auditOf(call: FinishedCall, vendor: string, { tenant, account, digest, eventId }: AuditOptions, said: Said): Audit {
  const { context, reply } = call;
  return {
    eventId,
    tenant,
    channel: vendor,
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
    replyCode: said.code,
    replyDigest: reply === undefined ? null : digest(reply.body),
    result: said.kind ?? call.result,
    durationMs: call.durationMs,
  };
}
