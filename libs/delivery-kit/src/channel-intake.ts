import type { Cancellation, ShipmentNotice } from '@tributary/contracts';
import { canonicalJson } from '@tributary/kernel';
import { cancellationCodec, noticeCodec } from './desired.ts';
import { contentIn, orderIntent, orderProblem, type IntakeSource, type Reading } from './intake-source.ts';
import type { Withdrawal } from './ledger.ts';

/** Names the one confirmation of a parcel at its channel account. */
export function confirmationKey({ orderKey, shipmentId, channel, account }: Pick<ShipmentNotice, 'orderKey' | 'shipmentId' | 'channel' | 'account'>): string {
  return `ship.confirm/${orderKey}/${shipmentId}/${channel}:${account}`;
}

/**
 * What one channel shall be told.
 *
 * | record                                                          | effect                                       |
 * |-----------------------------------------------------------------|----------------------------------------------|
 * | shipment notice, active                                         | `ship.confirm`                               |
 * | shipment notice, cancelled (the parcel was voided)              | an unsent `ship.confirm` is given up; what   |
 * |                                                                 | the channel was told waits for a person      |
 * | cancellation of ours, approved, to be told to the channel       | `cancel.channel`                             |
 * | every other cancellation                                        | none                                         |
 */
export function channelIntake(target: string): IntakeSource<'shipment-notice' | 'cancellation'> {
  return {
    target,
    rows: ['shipment-notice', 'cancellation'],
    declaredUnder: 'channels',
    read(record) {
      if (record.value.channel !== target) return { skip: 'for another channel' };
      return record.row === 'shipment-notice' ? readNotice(record.key, record.value) : readCancellation(record.key, record.value);
    },
  };
}

function readNotice(key: string, notice: ShipmentNotice): Reading {
  const { tenant, channel, account, shipmentId } = notice;
  return {
    account: { tenant, target: channel, account },
    problem: orderProblem(key, notice) ?? (shipmentId === '' ? 'it names no parcel' : undefined),
    intents: (keyring) => [
      {
        ...intentOf(notice, shipmentId),
        idempotencyKey: confirmationKey(notice),
        effect: 'ship.confirm',
        subjectKind: 'parcel',
        desired: noticeCodec.encode(notice),
        desiredDigest: keyring.digest(tenant, 'content', canonicalJson(contentIn(notice))),
        withdrawal: notice.state === 'cancelled' ? voided : null,
      },
    ],
  };
}

/**
 * Channels take no shipment back without consequences for the buyer (mails, refunds, claims), so nothing is undone by
 * itself where the channel may know the parcel.
 */
const voided: Withdrawal = {
  kind: 'person',
  code: 'parcel_voided_after_confirm',
  text: 'the ERP voided this parcel after the channel was told that it had left: correct the shipment at the channel, then write this delivery off',
};

function readCancellation(key: string, cancellation: Cancellation): Reading {
  const { tenant, channel, account, cancellationId } = cancellation;
  if (!isToBeTold(cancellation)) return { skip: 'no cancellation that the channel shall be told' };
  return {
    account: { tenant, target: channel, account },
    problem: orderProblem(key, cancellation) ?? (cancellationId === '' ? 'it has no id' : undefined),
    intents: (keyring) => [
      {
        ...intentOf(cancellation, cancellationId),
        idempotencyKey: `cancel.channel/${cancellation.orderKey}/${cancellationId}/${channel}:${account}`,
        effect: 'cancel.channel',
        subjectKind: 'cancellation',
        desired: cancellationCodec.encode(cancellation),
        desiredDigest: keyring.digest(tenant, 'content', canonicalJson(contentIn(cancellation))),
      },
    ],
  };
}

function isToBeTold({ origin, decision, channelOutcome }: Cancellation): boolean {
  return origin === 'tributary' && decision === 'approved' && channelOutcome === 'requested';
}

function intentOf(record: ShipmentNotice | Cancellation, subjectId: string) {
  return orderIntent(record, { target: record.channel, account: record.account, subjectId, incarnation: 1, reference: subjectId });
}
