import type { OrderException } from '@tributary/contracts';
import { missingOf } from './commands.ts';
import type { DeliveryBody } from './facts.ts';
import { doomOf, hasEnded, lastLife, type Life, type Part } from './lives.ts';
import { creationOf, endOf, isGivenUp } from './outcomes.ts';
import { parcelConflicts } from './parcel-conflicts.ts';
import type { Parcel } from './parcels.ts';
import { isOver } from './progress.ts';
import type { Routing } from './route.ts';
import { isCalledOff, type OrderView } from './view.ts';

/** Where sources contradict each other or a person is needed, each in words for staff. */
export function conflicts(view: OrderView, routing: Routing): OrderException[] {
  return [
    ...withoutLines(view),
    ...unrouted(view, routing),
    ...badCommand(view),
    ...view.parts.flatMap((part) => part.lives.flatMap((life) => lifeConflicts(view, part, life))),
    ...view.outcomes.newest.filter((outcome) => isStuck(view, outcome)).map(inItsWords),
    ...parcelConflicts(view),
  ];
}

/** Nothing would ever be shipped for it, and nobody would notice. */
function withoutLines({ order, cancelledAt, route }: OrderView): OrderException[] {
  if (order.lines.length > 0 || cancelledAt !== undefined || (route?.observed ?? null) !== null) return [];
  return [{ code: 'no_lines', text: 'The channel shows the order without any line. Look at it there; it goes on by itself once the channel shows its lines.', source: 'tributary', leg: 'route', since: order.revision.at }];
}

function unrouted({ order }: OrderView, { problem }: Routing): OrderException[] {
  return problem === undefined ? [] : [{ ...problem, source: 'tributary', leg: 'route', since: order.revision.at }];
}

function badCommand({ commands }: OrderView): OrderException[] {
  const last = commands.reroutes.at(-1);
  const missing = last === undefined ? [] : missingOf(last);
  if (last === undefined || missing.length === 0) return [];
  return [{ code: 'bad_command', text: `The command reroute does not name ${missing.join(', ')}, so it was not carried out. Give it again with erp, erpAccount and store, or with a warehouse alone.`, source: 'tributary', leg: 'route', since: last.issuedAt }];
}

const stuckOutcomes = ['rejected', 'held', 'dead'];

/** Effects that do not go on by themselves and that are still wanted. */
function isStuck(view: OrderView, outcome: DeliveryBody): boolean {
  if (!stuckOutcomes.includes(outcome.outcome)) return false;
  switch (outcome.effect) {
    case 'erp.create':
    case 'erp.link':
      return !livesOf(view).some(({ part, life }) => creationOf([outcome], life) !== undefined && isOver(view, part, life));
    case 'erp.cancel':
      // A refusal is told with what it means for the order.
      return outcome.outcome !== 'rejected' && livesOf(view).some(({ part, life }) => endOf([outcome], life) !== undefined && isOver(view, part, life) && !hasEnded(life, true, view.outcomes));
    case 'ship.confirm':
      return view.parcels.some((parcel) => parcel.shipment.shipmentId === outcome.subjectId && isToldStill(view, parcel));
    case 'cancel.channel':
      return view.cancelledAt === undefined;
    default:
      return true;
  }
}

/** The channel shall know the parcel, or knows it although it shall not any more: that waits for a person. */
const isToldStill = ({ told }: OrderView, { id, isCounted, confirmed }: Parcel): boolean => confirmed !== undefined || (isCounted && (told.get(id)?.lines.length ?? 0) > 0);

const livesOf = ({ parts }: OrderView): { part: Part; life: Life }[] => parts.flatMap((part) => part.lives.map((life) => ({ part, life })));

function inItsWords(outcome: DeliveryBody): OrderException {
  return {
    code: outcome.errorCode ?? outcome.outcome,
    text: outcome.errorText ?? `${outcome.effect} at ${outcome.target} is ${outcome.outcome}`,
    source: `${outcome.target}:${outcome.targetAccount}`,
    leg: outcome.effect,
    since: outcome.revision.at,
  };
}

function lifeConflicts(view: OrderView, part: Part, life: Life): OrderException[] {
  const isEnding = isOver(view, part, life);
  if (isEnding && life.intake === 'native') return staysThere(view, life);
  return isEnding ? refusedEnd(view, part, life) : [...blocked(view, life), ...cancelledThere(view, life)];
}

const sourceOf = ({ erp, erpAccount }: Life): string => `${erp}:${erpAccount}`;
const numberOf = ({ outcomes }: OrderView, life: Life): string => creationOf(outcomes.succeeded, life)?.vendorReference ?? life.externalNo;

/** The ERP does not let go of what shall not be there any more. */
function refusedEnd(view: OrderView, part: Part, life: Life): OrderException[] {
  const cancel = endOf(view.outcomes.newest, life);
  if (cancel?.outcome !== 'rejected' || hasEnded(life, true, view.outcomes)) return [];
  const source = sourceOf(life);
  const words = cancel.errorText === null ? '' : ` It says: ${cancel.errorText}.`;
  const isChange = !isCalledOff(view) && life === lastLife(part) && doomOf(life, view.commands, view.outcomes) === 'recreate';
  const held = { source, leg: 'erp.cancel', since: cancel.revision.at };
  if (isChange) {
    return [{ ...held, code: 'changed_after_push', text: `The channel changed the order after ${source} took it as ${numberOf(view, life)}, and ${source} neither changes nor cancels it any more.${words} Change it there by hand, or settle the difference with the buyer.` }];
  }
  return [{ ...held, code: 'cancel_too_late', text: `${source} does not stop ${numberOf(view, life)} any more.${words} ${whatNow(view)}` }];
}

/** Nobody tells an ERP to give up what it fetched by itself, except the channel by cancelling. */
function staysThere(view: OrderView, life: Life): OrderException[] {
  const linked = creationOf(view.outcomes.succeeded, life);
  const isSentElsewhere = doomOf(life, view.commands, view.outcomes) === 'reroute' && !isCalledOff(view);
  if (linked === undefined || !isSentElsewhere || hasEnded(life, true, view.outcomes)) return [];
  const text = `${sourceOf(life)} fetched the order by itself as ${numberOf(view, life)}. Cancel it there by hand; once ${sourceOf(life)} says so it goes where it was rerouted to.`;
  return [{ code: 'cancel_by_hand', text, source: sourceOf(life), leg: 'erp.link', since: linked.revision.at }];
}

function whatNow({ cancelledAt, commands }: OrderView): string {
  if (cancelledAt !== undefined) return 'The channel has cancelled the order: intercept the parcel, or have it sent back.';
  if (commands.cancel !== undefined) return 'The order is not cancelled at the channel: intercept the parcel there first, or let it be shipped.';
  return 'Nothing more was sent elsewhere for it: intercept the parcel there, or let it be shipped.';
}

/** The ERP's own words for why it does not go on. */
function blocked(view: OrderView, life: Life): OrderException[] {
  return view.erpOrders(life).flatMap((held) => {
    if (held.blocked.length === 0 || ['cancelled', 'deleted', 'shipped'].includes(held.status)) return [];
    const words = held.blocked.map(({ code, text }) => (text === '' ? code : text)).join('; ');
    return [{ code: 'erp_blocked', text: `${sourceOf(life)} keeps ${held.erpOrderId} back: ${words}. Clear it there.`, source: sourceOf(life), leg: 'erp.create', since: held.revision.at }];
  });
}

/** The ERP gave up what is still wanted, and nobody here told it to. */
function cancelledThere(view: OrderView, life: Life): OrderException[] {
  const held = view.erpOrders(life);
  const isGone = held.length > 0 && held.every(isGivenUp);
  if (!isGone || endOf(view.outcomes.newest, life) !== undefined) return [];
  const text = `${sourceOf(life)} cancelled ${numberOf(view, life)} without being asked, and the order is still wanted. Send it there again or elsewhere (command reroute), or cancel it at the channel (command cancel).`;
  return [{ code: 'cancelled_at_erp', text, source: sourceOf(life), leg: 'erp.create', since: Math.max(...held.map(({ revision }) => revision.at)) }];
}
