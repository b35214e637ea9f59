import type { FulfillmentRequest } from '@tributary/contracts';
import { failed, failure, ok, parseJson, type Result } from '@tributary/kernel';

/** Turns a desired state into the bytes that the ledger keeps, and back. */
export type DesiredCodec<Desired> = {
  encode(desired: Desired): Buffer;
  decode(bytes: Buffer): Result<Desired>;
};

/** A fulfillment request as JSON; `personal` stays sealed and is written as base64, so the table holds nothing personal. */
export const requestCodec: DesiredCodec<FulfillmentRequest> = {
  encode: (request) => Buffer.from(JSON.stringify({ ...request, personal: request.personal?.toString('base64') ?? null })),
  decode(bytes) {
    const parsed = parseJson(bytes.toString(), 'stored desired state');
    if (!parsed.ok) return parsed;
    if (typeof parsed.value !== 'object' || parsed.value === null) {
      return failed(failure('invalid', 'reading stored desired state', { cause: { code: 'not_a_request', text: 'the ledger row holds no fulfillment request' } }));
    }
    // Written by `encode` above; only the sealed part has another form in JSON.
    const stored = parsed.value as Omit<FulfillmentRequest, 'personal'> & { personal: string | null };
    return ok({ ...stored, personal: stored.personal === null ? null : Buffer.from(stored.personal, 'base64') });
  },
};
