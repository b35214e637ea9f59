import type { Cancellation, FulfillmentRequest, ShipmentNotice } from '@tributary/contracts';
import { failed, failure, ok, parseJson, type Result } from '@tributary/kernel';

/** Turns a desired state into the bytes that the ledger keeps, and back. */
export type DesiredCodec<Desired> = {
  encode(desired: Desired): Buffer;
  decode(bytes: Buffer): Result<Desired>;
};

/** Of `erp.create`, `erp.cancel` and `erp.link`: JSON; `personal` stays sealed and is written as base64, so the table holds nothing personal. */
export const requestCodec: DesiredCodec<FulfillmentRequest> = {
  encode: (request) => Buffer.from(JSON.stringify({ ...request, personal: request.personal?.toString('base64') ?? null })),
  decode(bytes) {
    // Written by `encode` above; only the sealed part has another form in JSON.
    const stored = parseStored<Omit<FulfillmentRequest, 'personal'> & { personal: string | null }>(bytes);
    if (!stored.ok) return stored;
    return ok({ ...stored.value, personal: stored.value.personal === null ? null : Buffer.from(stored.value.personal, 'base64') });
  },
};

/** Of `ship.confirm`. */
export const noticeCodec: DesiredCodec<ShipmentNotice> = plainCodec();

/** Of `cancel.channel`. */
export const cancellationCodec: DesiredCodec<Cancellation> = plainCodec();

/** For records that JSON gives back as they were: texts, numbers, lists, and neither bytes nor anything personal. */
function plainCodec<Desired>(): DesiredCodec<Desired> {
  return { encode: (desired) => Buffer.from(JSON.stringify(desired)), decode: (bytes) => parseStored<Desired>(bytes) };
}

/** `Stored` is what `encode` wrote; rows come from nowhere else. */
function parseStored<Stored>(bytes: Buffer): Result<Stored> {
  const parsed = parseJson(bytes.toString(), 'stored desired state');
  if (!parsed.ok) return parsed;
  if (typeof parsed.value === 'object' && parsed.value !== null) return ok(parsed.value as Stored);
  return failed(failure('invalid', 'reading stored desired state', { cause: { code: 'not_a_record', text: 'the ledger row holds no desired state' } }));
}
