import type { Audit } from '@tributary/contracts';
import type { FinishedCall } from '@tributary/http';
import { readEnvelope } from './envelope.ts';
import { meaningOf } from './requests/reply.ts';

export type AuditOptions = {
  readonly tenant: string;
  readonly account: string;
  /** Keyed digest of bytes: equality can be seen, content cannot. */
  readonly digest: (content: Uint8Array) => string;
  readonly eventId: string;
};

/** One outbound call as everybody may read it. Lingxing answers most refusals with status 200, so its own code decides the result. */
export function auditRecord(call: FinishedCall, { tenant, account, digest, eventId }: AuditOptions): Audit {
  const { context, reply } = call;
  const envelope = reply === undefined ? undefined : readEnvelope(reply, 'reading answer');
  const { code, message } = envelope?.ok ? envelope.value : { code: null, message: '' };
  const meaning = code === null ? undefined : meaningOf(code, message);
  return {
    eventId,
    tenant,
    channel: 'lingxing',
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
    replyCode: code,
    replyDigest: reply === undefined ? null : digest(reply.body),
    result: meaning?.kind ?? call.result,
    durationMs: call.durationMs,
  };
}
