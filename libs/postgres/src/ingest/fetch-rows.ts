import { msOf } from '../times.ts';

export type FetchAccount = { readonly tenant: string; readonly account: string };
export type FetchState = 'waiting' | 'later' | 'failing' | 'done' | 'dead';
export type FetchClaim = { readonly taskId: string; readonly token: string; readonly wanted: number };

export type ClaimedFetch = {
  readonly claim: FetchClaim;
  readonly task: FetchAccount & { readonly resourceType: string; readonly resourceId: string; readonly revisionAt: number | null; readonly traceId: string; readonly attempts: number };
  readonly faults: number;
  readonly rereads: number;
  readonly laterForMs: number;
};

/** Columns of a `ClaimedFetch`; the table is called `task` in the statement. */
export const claimedColumns = `
  json_build_object('taskId', task.id::text, 'token', task.claim_token::text, 'wanted', task.wanted) as claim,
  json_build_object('tenant', task.tenant, 'account', task.account, 'resourceType', task.resource_type, 'resourceId', task.resource_id,
    'revisionAt', task.wanted_revision, 'traceId', task.trace_id, 'attempts', task.attempts) as task,
  task.faults, task.rereads, coalesce(${msOf('now() - task.later_since')}, 0) as "laterForMs"`;
