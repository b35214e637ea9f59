import type { Order } from '@tributary/contracts';
import { orderScope, sealPersonal, type Keys } from '@tributary/sealing';
import { addressFingerprint } from './address-fingerprint.ts';
import type { OrderDraft } from './canonical-draft.ts';
import { underEnvelope, type Completion } from './envelope.ts';

/** The order in its envelope, what is personal sealed under its own key. */
export function completeOrder(draft: OrderDraft, completion: Completion, keys: Keys): Order {
  const { place, origin, keyring } = completion;
  const { tenant } = origin.raw;
  const { row: _row, revision: _revision, personal, buyerId, shipTo, ...content } = draft;
  const readable = {
    ...content,
    orderKey: place.key,
    erased: false,
    shipTo: { ...shipTo, fingerprint: personal?.shipTo ? addressFingerprint(keyring, tenant, personal.shipTo) : null },
    buyerRef: buyerId === null ? null : keyring.digest(tenant, 'buyer', JSON.stringify([place.channel, place.account, buyerId])),
  };
  return {
    ...underEnvelope(draft, readable, completion),
    personal: personal === null ? null : sealPersonal(keys, orderScope(tenant, place.key), personal),
  };
}
