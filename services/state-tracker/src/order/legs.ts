import type { OrderLeg } from '@tributary/contracts';
import type { Desired } from './desired.ts';
import type { DeliveryBody } from './facts.ts';
import { hasEnded, lastLife, type Life, type Part } from './lives.ts';
import { birthOf, creationOf, endOf, ofCancellation } from './outcomes.ts';
import { isOver } from './progress.ts';
import type { Routing } from './route.ts';
import type { OrderView } from './view.ts';

/** Everything that has to be done for the order, with where it stands. */
export function legsOf(view: OrderView, routing: Routing, desired: Desired): OrderLeg[] {
  return [
    routeLeg(view, routing),
    ...view.parts.flatMap((part) => part.lives.flatMap((life) => partLegs(view, part, life, desired))),
    ...desired.notices.flatMap((notice) => parcelLegs(view, notice)),
    ...cancellationLegs(view, desired),
  ];
}

const emptyLeg = { target: '', subject: '', attempts: 0, reference: null, errorClass: null, errorText: null } as const;

const waits = { groups: 'The channel has not told from which place its lines shall be shipped.', release: 'The channel keeps lines back for now.' };

function routeLeg({ route, order }: OrderView, { waitsFor, problem }: Routing): OrderLeg {
  const errorText = problem?.text ?? (waitsFor === undefined ? null : waits[waitsFor]);
  return { ...emptyLeg, leg: 'route', state: route === undefined || errorText !== null ? 'waiting' : 'succeeded', errorText, updatedAt: order.revision.at };
}

/** Creation of the part's last life, and the end of every life that is over. */
function partLegs(view: OrderView, part: Part, life: Life, { requests }: Desired): OrderLeg[] {
  const { outcomes, order } = view;
  const head = { ...emptyLeg, target: `${life.erp}:${life.erpAccount}`, subject: String(life.part), updatedAt: order.revision.at };
  const isAsked = requests.some((one) => one.part === life.part && one.incarnation === life.incarnation && one.state === 'active');
  const ends = isOver(view, part, life);
  const creation = creationOf(outcomes.newest, life);
  const cancel = endOf(outcomes.newest, life);
  const created: OrderLeg = creation === undefined ? { ...head, leg: birthOf(life), state: ends ? 'not_applicable' : isAsked ? 'pending' : 'waiting' } : told({ ...head, leg: birthOf(life) }, creation);
  const ended: OrderLeg = cancel === undefined ? { ...head, leg: 'erp.cancel', state: hasEnded(life, true, outcomes) ? 'not_applicable' : 'pending' } : told({ ...head, leg: 'erp.cancel' }, cancel);
  return [...(life === lastLife(part) ? [created] : []), ...(life.intake === 'hub' && (ends || cancel !== undefined) ? [ended] : [])];
}

function parcelLegs({ parcels, order }: OrderView, { shipmentId, erp, erpAccount, state }: Desired['notices'][number]): OrderLeg[] {
  const outcome = parcels.find(({ shipment }) => shipment.shipmentId === shipmentId && shipment.origin === `${erp}:${erpAccount}`)?.outcome;
  const head = { ...emptyLeg, leg: 'ship.confirm', target: `${order.channel}:${order.account}`, subject: shipmentId, updatedAt: order.revision.at };
  if (outcome !== undefined) return [told(head, outcome)];
  return state === 'active' ? [{ ...head, state: 'pending' }] : [];
}

function cancellationLegs({ commands, outcomes, order, cancelledAt }: OrderView, { cancellations }: Desired): OrderLeg[] {
  const { cancel } = commands;
  if (cancel === undefined) return [];
  const head = { ...emptyLeg, leg: 'cancel.channel', target: `${order.channel}:${order.account}`, subject: cancel.eventId, updatedAt: cancel.issuedAt };
  const outcome = ofCancellation(outcomes.newest, cancel.eventId);
  if (outcome !== undefined) return [told(head, outcome)];
  return [{ ...head, state: cancelledAt !== undefined ? 'not_applicable' : cancellations.length > 0 ? 'pending' : 'waiting' }];
}

function told(head: Omit<OrderLeg, 'state'>, outcome: DeliveryBody): OrderLeg {
  return {
    ...head,
    state: outcome.outcome,
    attempts: outcome.attempts,
    reference: outcome.vendorReference,
    errorClass: outcome.errorClass,
    errorText: outcome.errorText,
    updatedAt: outcome.revision.at,
  };
}
