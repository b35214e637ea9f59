import type { Order } from '@tributary/contracts';
import { orderScope, sealPersonal, type Keys } from '@tributary/sealing';
import { addressFingerprint } from './address-fingerprint.ts';
import type { OrderDraft } from './canonical-draft.ts';
import { underEnvelope, type Completion } from './envelope.ts';

/** The order in its envelope, what is personal sealed under its own key; of a person who was erased what names nobody. */
export function completeOrder(draft: OrderDraft, completion: Completion, keys: Keys): Order {
  const { place, origin, keyring } = completion;
  const { tenant } = origin.raw;
  const scope = orderScope(tenant, place.key);
  const erased = keys.isErased(scope);
  const told = erased ? withoutPerson(draft) : draft;
  const { row: _row, revision: _revision, personal, buyerId, shipTo, ...content } = told;
  const readable = {
    ...content,
    orderKey: place.key,
    erased,
    shipTo: { ...shipTo, fingerprint: personal?.shipTo ? addressFingerprint(keyring, tenant, personal.shipTo) : null },
    buyerRef: buyerId === null ? null : keyring.digest(tenant, 'buyer', JSON.stringify([place.channel, place.account, buyerId])),
  };
  return {
    ...underEnvelope(told, readable, completion),
    personal: personal === null ? null : sealPersonal(keys, scope, personal),
  };
}

/** Taken away before anything is digested: a digest of a person is still about the person. */
function withoutPerson(draft: OrderDraft): OrderDraft {
  return { ...draft, personal: null, buyerId: null, shipTo: { ...draft.shipTo, quality: 'absent' } };
}
