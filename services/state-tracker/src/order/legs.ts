import type { OrderLeg } from '@tributary/contracts';
import { bodyOf, deliveriesOf, type DeliveryBody, type Facts, type RoutePart } from './facts.ts';

/** Outcome of the effect that creates a part at its ERP, once the ledger has announced one. */
export function creationOf(facts: Facts, part: RoutePart): DeliveryBody | undefined {
  return deliveriesOf(facts).find(
    (delivery) => delivery.effect === 'erp.create' && delivery.subjectId === String(part.part) && delivery.incarnation === part.incarnation && delivery.target === part.erp && delivery.targetAccount === part.erpAccount,
  );
}

/** Everything that has to be done for the order, with where it stands. */
export function legsOf(facts: Facts): OrderLeg[] {
  const order = bodyOf(facts, 'order');
  if (order === undefined) return [];
  const route = bodyOf(facts, 'route');
  const decided: OrderLeg = { ...emptyLeg, leg: 'route', state: route === undefined ? 'waiting' : 'succeeded', updatedAt: order.revision.at };
  return [decided, ...(route?.parts ?? []).map((part) => creationLeg(facts, part))];
}

const emptyLeg = { target: '', subject: '', attempts: 0, reference: null, errorClass: null, errorText: null } as const;

function creationLeg(facts: Facts, part: RoutePart): OrderLeg {
  const head = { ...emptyLeg, leg: 'erp.create', target: `${part.erp}:${part.erpAccount}`, subject: String(part.part) };
  const delivery = creationOf(facts, part);
  if (delivery === undefined) return { ...head, state: bodyOf(facts, 'order')?.actionable ? 'pending' : 'waiting', updatedAt: bodyOf(facts, 'order')?.revision.at ?? 0 };
  return {
    ...head,
    state: delivery.outcome,
    attempts: delivery.attempts,
    reference: delivery.vendorReference,
    errorClass: delivery.errorClass,
    errorText: delivery.errorText,
    updatedAt: delivery.revision.at,
  };
}
