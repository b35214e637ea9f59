import type { Result } from '@tributary/kernel';

/**
 * Leave to send, as the delivery ledger grants it: `check` is asked right before the request is written, and the call
 * gives up before `deadline` (epoch ms), so that a process whose claim was taken over meanwhile sends nothing.
 */
export type SendPermit = { readonly deadline: number; readonly signal: AbortSignal; check(): Result<void> };

/** What a call is made for; it goes into the audit record. */
export type CallContext = {
  readonly traceId: string;
  /** Idempotency key of the effect, null for a call that serves none (a token, a poll). */
  readonly effectKey: string | null;
  readonly orderKeys: readonly string[];
};

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute. The query may hold tokens: it is sent and never shown. */
  readonly url: string;
  /** Name of the call in metrics and failures, "order.create"; one of a few, never holds an id. */
  readonly operation: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Whole call, ms; the client's own time-out where left out. The permit's deadline shortens it. */
  readonly timeoutMs?: number;
  readonly permit?: SendPermit;
  readonly signal?: AbortSignal;
  readonly context: CallContext;
};

/** An answer that the caller has to read: any status but 429 and 5xx, which are failures. */
export type Reply = {
  readonly status: number;
  /** Names in lower case; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** One finished call for an audit trail. `requestBody` and `reply` are for digests and may hold personal data or secrets. */
export type FinishedCall = {
  readonly operation: string;
  readonly method: string;
  /** Scheme, host and path. */
  readonly url: string;
  readonly requestBytes: number;
  readonly requestBody: Uint8Array;
  readonly status: number | null;
  readonly reply: Reply | undefined;
  readonly startedAt: number;
  readonly durationMs: number;
  /** "ok", or the kind of failure. */
  readonly result: string;
  readonly context: CallContext;
};
