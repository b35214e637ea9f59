import { bindEffect, cancellationCodec, joinAccountSinks, noticeCodec, type BoundEffect } from '@tributary/delivery-kit';
import type { Clock } from '@tributary/kernel';
import { createCancelSink } from './cancel-sink.ts';
import { effectsSettledIn } from './effects.ts';
import type { CarrierMap } from './ship-calls.ts';
import { createShipSink } from './ship-sink.ts';
import type { Shop } from './shops.ts';

/** Everything that can be told to any of the shops. The slowest of them says how long to wait before a resend. */
export function shopEffects(shops: readonly Shop[], { carriers, clock }: { carriers: CarrierMap; clock: Clock }): readonly BoundEffect[] {
  const longest = (name: 'shipConfirm' | 'cancel'): number => Math.max(0, ...shops.map(({ account }) => account.options.settleMs[name]));
  const { shipConfirm, cancelChannel } = effectsSettledIn({ shipConfirm: longest('shipConfirm'), cancel: longest('cancel') });
  const ships = shops.map(({ account: { tenant, account, locations }, client, reader }) => ({ tenant, account, sink: createShipSink({ client, reader, carriers, locations }) }));
  const cancels = shops.map(({ account: { tenant, account }, client }) => ({ tenant, account, sink: createCancelSink({ client, clock }) }));
  return [bindEffect(shipConfirm, noticeCodec, joinAccountSinks(ships)), bindEffect(cancelChannel, cancellationCodec, joinAccountSinks(cancels))];
}
