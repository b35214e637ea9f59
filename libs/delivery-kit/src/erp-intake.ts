import type { FulfillmentRequest } from '@tributary/contracts';
import { canonicalJson, parseOrderKey } from '@tributary/kernel';
import { openPersonal, orderScope, type Keyring, type Keys } from '@tributary/sealing';
import { requestCodec } from './desired.ts';
import type { EffectName } from './effect-names.ts';
import { contentIn, orderIntent, orderProblem, type IntakeSource } from './intake-source.ts';
import type { Intent } from './ledger.ts';

/** Names the one creation of an order part at one ERP account in one incarnation. */
export function creationKey(request: RequestIdentity): string {
  return keyOf('erp.create', request);
}

/**
 * Fulfillment requests of one ERP.
 *
 * | request             | effects                                                       |
 * |---------------------|---------------------------------------------------------------|
 * | active              | `erp.create`                                                  |
 * | cancelled           | `erp.create` learns of it, `erp.cancel` undoes what was sent  |
 * | native, active      | `erp.link`                                                    |
 * | native, cancelled   | `erp.link` is given up; the ERP hears it from the channel     |
 */
export function erpIntake(target: string): IntakeSource<'fulfillment-request'> {
  return {
    target,
    rows: ['fulfillment-request'],
    declaredUnder: 'erps',
    read({ key, value }) {
      if (value.erp !== target) return { skip: 'for another ERP' };
      const { tenant, orderKey } = value;
      return {
        account: { tenant, target, account: value.erpAccount },
        problem: orderProblem(key, value) ?? requestProblem(value),
        scope: orderScope(tenant, orderKey),
        intents: (keyring, keys) => intentsOf(value, keyring, keys),
      };
    },
  };
}

function requestProblem({ externalNo, intake }: FulfillmentRequest): string | undefined {
  if (externalNo === '') return 'it has no number to give the ERP';
  if (intake !== 'hub' && intake !== 'native') return `its intake is ${intake}: only hub and native requests can be carried out`;
  return undefined;
}

function intentsOf(request: FulfillmentRequest, keyring: Pick<Keyring, 'digest'>, keys: Keys): readonly Intent[] {
  const digest = (content: string): string => keyring.digest(request.tenant, 'content', content);
  const isCancelled = request.state === 'cancelled';
  if (request.intake === 'native') return [{ ...intentOf('erp.link', request), desiredDigest: digest(identityOf(request)), withdrawal: isCancelled ? { kind: 'dropped' } : null }];
  const create: Intent = { ...intentOf('erp.create', request), desiredDigest: digest(contentOf(request, keys)), withdrawal: isCancelled ? { kind: 'undone' } : null };
  if (!isCancelled) return [create];
  // A cancelled order may still change in every other way; that is no reason to cancel it once more.
  return [create, { ...intentOf('erp.cancel', request), desiredDigest: digest(identityOf(request)), undoes: create.idempotencyKey }];
}

function intentOf(effect: EffectName, request: FulfillmentRequest): Omit<Intent, 'desiredDigest'> {
  const { erp, erpAccount, part, incarnation } = request;
  return {
    ...orderIntent(request, { target: erp, account: erpAccount, subjectId: String(part), incarnation, reference: referenceOf(request) }),
    idempotencyKey: keyOf(effect, request),
    effect,
    subjectKind: 'order_part',
    desired: requestCodec.encode(request),
  };
}

/** What the ERP knows the order by: the number that we give it, or the channel's own, under which the ERP fetches it by itself. */
function referenceOf({ intake, orderKey, externalNo }: FulfillmentRequest): string {
  return intake === 'native' ? (parseOrderKey(orderKey)?.channelOrderId ?? externalNo) : externalNo;
}

type RequestIdentity = Pick<FulfillmentRequest, 'orderKey' | 'part' | 'erp' | 'erpAccount' | 'incarnation'>;

function keyOf(effect: EffectName, { orderKey, part, erp, erpAccount, incarnation }: RequestIdentity): string {
  return `${effect}/${orderKey}/${part}/${erp}:${erpAccount}/${incarnation}`;
}

function identityOf({ store, externalNo, ...request }: FulfillmentRequest): string {
  return canonicalJson([keyOf('erp.create', request), store, externalNo]);
}

/**
 * All that an ERP might be told. Sealing is random, so the personal part is opened to be compared; what cannot be
 * opened any more (the person was erased) equals itself.
 */
function contentOf(request: FulfillmentRequest, keys: Keys): string {
  const { rulesVersion, personal, ...content } = contentIn(request);
  const opened = personal === null ? undefined : openPersonal(keys, orderScope(request.tenant, request.orderKey), personal);
  return canonicalJson({ ...content, personal: opened === undefined ? null : opened.ok ? opened.value : 'unreadable' });
}
