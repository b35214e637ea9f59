/**
 * Why an action did not succeed, as a closed set. The kind alone decides what happens next:
 *
 * - `throttled`    the other side asked us to wait; wait until `retryAt`
 * - `unavailable`  nobody answered, or answered with a server error; the effect may or may not have happened
 * - `unauthorized` the credential was refused; refresh once, then halt at the credential's scope
 * - `rejected`     the other side understood and said no; a person has to look, in the other side's words
 * - `invalid`      our own data or configuration cannot be used; a person has to correct it
 * - `unexpected`   anything else; bounded retries, then a person
 */
export type FailureKind = 'throttled' | 'unavailable' | 'unauthorized' | 'rejected' | 'invalid' | 'unexpected';

/** The words of whoever refused: a vendor's code and text, or our own. Never holds personal data or secrets. */
export type Reason = { readonly code: string; readonly text: string };

export type Failure = {
  readonly kind: FailureKind;
  /** The action under way, as a participle: "creating order at Lingxing". Chained through `cause` it reads as a path. */
  readonly action: string;
  /** Epoch milliseconds before which another try is pointless. */
  readonly retryAt?: number;
  readonly cause?: Failure | Reason;
};

export function failure(kind: FailureKind, action: string, more: { retryAt?: number; cause?: Failure | Reason } = {}): Failure {
  return { kind, action, ...more };
}

/** Wraps a failure in the action that it interrupted; kind and `retryAt` stay. */
export function during(action: string, cause: Failure): Failure {
  return { ...cause, action, cause };
}

export function isFailure(cause: Failure | Reason): cause is Failure {
  return 'kind' in cause;
}

/** The innermost reason of a failure. */
export function reasonOf(failure: Failure): Reason {
  const { cause } = failure;
  if (cause === undefined) return { code: failure.kind, text: failure.action };
  return isFailure(cause) ? reasonOf(cause) : cause;
}

/** One line for a person: "pushing order: creating order at Lingxing: [103] too many requests". */
export function explain(failure: Failure): string {
  const { cause } = failure;
  if (cause === undefined) return failure.action;
  return `${failure.action}: ${isFailure(cause) ? explain(cause) : `[${cause.code}] ${cause.text}`}`;
}
