import type { Order, RawRecord } from '@tributary/contracts';
import { canonicalJson, orderKey } from '@tributary/kernel';
import { orderScope, sealPersonal, type Keyring, type Keys, type KeyScope } from '@tributary/sealing';
import type { Outbound } from '@tributary/stream';
import { addressFingerprint } from './address-fingerprint.ts';
import type { OrderDraft } from './canonical-draft.ts';

/** Where a draft comes from: its raw record, the account's configuration, the mapper. */
export type DraftOrigin = {
  readonly raw: RawRecord;
  readonly account: { readonly timeZone: string };
  readonly mapperVersion: number;
};

export function draftOrderKey({ channelOrderId }: OrderDraft, { tenant, channel, account }: RawRecord): string {
  return orderKey({ tenant, channel, account, channelOrderId });
}

export function draftScope(draft: OrderDraft, raw: RawRecord): KeyScope {
  return orderScope(raw.tenant, draftOrderKey(draft, raw));
}

/**
 * The order as it goes to the topic; its scope must be among `keys`. The digest is computed over what is inside the seal,
 * whose nonce is random. The event id covers everything but the seal and what another delivery of the same snapshot
 * would change (recordedAt, traceId, rawRef). The mapper's version is part of it: else a fix that is taken back would
 * look like a duplicate of the record before the fix.
 */
export function completeOrder(draft: OrderDraft, origin: DraftOrigin, keyring: Keyring, keys: Keys): Outbound<'order'> {
  const { raw, account, mapperVersion } = origin;
  const { tenant } = raw;
  const { row, revision, personal, buyerId, shipTo, ...content } = draft;
  const key = draftOrderKey(draft, raw);
  const fact = {
    ...content,
    tenant,
    channel: raw.channel,
    account: raw.account,
    origin: raw.channel,
    echoOf: null,
    revision: { ...revision, digest: keyring.digest(tenant, 'content', canonicalJson(draft)) },
    mapperVersion,
    timeZone: account.timeZone,
    orderKey: key,
    shipTo: { ...shipTo, fingerprint: personal?.shipTo ? addressFingerprint(keyring, tenant, personal.shipTo) : null },
    buyerRef: buyerId === null ? null : keyring.digest(tenant, 'buyer', JSON.stringify([raw.channel, raw.account, buyerId])),
  };
  const factId = [row, key, '', revision.at, revision.seq].join('\n');
  const value: Order = {
    ...fact,
    eventId: keyring.digest(tenant, 'event-id', canonicalJson([factId, fact])),
    recordedAt: raw.recordedAt,
    traceId: raw.traceId,
    rawRef: raw.eventId,
    personal: personal === null ? null : sealPersonal(keys, orderScope(tenant, key), personal),
  };
  return { row, key, value };
}
