import { rawRow, type RawRecord, type RawRow } from '@tributary/contracts';
import { rawScope, type Keyring, type Keys } from '@tributary/sealing';
import type { Outbound } from '@tributary/stream';

/** What a receiver knows of a record before it is sealed. */
export type RawDraft = Pick<
  RawRecord,
  'tenant' | 'account' | 'kind' | 'resourceType' | 'resourceId' | 'vendorRevision' | 'topic' | 'deliveryId' | 'via' | 'verified' | 'contentType'
> &
  Partial<Pick<RawRecord, 'orderKeys' | 'asOf'>>;

/** Body and circumstances of one receipt. `receivedAt` is epoch ms, `traceId` 32 hex digits. */
export type Receipt = { readonly body: Buffer; readonly receivedAt: number; readonly traceId: string };

/**
 * The raw record as it goes to the topic, its body sealed under the key of the tenant and the day of receipt; that scope
 * must be among `keys`. One delivery that is received twice has one event id, as neither time nor trace is part of it.
 */
export function sealRaw(vendor: string, draft: RawDraft, receipt: Receipt, { keyring, keys }: { keyring: Keyring; keys: Keys }): Outbound<RawRow> {
  const { tenant, account, resourceType, resourceId, topic, deliveryId } = draft;
  const scope = rawScope(tenant, receipt.receivedAt);
  const bodyDigest = keyring.digest(tenant, 'content', receipt.body);
  return {
    row: rawRow(vendor),
    key: rawKey([tenant, account, resourceType, resourceId]),
    value: {
      orderKeys: [],
      asOf: null,
      ...draft,
      eventId: keyring.digest(tenant, 'event-id', JSON.stringify([vendor, account, topic, deliveryId, bodyDigest])),
      channel: vendor,
      recordedAt: receipt.receivedAt,
      traceId: receipt.traceId,
      keyId: scope.scope,
      body: keys.seal(scope, receipt.body),
    },
  };
}

/** Percent-encoded as order keys are; a vendor's id may hold `/` and, malformed, half a character. */
function rawKey(parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/');
}
