import { failed, failure, ok, type Clock, type Result } from '@tributary/kernel';
import { rawScope, type Keyring } from '@tributary/sealing';
import { sealRaw, type RawDraft, type Receipt } from './raw-record.ts';
import type { RawWriter } from './raw-writer.ts';
import type { SourceRecord } from './source.ts';

/** Kafka takes 1 MB a record; the rest is for the record's other fields. */
const maxSealedBytes = 900_000;
/** Records that wait for Kafka at once; a page of a vendor may hold more than the writer's queue. */
const atOnce = 500;

export type RawStore = { readonly keyring: Keyring; readonly writer: RawWriter };
/** `timeoutMs` is how long Kafka may take. */
type Storing = RawStore & { readonly vendor: string; readonly timeoutMs: number };

/** Seals one record and writes it durably; `too_large` where no broker would take it. */
export async function storeRaw(draft: RawDraft, receipt: Receipt, { vendor, timeoutMs, keyring, writer }: Storing): Promise<Result<'written' | 'too_large'>> {
  const keys = await keyring.prepare([rawScope(draft.tenant, receipt.receivedAt)]);
  if (!keys.ok) return keys;
  const record = sealRaw(vendor, draft, receipt, { keyring, keys: keys.value });
  if (record.value.body.length > maxSealedBytes) return ok('too_large');
  const written = await writer.write(record, timeoutMs);
  return written.ok ? ok('written') : written;
}

export type ReadContext = Storing & { readonly clock: Clock; readonly traceId: string };

/**
 * Writes what was read from a vendor, oldest first; ok once all of it is on all in-sync replicas. After a failure some of
 * it may be written; it is read and written again, and identity removes what is double.
 */
export async function storeRead(records: readonly SourceRecord[], context: ReadContext): Promise<Result<void>> {
  for (let from = 0; from < records.length; from += atOnce) {
    const stored = await Promise.all(records.slice(from, from + atOnce).map((record) => storeOne(record, context)));
    const refused = stored.find((result) => !result.ok);
    if (refused !== undefined) return refused;
  }
  return ok();
}

async function storeOne({ draft, body }: SourceRecord, { clock, traceId, ...storing }: ReadContext): Promise<Result<void>> {
  const stored = await storeRaw(draft, { body, receivedAt: clock.now(), traceId }, storing);
  if (!stored.ok) return stored;
  if (stored.value === 'written') return ok();
  const text = `${draft.resourceType} ${draft.resourceId} is larger than a record may be`;
  return failed(failure('invalid', 'storing what was read', { cause: { code: 'too_large', text } }));
}
