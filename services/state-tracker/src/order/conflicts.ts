import type { OrderException } from '@tributary/contracts';
import { compareDecimals } from '@tributary/kernel';
import { bodyOf, deliveriesOf, type DeliveryBody, type Facts } from './facts.ts';
import { creationOf } from './legs.ts';

const stuckOutcomes = new Set<DeliveryBody['outcome']>(['rejected', 'held', 'dead']);

/** Where sources contradict each other or a person is needed, each in words for staff. */
export function conflicts(facts: Facts): OrderException[] {
  return [...stuckDeliveries(facts), ...changedAfterPush(facts)];
}

function stuckDeliveries(facts: Facts): OrderException[] {
  return deliveriesOf(facts)
    .filter((delivery) => stuckOutcomes.has(delivery.outcome))
    .map((delivery) => ({
      code: delivery.errorCode ?? delivery.outcome,
      text: delivery.errorText ?? `${delivery.effect} at ${delivery.target} is ${delivery.outcome}`,
      source: `${delivery.target}:${delivery.targetAccount}`,
      leg: delivery.effect,
      since: delivery.revision.at,
    }));
}

/** What the channel wants now against what the ERP took: updates and cancellations at the ERP are done by a person for now. */
function changedAfterPush(facts: Facts): OrderException[] {
  const order = bodyOf(facts, 'order');
  const cancelled = bodyOf(facts, 'cancelled');
  return (bodyOf(facts, 'route')?.parts ?? []).flatMap((part) => {
    const creation = creationOf(facts, part);
    if (order === undefined || creation?.outcome !== 'succeeded') return [];
    const source = `${part.erp}:${part.erpAccount}`;
    const held = { source, leg: 'erp.create', since: order.revision.at };
    const number = creation.vendorReference ?? part.externalNo;
    if (cancelled !== undefined) return [{ ...held, code: 'cancelled_after_push', since: cancelled.at, text: `The channel cancelled the order, ${source} still holds it as ${number}. Stop it there.` }];
    const pushed = new Map(creation.allocation.map((row) => [row.channelLineId, row.qty]));
    const changed = order.lines.filter((line) => line.requiresShipping && compareDecimals(line.currentQty, pushed.get(line.channelLineId) ?? '0') !== 0);
    if (changed.length === 0) return [];
    return [{ ...held, code: 'changed_after_push', text: `The channel changed line ${changed.map((line) => line.channelLineId).join(', ')} after ${source} took the order as ${number}. Change it there.` }];
  });
}
