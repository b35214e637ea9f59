import type { Response } from 'express';
import type { Failure } from '@tributary/kernel';

/** Every refusal that a sender can get: constant texts, so that nothing of a request, a secret or our inside goes back. */
const refusals = {
  unauthorized: { status: 401, text: 'Unknown sender or wrong signature.' },
  invalid: { status: 400, text: 'The delivery lacks what the vendor always sends.' },
  method_not_allowed: { status: 405, text: 'Deliveries come by POST.' },
  too_large: { status: 413, text: 'The delivery is larger than this endpoint takes.' },
  unsupported_encoding: { status: 415, text: 'Content-Encoding is not supported: the signature covers the plain bytes.' },
  unexpected: { status: 500, text: 'The delivery was not stored. Send it again.' },
  unavailable: { status: 503, text: 'The delivery was not stored. Send it again.' },
} as const;

export type Refusal = keyof typeof refusals;

const retryAfterSeconds = '10';

export function refuse(response: Response, refusal: Refusal, traceId: string): void {
  const { status, text } = refusals[refusal];
  if (refusal === 'unavailable') response.set('retry-after', retryAfterSeconds);
  if (refusal === 'method_not_allowed') response.set('allow', 'POST');
  response.status(status).json({ error: refusal, text, traceId });
}

export function accept(response: Response): void {
  response.status(200).json({});
}

export function refusalOf({ kind }: Failure): Refusal {
  return kind === 'unauthorized' || kind === 'invalid' ? kind : 'unavailable';
}

/** For what body-parser reports, by the status of its error (https://expressjs.com/en/resources/middleware/body-parser.html#errors). */
export function refusalOfBodyError(error: unknown): Refusal {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return 'too_large';
  if (status === 415) return 'unsupported_encoding';
  return status === 400 ? 'invalid' : 'unexpected';
}
