import type { ApiContext } from '../api-context.ts';
import { refundOrder, type RefundLine, type Restock } from '../changes/refund.ts';
import type { Args, FieldCall } from '../graphql/served.ts';
import { served } from '../graphql/served.ts';
import { gid, idIn, type HeldOrder } from '../held-order.ts';
import { decimalsOf, parseUnits } from '../../engine/money.ts';
import { done, refuse, type Deed, type Problem } from '../office.ts';
import { orderNode } from '../served/order-node.ts';
import { refundNode } from '../served/refund-nodes.ts';
import type { JsonObject } from '../../engine/json.ts';
import { countArg, objectArg, objectsArg, optionalText, textArg } from './args.ts';
import { userErrors, type Outcome } from './outcome.ts';

const RESTOCKS: Record<string, Restock> = { CANCEL: 'cancel', RETURN: 'return', NO_RESTOCK: 'no_restock' };

/** Once per key: a lost answer is found again by asking with the same key. */
export function refundCreate(context: ApiContext, args: Args, { idempotencyKey }: FieldCall): Outcome {
  const input = objectArg(args, 'input');
  const ran = context.idempotency.run(`${context.shop.shop} refundCreate`, idempotencyKey, args, () => refund(context, input));
  return ran === 'mismatch' ? refusal([{ field: ['input'], message: 'The idempotency key was used with other parameters' }]) : ran;
}

function refund(context: ApiContext, input: Args): Outcome {
  const held = context.finder.order(textArg(input, 'orderId'));
  if (held === undefined) return refusal([{ field: ['input', 'orderId'], message: 'Order does not exist' }]);
  const amount = amountOf(held, input);
  if (!amount.ok) return refusal(amount.problems);
  const wish = { lines: objectsArg(input, 'refundLineItems').map(lineOf), note: optionalText(input, 'note'), amount: amount.value };
  const deed = refundOrder(context.office, held, wish, 'app');
  return deed.ok ? success(held, deed.value) : refusal(deed.problems);
}

/** Money goes back by the transactions that are asked for; without one, none does. */
function amountOf({ shop }: HeldOrder, input: Args): Deed<bigint> {
  let total = 0n;
  for (const transaction of objectsArg(input, 'transactions')) {
    const units = parseUnits(String(transaction['amount']), decimalsOf(shop.currency));
    if (units === undefined || transaction['kind'] !== 'REFUND') return refuse('Transactions: a refund with an amount is wanted', ['input', 'transactions']);
    total += units;
  }
  return done(total);
}

function lineOf(entry: Args): RefundLine {
  const restock = RESTOCKS[optionalText(entry, 'restockType') ?? 'NO_RESTOCK'] ?? 'no_restock';
  return { lineItemId: idIn('LineItem', textArg(entry, 'lineItemId')) ?? '', quantity: countArg(entry, 'quantity'), restock };
}

function success(held: HeldOrder, made: JsonObject): Outcome {
  const payload = served('RefundCreatePayload', { refund: () => refundNode(held, made, () => orderNode(held)), order: () => orderNode(held), userErrors: [] });
  return { payload, touched: [gid('Refund', String(made['id'])), gid('Order', held.body.id)], problems: [] };
}

const refusal = (problems: readonly Problem[]): Outcome => ({
  payload: served('RefundCreatePayload', { refund: null, order: null, userErrors: () => userErrors(problems) }), touched: [], problems,
});
