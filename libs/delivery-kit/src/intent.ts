import type { FulfillmentRequest } from '@tributary/contracts';
import { canonicalJson, failed, failure, ok, parseOrderKey, type Result } from '@tributary/kernel';
import { openPersonal, orderScope, type Keyring, type Keys } from '@tributary/sealing';
import { requestCodec } from './desired.ts';
import type { Intent } from './ledger.ts';

export const createOrder = 'erp.create';

/** Names the one creation of an order part at one ERP account in one incarnation. */
export function creationKey({ orderKey, part, erp, erpAccount, incarnation }: Pick<FulfillmentRequest, 'orderKey' | 'part' | 'erp' | 'erpAccount' | 'incarnation'>): string {
  return `${createOrder}/${orderKey}/${part}/${erp}:${erpAccount}/${incarnation}`;
}

/** Refuses what could not be carried out whatever happens later, in words for whoever looks at the dead letter. */
export function validateRequest(key: string, request: FulfillmentRequest): Result<FulfillmentRequest> {
  const invalid = (text: string): Result<never> => failed(failure('invalid', 'reading fulfillment request', { cause: { code: 'bad_request', text } }));
  if (request.orderKey !== key) return invalid('the order key is not the record key');
  if (parseOrderKey(request.orderKey)?.tenant !== request.tenant) return invalid('the order key is not one of its tenant');
  if (request.state === 'UNKNOWN') return invalid('its state is newer than this release; deploy the release that writes it');
  if (request.mode === 'UNKNOWN') return invalid('its mode is newer than this release; deploy the release that writes it');
  if (request.externalNo === '') return invalid('it has no number to give the ERP');
  return ok(request);
}

/** What the ledger shall know of a request. `keys` were prepared for the request's order. */
export function intentOf(request: FulfillmentRequest, keyring: Keyring, keys: Keys): Intent {
  const { tenant, orderKey } = request;
  return {
    tenant,
    target: request.erp,
    account: request.erpAccount,
    idempotencyKey: creationKey(request),
    effect: createOrder,
    subjectKind: 'order_part',
    subjectId: String(request.part),
    incarnation: request.incarnation,
    laneKey: orderKey,
    orderKeys: [orderKey],
    marketplace: request.marketplace,
    salesPartner: request.salesPartner,
    timeZone: request.timeZone,
    traceId: request.traceId,
    reference: request.externalNo,
    desired: requestCodec.encode(request),
    desiredVersion: request.version,
    desiredDigest: keyring.digest(tenant, 'content', contentOf(request, keys)),
    cancelled: request.state === 'cancelled',
    live: request.mode === 'live',
  };
}

/**
 * All that an ERP might be told. Sealing is random, so the personal part is opened to be compared; what cannot be
 * opened any more (the person was erased) equals itself.
 */
function contentOf(request: FulfillmentRequest, keys: Keys): string {
  const { eventId, revision, version, mapperVersion, occurredAt, recordedAt, traceId, rawRef, rulesVersion, personal, ...content } = request;
  const opened = personal === null ? undefined : openPersonal(keys, orderScope(request.tenant, request.orderKey), personal);
  return canonicalJson({ ...content, personal: opened === undefined ? null : opened.ok ? opened.value : 'unreadable' });
}
