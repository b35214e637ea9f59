import type { RequestLine, RequestState, ShipTo } from '@tributary/contracts';
import { compareDecimals, divideDecimals, subtractDecimals } from '@tributary/kernel';
import type { DesiredPart } from './desired.ts';
import { elsewhereUnits } from './echoes.ts';
import { bodyOf } from './facts.ts';
import { doomOf, lastLife, type Life, type Part } from './lives.ts';
import { amountsOf, pricePlaces } from './amounts.ts';
import { isSome, least, most, type Need } from './needs.ts';
import { creationOf, isBirth } from './outcomes.ts';
import { placeOf } from './place.ts';
import { isCalledOff, needsOfPart, type OrderView, wantedOf } from './view.ts';

/** A line with the units that its ERP should hold. */
type Quantity = { readonly need: Need; readonly qty: string };

/**
 * What each ERP should hold of the order: every life that a part ever had, all but the last one cancelled. A part that is
 * left out stays with its ERP as it was last asked for.
 */
export function requestsOf(view: OrderView): readonly DesiredPart[] {
  return view.parts.flatMap((part) => part.lives.flatMap((life) => requestOf(view, part, life)));
}

function requestOf(view: OrderView, part: Part, life: Life): DesiredPart[] {
  const isOver = life !== lastLife(part) || isCalledOff(view) || doomOf(life, view.commands, view.outcomes) !== undefined;
  const { all, open } = quantitiesOf(view, part, life);
  if (isOver || all.length === 0) return [desiredPart(view, part, life, { state: 'cancelled', quantities: all })];
  return open.length === 0 || isKeptBack(view, life) || isSettledWithoutPerson(view, life, open) ? [] : [desiredPart(view, part, life, { state: 'active', quantities: open })];
}

/** Nothing is asked of an ERP before the order may be fulfilled, nor while a person holds it; what was asked goes on. */
function isKeptBack({ order, commands, outcomes }: OrderView, life: Life): boolean {
  const isOrderAsked = outcomes.newest.some(isBirth);
  return (!order.actionable && !isOrderAsked) || (commands.hold !== undefined && creationOf(outcomes.newest, life) === undefined);
}

/** Of a person who was erased nothing can be told any more; an ERP that holds the units that are wanted is left alone. */
function isSettledWithoutPerson(view: OrderView, life: Life, open: readonly Quantity[]): boolean {
  if (bodyOf(view.facts, 'personal')?.erased !== true) return false;
  const pushed = pushedBy(view, life);
  return open.length === pushed.size && open.every(({ need, qty }) => compareDecimals(pushed.get(need.line.channelLineId) ?? '0', qty) === 0);
}

/**
 * Units per line: `all` that the ERP should hold in the end, `open` without what the channel keeps back for now. What the
 * ERP has accepted is neither kept back nor taken away because somebody else shipped it: a person decides about that.
 */
export function quantitiesOf(view: OrderView, part: Part, life: Life): { readonly all: readonly Quantity[]; readonly open: readonly Quantity[] } {
  const pushed = pushedBy(view, life);
  const quantities = needsOfPart(view, part).map((need) => {
    const wanted = wantedOf(view, need, life);
    const firm = least(wanted, pushed.get(need.line.channelLineId) ?? '0');
    const all = most(firm, subtractDecimals(wanted, elsewhereUnits(view.channelParcels, need.line.channelLineId)));
    return { need, all, open: most(firm, subtractDecimals(all, need.held)) };
  });
  return { all: quantities.flatMap(({ need, all }) => (isSome(all) ? [{ need, qty: all }] : [])), open: quantities.flatMap(({ need, open }) => (isSome(open) ? [{ need, qty: open }] : [])) };
}

/** Units per line that the ERP accepted. */
export function pushedBy({ outcomes, order }: OrderView, life: Life): ReadonlyMap<string, string> {
  const accepted = creationOf(outcomes.succeeded, life)?.allocation ?? [];
  return new Map(accepted.filter(({ orderKey }) => orderKey === order.orderKey).map(({ channelLineId, qty }) => [channelLineId, qty]));
}

type Wish = { readonly state: RequestState; readonly quantities: readonly Quantity[] };

function desiredPart(view: OrderView, part: Part, life: Life, { state, quantities }: Wish): DesiredPart {
  const { order, route, facts } = view;
  const personal = bodyOf(facts, 'personal');
  return {
    ...placeOf(order),
    part: life.part,
    incarnation: life.incarnation,
    erp: life.erp,
    erpAccount: life.erpAccount,
    store: life.store,
    platformCode: life.platformCode || null,
    warehouse: life.warehouse,
    method: life.method,
    intake: life.intake,
    externalNo: life.externalNo,
    state,
    mode: life.mode,
    rulesVersion: route?.rulesVersion ?? '',
    placedAt: order.placedAt,
    paidAt: bodyOf(facts, 'paid')?.at ?? null,
    currency: order.currency,
    ...amountsOf(view, part),
    displayNumber: order.displayNumber,
    shipTo: personal?.shipTo ?? noAddress,
    personal: personal?.personal ?? null,
    lines: quantities.map(lineOf),
  };
}

const noAddress: ShipTo = { country: null, region: null, regionCode: null, city: null, postalPrefix: null, quality: 'absent', fingerprint: null };

function lineOf({ need: { line }, qty }: Quantity): RequestLine {
  return {
    channelLineId: line.channelLineId,
    channelSku: line.channelSku,
    variantId: line.variantId,
    title: line.title,
    qty,
    unitPrice: compareDecimals(line.orderedQty, '0') > 0 ? divideDecimals(line.netAmount, line.orderedQty, pricePlaces) : line.unitPrice,
  };
}
