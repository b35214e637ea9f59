import type { Cancellation, CancellationReason } from '@tributary/contracts';
import { argumentOf } from './commands.ts';
import type { RoutingContext } from './context.ts';
import type { DesiredCancellation } from './desired.ts';
import { hasEnded } from './lives.ts';
import { placeOf } from './place.ts';
import { modeOfOrder } from './route.ts';
import type { OrderView } from './view.ts';

/** The channel is told of a person's cancellation once no ERP holds the order any more. */
export function cancellationsOf(view: OrderView, context: RoutingContext): readonly DesiredCancellation[] {
  const { order, commands, cancelledAt, parts, outcomes } = view;
  const { cancel } = commands;
  // What an ERP fetched from the channel by itself it hears from the channel.
  const isStopped = parts.every(({ lives }) => lives.every((life) => life.intake === 'native' || hasEnded(life, true, outcomes)));
  if (cancel === undefined || cancelledAt !== undefined || !isStopped) return [];
  const reason = argumentOf(cancel, 'reason') ?? '';
  return [
    {
      ...placeOf(order),
      cancellationId: cancel.eventId,
      kind: 'request',
      requestedBy: 'seller',
      requestedAt: cancel.issuedAt,
      lines: [],
      reason: isReason(reason) ? reason : 'other',
      reasonRaw: reason === '' ? null : reason,
      decision: 'approved',
      decidedBy: cancel.by,
      decidedAt: cancel.issuedAt,
      channelOutcome: 'requested',
      restock: argumentOf(cancel, 'restock') === 'true',
      mode: modeOfOrder(view, context),
    },
  ];
}

const reasons: readonly Cancellation['reason'][] = ['changed_mind', 'out_of_stock', 'price_error', 'address', 'fraud', 'payment', 'duplicate', 'late', 'other'];
const isReason = (text: string): text is CancellationReason => (reasons as readonly string[]).includes(text);
