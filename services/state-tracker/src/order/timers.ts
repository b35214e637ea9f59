import type { OrderException, OrderStatus } from '@tributary/contracts';
import type { RoutingContext, Thresholds } from './context.ts';
import { bodiesOf } from './facts.ts';
import { holdOf } from './facets.ts';
import { sinceOf } from './progress.ts';
import { modeOfOrder } from './route.ts';
import type { OrderView } from './view.ts';

/** When time alone changes something about an order. */
export type Timer = { readonly code: string; /** Epoch ms. */ readonly at: number };

const code = 'stuck';

type Wait = { readonly threshold: keyof Thresholds; readonly leg: string; readonly text: string };

const waits: Partial<Record<OrderStatus, Wait>> = {
  pending: { threshold: 'pendingMs', leg: 'route', text: 'It is paid, and the channel has not let it go. Look there for what it waits for.' },
  created: { threshold: 'createdMs', leg: 'erp.create', text: 'It may be fulfilled, and no ERP has taken all of it. Look at its legs for the one that does not move.' },
  synced: { threshold: 'syncedMs', leg: 'ship', text: 'Its ERP has it and has not shipped it. Look there for stock, review and carrier.' },
};

const paid = ['paid', 'partially_refunded', 'cod'];

/** When the order will have stood still for too long. Nobody waits for an order that a person holds or that does not leave the house. */
function dueOf(view: OrderView, status: OrderStatus, context: RoutingContext): { readonly wait: Wait; readonly at: number; readonly since: number } | undefined {
  const wait = waits[status];
  const isWatched = view.route?.observed === null ? view.parts.length > 0 : view.route === undefined;
  if (wait === undefined || !isWatched || holdOf(view) !== 'none' || modeOfOrder(view, context) !== 'live') return undefined;
  if (status === 'pending' && !paid.includes(view.order.paymentStatus)) return undefined;
  const since = sinceOf(view, status);
  return { wait, since, at: since + context.thresholds[wait.threshold] };
}

const passed = (view: OrderView): number => Math.max(0, ...bodiesOf(view.facts, 'timer').filter((timer) => timer.code === code).map(({ at }) => at));

/** The next moment at which something is late; null: nothing waits, or it is late already. */
export function timerOf(view: OrderView, status: OrderStatus, context: RoutingContext): Timer | null {
  const due = dueOf(view, status, context);
  return due === undefined || passed(view) >= due.at ? null : { code, at: due.at };
}

/** An order that stood still for too long, for as long as it stands. */
export function lateness(view: OrderView, status: OrderStatus, context: RoutingContext): OrderException[] {
  const due = dueOf(view, status, context);
  if (due === undefined || passed(view) < due.at) return [];
  return [{ code, text: `Nothing has moved since ${new Date(due.since).toISOString()}. ${due.wait.text}`, source: 'tributary', leg: due.wait.leg, since: due.at }];
}
