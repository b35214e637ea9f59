import type { Audit } from '@tributary/contracts';
import { auditOf, type AuditOptions, type FinishedCall, type Said } from '@tributary/http';
import { reasonOf } from '@tributary/kernel';
import { vendor } from './channel.ts';
import { judge } from './envelope.ts';

/** Shopify answers most refusals with status 200, so its own code decides the result. */
export function auditRecord(call: FinishedCall, options: AuditOptions): Audit {
  return auditOf(call, vendor, options, saidIn(call));
}

/** Of a GraphQL answer; what the HTTP client has refused already keeps its own words, and tokens are told by their status. */
function saidIn({ reply, result, url, startedAt }: FinishedCall): Said {
  const nothing = { code: null, kind: undefined };
  if (reply === undefined || result !== 'ok' || !url.endsWith('/graphql.json')) return nothing;
  const judged = judge(reply, { action: 'reading answer', now: startedAt, isMutation: false });
  return judged.state === 'taken' ? nothing : { code: reasonOf(judged.failure).code, kind: judged.failure.kind };
}
