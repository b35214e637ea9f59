import { failed, failure, ok, parseJson, type Failure, type Result } from '@tributary/kernel';
import type { Reply } from '@tributary/http';
import { isRow, textOf } from './mapping/rows.ts';
import { meaningOf, type Meaning } from './requests/reply.ts';

/** What every answer carries, whether it comes from the gateway or from the business behind it. */
export type Envelope = {
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
  /** Beside `data` in the lists of `/erp/sc/**`, undefined elsewhere. */
  readonly total: unknown;
  /** Lingxing's own clock when it answered, epoch ms, by the HTTP Date header; null without one. */
  readonly answeredAt: number | null;
};

/** An answer read: taken, refused, or worth one more attempt after what `again` names. */
export type Judgement =
  | { readonly state: 'taken'; readonly envelope: Envelope }
  | { readonly state: 'again'; readonly need: 'new_token' | 'new_sign'; readonly failure: Failure }
  | { readonly state: 'refused'; readonly failure: Failure };

/** Lingxing asks for at least two seconds between tries of a call that it throttled; the ledger adds some jitter. */
const throttledMs = 2_000;

export function judge(reply: Reply, action: string, now: number): Judgement {
  const read = readEnvelope(reply, action);
  if (!read.ok) return { state: 'refused', failure: read.failure };
  const { code, message } = read.value;
  const meaning = meaningOf(code, message);
  if (meaning === undefined) return { state: 'taken', envelope: read.value };
  const refused = failure(meaning.kind, action, { cause: { code, text: wordsOf(message, meaning) }, ...(meaning.kind === 'throttled' ? { retryAt: now + throttledMs } : {}) });
  return meaning.again === undefined ? { state: 'refused', failure: refused } : { state: 'again', need: meaning.again, failure: refused };
}

/**
 * `code` comes as number or text, the text as `message` or `msg`, and a wrong path or an overloaded gateway answers
 * with an HTML page.
 */
export function readEnvelope({ status, headers, body }: Reply, action: string): Result<Envelope> {
  const parsed = parseJson(body.toString().replace(/^\uFEFF/, ''), 'answer');
  if (parsed.ok && isRow(parsed.value)) {
    const { code, message, msg, data, total } = parsed.value;
    if (typeof code === 'string' || typeof code === 'number') return ok({ code: String(code), message: textOf(message) ?? textOf(msg) ?? '', data, total, answeredAt: dateOf(headers['date']) });
  }
  const meaning = meaningOf(String(status), '');
  if (status >= 400 && meaning !== undefined) return failed(failure(meaning.kind, action, { cause: { code: `http_${status}`, text: meaning.advice } }));
  return failed(failure('unexpected', action, { cause: { code: `http_${status}`, text: 'the answer is not what Lingxing documents: no JSON object with a code' } }));
}

function dateOf(header: string | undefined): number | null {
  const date = Date.parse(header ?? '');
  return Number.isNaN(date) ? null : date;
}

function wordsOf(message: string, { advice }: Meaning): string {
  const said = message.trim();
  return said === '' ? advice : `${said} (${advice})`;
}
