import { failed, failure, ok, parseJson, type Failure, type FailureKind, type Result } from '@tributary/kernel';
import type { Reply } from '@tributary/http';
import { meaningOfCode, meaningOfStatus, type Meaning } from './requests/reply.ts';
import { isRow, rowOf, rowsOf, textOf, type Row } from './rows.ts';

/** Points that a document asked for and what the shop's bucket holds, as every answer tells. */
export type Cost = { readonly requested: number; readonly available: number; readonly restoreRate: number; readonly maximum: number };

/** An answer read. `denied` are places that were left null because the app may not see them. */
export type Judgement = { readonly cost: Cost | undefined } & (
  | { readonly state: 'taken'; readonly data: Row; readonly denied: readonly string[] }
  | { readonly state: 'refused'; readonly failure: Failure; /** The token was not accepted. */ readonly needsToken: boolean }
);

type GraphqlError = { readonly code: string; readonly message: string; readonly path: string };

/**
 * Reads one answer. Errors count even beside data; the one exception are fields of a query that the app may not see:
 * without approval for protected customer data every order has some, and the rest of it is good, where there is a rest.
 */
export function judge(reply: Reply, { action, now, isMutation }: { action: string; now: number; isMutation: boolean }): Judgement {
  const byStatus = meaningOfStatus(reply.status);
  if (byStatus !== undefined) return { cost: undefined, state: 'refused', needsToken: reply.status === 401, failure: failureOf(byStatus, { action, code: `http_${reply.status}`, text: byStatus.advice, now }) };
  const envelope = readEnvelope(reply, action);
  if (!envelope.ok) return { cost: undefined, state: 'refused', needsToken: false, failure: envelope.failure };
  const { data, errors, cost } = envelope.value;
  const denied = errors.filter(({ code }) => code === 'ACCESS_DENIED');
  const isUsable = data !== undefined && !isMutation && denied.length === errors.length && !denied.some(({ path }) => isWhole(path, data));
  if (data !== undefined && (errors.length === 0 || isUsable)) return { cost, state: 'taken', data, denied: denied.map(({ path }) => path) };
  return { cost, state: 'refused', needsToken: false, failure: failureOfErrors(errors, cost, { action, now }) };
}

/** What was asked for is null as a whole: no word about whether it is there. */
function isWhole(path: string, data: Row): boolean {
  const [root] = path.split('.', 1);
  return root !== undefined && root !== '' && data[root] == null;
}

type Envelope = { readonly data: Row | undefined; readonly errors: readonly GraphqlError[]; readonly cost: Cost | undefined };

function readEnvelope({ body }: Reply, action: string): Result<Envelope> {
  const parsed = parseJson(body.toString(), 'answer');
  if (!parsed.ok || !isRow(parsed.value)) return failed(failure('unexpected', action, { cause: { code: 'not_graphql', text: 'the answer is no JSON object' } }));
  const { data, errors, extensions } = parsed.value;
  const read = { data: isRow(data) ? data : undefined, errors: readErrors(errors), cost: readCost(rowOf(rowOf(extensions)['cost'])) };
  if (read.data === undefined && read.errors.length === 0) return failed(failure('unexpected', action, { cause: { code: 'not_graphql', text: 'the answer has neither data nor errors' } }));
  return ok(read);
}

/** A list; a refused token has been seen as one text. */
function readErrors(errors: unknown): GraphqlError[] {
  if (typeof errors === 'string') return [{ code: 'UNKNOWN', message: errors, path: '' }];
  return rowsOf(errors).map((error) => ({
    code: textOf(rowOf(error['extensions'])['code']) ?? 'UNKNOWN',
    message: textOf(error['message']) ?? 'no message',
    // Positions in lists say nothing and would make every line of an order another place.
    path: Array.isArray(error['path']) ? error['path'].filter((step) => typeof step === 'string').join('.') : '',
  }));
}

function readCost({ requestedQueryCost, throttleStatus }: Row): Cost | undefined {
  const { currentlyAvailable, restoreRate, maximumAvailable } = rowOf(throttleStatus);
  const [requested, available, rate, maximum] = [Number(requestedQueryCost), Number(currentlyAvailable), Number(restoreRate), Number(maximumAvailable)];
  return [requested, available, rate, maximum].every(Number.isFinite) && rate > 0 ? { requested, available, restoreRate: rate, maximum } : undefined;
}

/** Which of several errors decides: what stops every call comes first, then what passes by itself. */
const precedence: readonly FailureKind[] = ['throttled', 'unauthorized', 'unavailable', 'unexpected', 'invalid', 'rejected'];

function failureOfErrors(errors: readonly GraphqlError[], cost: Cost | undefined, { action, now }: { action: string; now: number }): Failure {
  const found = errors.map((error) => ({ error, meaning: meaningOfCode(error.code) }));
  found.sort((a, b) => precedence.indexOf(a.meaning.kind) - precedence.indexOf(b.meaning.kind));
  const [first] = found;
  if (first === undefined) return failure('unexpected', action);
  const { error, meaning } = first;
  const waitMs = cost === undefined ? undefined : (1_000 * Math.max(0, cost.requested - cost.available)) / cost.restoreRate;
  return failureOf(meaning, { action, code: error.code, text: `${error.message} (${meaning.advice})`, now, waitMs });
}

function failureOf(meaning: Meaning, { action, code, text, now, waitMs }: { action: string; code: string; text: string; now: number; waitMs?: number | undefined }): Failure {
  const retryAt = meaning.kind === 'throttled' ? { retryAt: now + Math.ceil(waitMs ?? meaning.waitMs ?? 1_000) } : {};
  return failure(meaning.kind, action, { cause: { code, text }, ...retryAt });
}
