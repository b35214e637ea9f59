import type { OrderFacets, OrderFlag } from '@tributary/contracts';
import { addDecimals, compareDecimals } from '@tributary/kernel';
import { bodiesOf } from './facts.ts';
import { hasEnded, lastLife, type Part } from './lives.ts';
import { isSome } from './needs.ts';
import { creationOf, isGivenUp } from './outcomes.ts';
import { isAccepted, progressOf } from './progress.ts';
import { shippedByErp, type OrderView } from './view.ts';

export function facetsOf(view: OrderView): OrderFacets {
  return { payment: view.order.paymentStatus, hold: holdOf(view), erp: erpOf(view), fulfillment: fulfillmentOf(view), afterSale: afterSaleOf(view) };
}

export function holdOf({ commands, needs, order }: OrderView): 'none' | 'channel' | 'person' {
  if (commands.hold !== undefined) return 'person';
  const isHeld = needs.some(({ line, held }) => line.requiresShipping && isSome(held)) || order.channelStatus === 'on_hold' || order.notActionable.includes('channel_hold');
  return isHeld ? 'channel' : 'none';
}

/** From the least far to the furthest: the facet is that of the part that is least far. */
const erpSteps = ['none', 'rejected', 'queued', 'blocked', 'accepted', 'released', 'shipped', 'cancelled'] as const;
type ErpStep = (typeof erpSteps)[number];

function erpOf(view: OrderView): ErpStep {
  const steps = view.parts.map((part) => erpStepOf(view, part));
  return erpSteps.find((step) => steps.includes(step)) ?? 'none';
}

const blockedStatuses = ['frozen', 'out_of_stock', 'problem'];

function erpStepOf(view: OrderView, part: Part): ErpStep {
  const life = lastLife(part);
  const held = view.erpOrders(life);
  if (hasEnded(life, false, view.outcomes) || (held.length > 0 && held.every(isGivenUp))) return 'cancelled';
  const alive = held.filter((one) => !isGivenUp(one));
  if (alive.length > 0 && alive.every(({ status }) => status === 'shipped')) return 'shipped';
  if (alive.some(({ status, blocked }) => blocked.length > 0 || blockedStatuses.includes(status))) return 'blocked';
  if (alive.some(({ status }) => status === 'released' || status === 'allocated')) return 'released';
  return isAccepted(view, life) ? 'accepted' : askedStep(creationOf(view.outcomes.newest, life)?.outcome);
}

function askedStep(outcome: string | undefined): ErpStep {
  if (outcome === undefined) return 'none';
  if (outcome === 'superseded') return 'cancelled';
  return ['rejected', 'held', 'dead'].includes(outcome) ? 'rejected' : 'queued';
}

function fulfillmentOf(view: OrderView): string {
  const { shippable, isSomeShipped, isAllShipped } = progressOf(view);
  if (shippable.length === 0) return 'not_required';
  if (!isSomeShipped) return 'none';
  if (!isAllShipped) return 'partial';
  return shippable.some(({ line }) => isSome(shippedByErp(view, line.channelLineId))) ? 'shipped' : 'by_channel';
}

function afterSaleOf(view: OrderView): string {
  if (isCancelRequested(view)) return 'cancel_requested';
  const { order } = view;
  const refunds = bodiesOf(view.facts, 'refund').filter(({ status, currency }) => status === 'done' && currency === order.currency);
  const told = addDecimals(...refunds.map(({ total }) => total));
  const refunded = compareDecimals(told, order.refundedTotal) > 0 ? told : order.refundedTotal;
  if (order.paymentStatus === 'refunded' || (isSome(refunded) && compareDecimals(refunded, order.grandTotal) >= 0)) return 'refunded';
  return isSome(refunded) || order.paymentStatus === 'partially_refunded' ? 'partly_refunded' : 'none';
}

/** Somebody wants it cancelled, and that is not settled yet. */
function isCancelRequested({ commands, cancelledAt, facts }: OrderView): boolean {
  if (cancelledAt !== undefined) return false;
  return commands.cancel !== undefined || bodiesOf(facts, 'cancellation').some(({ kind, decision }) => kind === 'request' && decision === 'pending');
}

export function flagsOf(view: OrderView, hasException: boolean): OrderFlag[] {
  const { order, route, parcels, told, channelParcels } = view;
  const rows: readonly [OrderFlag, boolean][] = [
    ['exception', hasException],
    ['on_hold', holdOf(view) !== 'none'],
    ['cancel_requested', isCancelRequested(view)],
    ['over_shipped', parcels.some(({ id, hasSurplus }) => hasSurplus || told.get(id)?.isCut === true)],
    ['shipped_elsewhere', channelParcels.some(({ kind }) => kind === 'elsewhere')],
    ['observed', route !== undefined && route.parts.length === 0 && view.needs.some(({ line }) => line.requiresShipping)],
    ['test', order.isTest],
  ];
  return rows.filter(([, isSet]) => isSet).map(([flag]) => flag);
}
