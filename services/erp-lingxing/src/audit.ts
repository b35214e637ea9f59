import type { Audit } from '@tributary/contracts';
import { auditOf, type AuditOptions, type FinishedCall, type Said } from '@tributary/http';
import { readEnvelope } from './envelope.ts';
import { meaningOf } from './requests/reply.ts';
import { vendor } from './vendor.ts';

/** Lingxing answers most refusals with status 200, so its own code decides the result. */
export function auditRecord(call: FinishedCall, options: AuditOptions): Audit {
  return auditOf(call, vendor, options, saidIn(call));
}

function saidIn({ reply }: FinishedCall): Said {
  const envelope = reply === undefined ? undefined : readEnvelope(reply, 'reading answer');
  if (!envelope?.ok) return { code: null, kind: undefined };
  const { code, message } = envelope.value;
  return { code, kind: meaningOf(code, message)?.kind };
}
