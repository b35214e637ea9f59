import type { Delivery, DeliveryOutcome } from '@tributary/contracts';
import { canonicalJson, parseOrderKey } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import type { Outbound } from '@tributary/stream';
import type { EffectRow, EffectState } from './ledger.ts';

/** Raise when the same row shall make another record than before. */
const mapperVersion = 1;

/** What is said of a state; `pending` and `in_flight` are nobody's business, for they end within a lease. */
function outcomeOf(state: EffectState): DeliveryOutcome {
  return state === 'pending' || state === 'in_flight' ? 'UNRECOGNISED' : state;
}

/**
 * The outcome record of a row, for the order's partition. One version of a row always gives the same event id,
 * whichever process announces it and however often.
 */
export function outcomeRecord(row: EffectRow, keyring: Pick<Keyring, 'digest'>): Outbound<'delivery'> {
  const key = row.orderKeys[0] ?? row.subjectId;
  const content = contentOf(row);
  const text = canonicalJson(content);
  const factId = ['delivery', key, row.idempotencyKey, row.updatedAt, row.version].join('\n');
  const value: Delivery = {
    ...content,
    eventId: keyring.digest(row.tenant, 'event-id', `${factId}\n${text}`),
    revision: { at: row.updatedAt, seq: row.version, digest: keyring.digest(row.tenant, 'content', text) },
    recordedAt: row.updatedAt,
    traceId: row.traceId,
  };
  return { row: 'delivery', key, value };
}

function contentOf(row: EffectRow): Omit<Delivery, 'eventId' | 'revision' | 'recordedAt' | 'traceId'> {
  return {
    ...placeOf(row),
    ...errorOf(row),
    marketplace: row.marketplace,
    salesPartner: row.salesPartner,
    origin: `${row.target}:${row.account}`,
    echoOf: null,
    mapperVersion,
    occurredAt: row.updatedAt,
    timeZone: row.timeZone,
    rawRef: null,
    orderKeys: [...row.orderKeys],
    idempotencyKey: row.idempotencyKey,
    effect: row.effect,
    subjectKind: row.subjectKind,
    subjectId: row.subjectId,
    target: row.target,
    targetAccount: row.account,
    incarnation: row.incarnation,
    version: row.version,
    outcome: outcomeOf(row.state),
    attempts: row.attempts,
    handle: row.handle,
    vendorReference: row.vendorReference,
    confirmedBy: row.confirmedBy ?? 'UNKNOWN',
    allocation: [...row.allocation],
  };
}

/** The channel account of the order; an effect about no order is at home where it is carried out. */
function placeOf({ tenant, orderKeys, target, account }: EffectRow): Pick<Delivery, 'tenant' | 'channel' | 'account'> {
  const order = parseOrderKey(orderKeys[0] ?? '');
  return { tenant, channel: order?.channel ?? target, account: order?.account ?? account };
}

function errorOf({ error }: EffectRow): Pick<Delivery, 'errorClass' | 'errorCode' | 'errorText'> {
  return { errorClass: error?.class ?? null, errorCode: error?.code ?? null, errorText: error?.text ?? null };
}
