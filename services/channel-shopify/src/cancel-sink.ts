import type { Cancellation } from '@tributary/contracts';
import type { Effect, Permit, Sink, Submission } from '@tributary/delivery-kit';
import { failed, failure, ok, parseOrderKey, type Clock, type Result } from '@tributary/kernel';
import type { ShopifyClient } from './client.ts';
import { cancelOrder, cancelReasons, readCancelJob, readCancelled } from './requests/cancel-documents.ts';
import { gid, type GraphqlDocument } from './requests/document.ts';
import { rowOf, textOf, type Row } from './rows.ts';
import { readMutation } from './user-errors.ts';

type CancelEffect = Effect<Cancellation>;
const action = 'cancelling order at Shopify';
/** Jobs of one order end within seconds. */
const lookAfterMs = 2_000;

/**
 * Cancels whole orders in a shop. Shopify does it in a job of its own, so an accepted cancellation is only submitted;
 * whether it happened is read from the order. An order that is cancelled already is done.
 */
export function createCancelSink({ client, clock }: { client: ShopifyClient; clock: Clock }): Sink<Cancellation> {
  const send = async (document: GraphqlDocument, variables: Row, effect: CancelEffect, permit: Permit): Promise<Result<Row>> => {
    const { traceId, idempotencyKey, orderKeys } = effect;
    const answer = await client.send({ document, variables: { id: orderId(effect), ...variables }, permit, context: { traceId, effectKey: idempotencyKey, orderKeys } });
    return answer.ok ? ok(answer.value.data) : answer;
  };

  /** Whether the order is cancelled; undefined where Shopify has no such order. */
  async function look(effect: CancelEffect, permit: Permit): Promise<Result<boolean | undefined>> {
    const data = await send(readCancelled, {}, effect, permit);
    return data.ok ? ok(isCancelled(data.value)) : data;
  }

  /** Somebody, or a call of ours whose answer was lost, may have cancelled it since we looked, so what is there decides once more. */
  async function settleRefusal(effect: CancelEffect, permit: Permit, { code, text }: { code: string; text: string }): Promise<Result<Submission>> {
    const again = await look(effect, permit);
    if (!again.ok) return again;
    return again.value === true ? succeeded(effect) : refused(code, text);
  }

  return {
    async execute(effect, permit) {
      const { lines, reason, restock } = effect.desired;
      if (lines.length > 0) return refused('lines_only', 'Shopify cancels whole orders; take lines out of it by editing the order there');
      const before = await look(effect, permit);
      if (!before.ok) return before;
      if (before.value === undefined) return refused('order_not_found', noOrder);
      if (before.value) return succeeded(effect);
      const data = await send(cancelOrder, { reason: cancelReasons[reason], restock }, effect, permit);
      if (!data.ok) return data;
      const { payload, refusal } = readMutation(data.value, 'orderCancel', 'orderCancelUserErrors');
      if (refusal !== undefined) return settleRefusal(effect, permit, { code: 'cancel_refused', text: refusal });
      const job = textOf(rowOf(payload['job'])['id']);
      if (job === undefined) return failed(failure('unexpected', action, { cause: { code: 'no_job', text: 'the answer names no job' } }));
      return ok({ state: 'submitted', handle: job, checkAt: clock.now() + lookAfterMs });
    },

    async verify(effect, permit) {
      const seen = await look(effect, permit);
      if (!seen.ok) return seen;
      if (seen.value === undefined) return ok({ state: 'cannot_tell', reason: noOrder });
      return ok(seen.value ? { state: 'found', reference: orderId(effect), allocation: [] } : { state: 'absent' });
    },

    async check(effect, handle, permit) {
      const data = await send(readCancelJob, { job: handle }, effect, permit);
      if (!data.ok) return data;
      if (isCancelled(data.value) === true) return succeeded(effect);
      // Counted, so that a job that is out of sight for good ends with a person.
      if (data.value['job'] == null) return failed(failure('unexpected', action, { cause: { code: 'job_unknown', text: 'Shopify does not know the job that cancels the order, and the order is not cancelled' } }));
      if (rowOf(data.value['job'])['done'] !== true) return ok({ state: 'submitted', handle, checkAt: clock.now() + lookAfterMs });
      // The job may have ended between the two halves of the answer.
      return settleRefusal(effect, permit, { code: 'cancel_failed', text: 'Shopify ended the job without cancelling the order: look at the order’s timeline there' });
    },
  };
}

const noOrder = 'Shopify shows no such order: it was deleted, or is older than the app may see';

function orderId({ desired }: CancelEffect): string {
  return gid('Order', parseOrderKey(desired.orderKey)?.channelOrderId ?? '');
}

function isCancelled(data: Row): boolean | undefined {
  return data['order'] == null ? undefined : rowOf(data['order'])['cancelledAt'] != null;
}

function succeeded(effect: CancelEffect): Result<Submission> {
  return ok({ state: 'succeeded', reference: orderId(effect), confirmedBy: 'read_back', allocation: [] });
}

function refused(code: string, text: string): Result<never> {
  return failed(failure('rejected', action, { cause: { code, text } }));
}
