import type { FulfillmentRequest } from '@tributary/contracts';
import type { Effect, Permit } from '@tributary/delivery-kit';
import { during, failed, failure, ok, reasonOf, type Result } from '@tributary/kernel';
import type { LingxingClient } from './client.ts';
import { createdOf, type Created } from './mapping/created.ts';
import { holdingOf, type Holding } from './mapping/held-orders.ts';
import { failureWithoutPersonal, withoutPersonal } from './mapping/redact.ts';
import type { Prepared, Wanted } from './prepare.ts';
import { createOrderBody } from './requests/create-order.ts';
import { paths } from './requests/endpoints.ts';
import { findOrderBody } from './requests/list-orders.ts';

type CreateEffect = Effect<FulfillmentRequest>;

/** The two calls about one order. Whatever `create` answers is free of what it was told about the person. */
export type OrderCalls = {
  lookUp(effect: CreateEffect, wanted: Wanted, permit: Permit): Promise<Result<Holding>>;
  create(effect: CreateEffect, prepared: Prepared, permit: Permit): Promise<Result<Exclude<Created, { state: 'unclear' }>>>;
};

export function createOrderCalls(client: LingxingClient): OrderCalls {
  return {
    async lookUp(effect, { shop, lines }, permit) {
      const body = findOrderBody(shop, effect.reference);
      const answer = await client.post({ path: paths.orderList, operation: 'order.list', body, permit, context: contextOf(effect) });
      if (!answer.ok) return failed(during(`looking order ${effect.reference} up`, answer.failure));
      return ok(holdingOf(answer.value.data, { shop, platformOrderNo: effect.reference, wanted: lines.items }));
    },
    async create(effect, { shop, order, personal }, permit) {
      const action = `creating order ${effect.reference}`;
      const answer = await client.post({ path: paths.orderCreate, operation: 'order.create', body: createOrderBody(shop, order), permit, context: contextOf(effect) });
      // A refusal of the whole call is one of its only order.
      if (!answer.ok && answer.failure.kind === 'rejected') return ok({ state: 'refused', text: withoutPersonal(reasonOf(answer.failure).text, personal) });
      if (!answer.ok) return failed(failureWithoutPersonal(during(action, answer.failure), personal));
      const created = createdOf(answer.value.data, effect.reference);
      if (created.state === 'unclear') return failed(failure('unexpected', action, { cause: { code: 'no_result', text: 'the answer names our order neither among the created nor among the refused' } }));
      return ok(created.state === 'refused' ? { ...created, text: withoutPersonal(created.text, personal) } : created);
    },
  };
}

function contextOf({ traceId, idempotencyKey, orderKeys }: CreateEffect) {
  return { traceId, effectKey: idempotencyKey, orderKeys };
}
