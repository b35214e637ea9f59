import { canonicalJson } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import type { CanonicalDraft } from './canonical-draft.ts';
import type { DraftOrigin, Place } from './draft-place.ts';

/** What a draft is completed with. */
export type Completion = { readonly place: Place; readonly origin: DraftOrigin; readonly keyring: Keyring };

/**
 * Content in its envelope. The digest is computed over the draft, so over what is inside a seal, whose nonce is random.
 * The event id covers the content and not what another delivery of the same snapshot would change (recordedAt, traceId,
 * rawRef). The mapper's version is part of it: else a fix that is taken back would look like a duplicate of the record
 * before the fix.
 */
export function underEnvelope<Content extends object>(draft: CanonicalDraft, content: Content, { place, origin, keyring }: Completion) {
  const { raw, account, mapperVersion } = origin;
  const { tenant } = raw;
  const { at, seq } = draft.revision;
  const fact = {
    ...content,
    tenant,
    channel: place.channel,
    account: place.account,
    origin: place.origin,
    echoOf: null,
    revision: { at, seq, digest: keyring.digest(tenant, 'content', canonicalJson(draft)) },
    mapperVersion,
    timeZone: account.timeZone,
  };
  const factId = [draft.row, place.key, place.subject, at, seq].join('\n');
  return {
    ...fact,
    eventId: keyring.digest(tenant, 'event-id', canonicalJson([factId, fact])),
    recordedAt: raw.recordedAt,
    traceId: raw.traceId,
    rawRef: raw.eventId,
  };
}
