import type { ApiContext } from '../api-context.ts';
import { cancelOrder, cancelProblem } from '../changes/cancel.ts';
import { served, type Args } from '../graphql/served.ts';
import { gid } from '../held-order.ts';
import { isObject } from '../../engine/json.ts';
import type { Problem } from '../office.ts';
import { textArg } from './args.ts';
import { jobGid, jobNode } from './jobs.ts';
import { userErrors, type Outcome } from './outcome.ts';

/** Only starts the cancellation; its job is done when the order is cancelled. */
export function orderCancel(context: ApiContext, args: Args): Outcome {
  const held = context.finder.order(textArg(args, 'orderId'));
  const reason = textArg(args, 'reason').toLowerCase();
  if (held === undefined) return refusal({ field: ['orderId'], message: 'Order does not exist', code: 'NOT_FOUND' });
  const problem = cancelProblem(held);
  if (problem !== undefined) return refusal({ field: ['orderId'], message: problem, code: 'INVALID' });
  const method = args['refundMethod'];
  const refund = args['refund'] === true || (isObject(method) && method['originalPaymentMethodsRefund'] === true);
  const job = jobGid(crypto.randomUUID());
  context.jobs.start(job);
  context.office.later(context.config.jobDelayMs, () => {
    // What the shop did meanwhile may stand against it; then nothing happens, and only the order tells.
    cancelOrder(context.office, held, { reason, restock: args['restock'] === true, refund }, 'app');
    context.jobs.finish(job);
  });
  const payload = served('OrderCancelPayload', { job: () => jobNode(context.jobs, job), orderCancelUserErrors: [], userErrors: [] });
  return { payload, touched: [gid('Order', held.body.id)], problems: [] };
}

function refusal(problem: Problem): Outcome {
  const payload = served('OrderCancelPayload', {
    job: null, orderCancelUserErrors: () => userErrors([problem], 'OrderCancelUserError'), userErrors: () => userErrors([problem]),
  });
  return { payload, touched: [], problems: [problem] };
}
