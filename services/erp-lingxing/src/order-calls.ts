import type { Effect, Permit } from '@tributary/delivery-kit';
import type { CallContext } from '@tributary/http';
import { during, failed, failure, ok, reasonOf, type Clock, type Failure, type Result } from '@tributary/kernel';
import type { LingxingClient } from './client.ts';
import type { Options } from './config.ts';
import { createJointCalls } from './joint-calls.ts';
import { createdOf, type Created } from './mapping/created.ts';
import { listingsOf, type Listing, type Question } from './mapping/held-orders.ts';
import { failureWithoutPersonal, withoutPersonal } from './mapping/redact.ts';
import type { Prepared } from './prepare.ts';
import { createOrdersBody } from './requests/create-order.ts';
import { paths } from './requests/endpoints.ts';
import { findOrdersBody } from './requests/list-orders.ts';

/**
 * The two calls that orders share with others of their store. Whatever `create` answers is free of what it was told about
 * any person. `lookUp` shows every order of the numbers in the shop, deleted ones too.
 */
export type OrderCalls = {
  lookUp(effect: Effect<unknown>, question: Question, permit: Permit): Promise<Result<Listing>>;
  create(effect: Effect<unknown>, prepared: Prepared, permit: Permit): Promise<Result<Exclude<Created, { state: 'unclear' }>>>;
};

type CreateAnswer = Exclude<Created, { state: 'unclear' }>;

export function createOrderCalls(client: LingxingClient, { batch, clock }: { batch: Options['batch']; clock: Clock }): OrderCalls {
  const look = createJointCalls<Question, Listing>({
    clock,
    windowMs: batch.windowMs,
    size: batch.lookUps,
    async call(questions, permit, context) {
      const [{ shop } = { shop: undefined }] = questions;
      if (shop === undefined) return ok([]);
      const body = findOrdersBody(shop, [...new Set(questions.flatMap(({ numbers }) => numbers))]);
      const answer = await client.post({ path: paths.orderList, operation: 'order.list', body, permit, context });
      return answer.ok ? ok(listingsOf(answer.value.data, questions).map((listing) => ok(listing))) : answer;
    },
  });
  const create = createJointCalls<Prepared, CreateAnswer>({ clock, windowMs: batch.windowMs, size: batch.creates, call: (orders, permit, context) => createAll(client, orders, permit, context) });
  return {
    async lookUp(effect, question, permit) {
      const { platformCode, storeId } = question.shop;
      const listing = await look(`${platformCode}/${storeId}`, { item: question, permit, context: contextOf(effect) });
      return listing.ok ? listing : failed(during(`looking order ${effect.reference} up`, listing.failure));
    },
    async create(effect, prepared, permit) {
      const { platformCode, storeId } = prepared.shop;
      const created = await create(`${platformCode}/${storeId}`, { item: prepared, permit, context: contextOf(effect) });
      return created.ok ? created : refusalOrFailure(during(`creating order ${effect.reference}`, created.failure));
    },
  };
}

export function contextOf({ traceId, idempotencyKey, orderKeys }: Effect<unknown>): CallContext {
  return { traceId, effectKey: idempotencyKey, orderKeys };
}

async function createAll(client: LingxingClient, orders: readonly Prepared[], permit: Permit, context: CallContext): Promise<Result<readonly Result<CreateAnswer>[]>> {
  const [first] = orders;
  if (first === undefined) return ok([]);
  // A text about one order may quote any order of the call.
  const hide = (text: string): string => orders.reduce((rest, { personal }) => withoutPersonal(rest, personal), text);
  const body = createOrdersBody(first.shop, orders.map(({ order }) => order));
  const answer = await client.post({ path: paths.orderCreate, operation: 'order.create', body, permit, context });
  if (!answer.ok) return failed(orders.reduce<Failure>((rest, { personal }) => failureWithoutPersonal(rest, personal), answer.failure));
  return ok(
    orders.map(({ order }) => {
      const created = createdOf(answer.value.data, order.platform_order_no);
      if (created.state === 'unclear') return failed(failure('unexpected', 'reading what was created', { cause: { code: 'no_result', text: 'the answer names our order neither among the created nor among the refused' } }));
      return ok(created.state === 'refused' ? { ...created, text: hide(created.text) } : created);
    }),
  );
}

/** A refusal of a call that held this order alone is one of the order. */
function refusalOrFailure(cause: Failure): Result<CreateAnswer> {
  return cause.kind === 'rejected' ? ok({ state: 'refused', text: reasonOf(cause).text }) : failed(cause);
}
