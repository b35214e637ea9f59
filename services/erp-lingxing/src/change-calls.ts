import type { Effect, Permit } from '@tributary/delivery-kit';
import { during, failed, failure, ok, type Result } from '@tributary/kernel';
import type { LingxingClient } from './client.ts';
import { outboundsOf, type HeldOutbound } from './mapping/held-outbounds.ts';
import { failureWithoutPersonal, withoutPersonal } from './mapping/redact.ts';
import { verdictOf, type Verdict } from './mapping/verdicts.ts';
import { contextOf } from './order-calls.ts';
import type { Prepared } from './prepare.ts';
import { addRemarkBody, cancelOrdersBody, interceptBody, updateAddressBody } from './requests/change-order.ts';
import type { JsonObject } from './requests/canonical-body.ts';
import { paths } from './requests/endpoints.ts';
import { outboundsOfOrdersBody } from './requests/list-outbounds.ts';

export type Changed = Exclude<Verdict, { state: 'unclear' }>;

/** The calls about orders that stand at Lingxing, each about the orders of one lane. All may be made twice. */
export type ChangeCalls = {
  updateAddress(effect: Effect<unknown>, globalOrderNo: string, prepared: Prepared, permit: Permit): Promise<Result<Changed>>;
  addRemark(effect: Effect<unknown>, globalOrderNo: string, about: { remark: string } & Pick<Prepared, 'personal'>, permit: Permit): Promise<Result<Changed>>;
  cancel(effect: Effect<unknown>, globalOrderNos: readonly string[], permit: Permit): Promise<Result<Changed>>;
  intercept(effect: Effect<unknown>, globalOrderNos: readonly string[], permit: Permit): Promise<Result<Changed>>;
  outbounds(effect: Effect<unknown>, globalOrderNos: readonly string[], permit: Permit): Promise<Result<readonly HeldOutbound[]>>;
};

export function createChangeCalls(client: LingxingClient, { piiGranted }: { piiGranted: boolean }): ChangeCalls {
  async function change(effect: Effect<unknown>, permit: Permit, { path, operation, body, doing }: { path: string; operation: string; body: JsonObject; doing: string }): Promise<Result<Changed>> {
    const action = `${doing} ${effect.reference}`;
    const answer = await client.post({ path, operation, body, permit, context: contextOf(effect) });
    if (!answer.ok) return failed(during(action, answer.failure));
    const verdict = verdictOf(answer.value);
    if (verdict.state !== 'unclear') return ok(verdict);
    return failed(failure('unexpected', action, { cause: { code: 'no_result', text: 'Lingxing says that some of one order was done and not what' } }));
  }
  /** A refusal may quote what was sent of the person: their address, or the note that stands in a remark. */
  async function changeUnquoted(effect: Effect<unknown>, permit: Permit, { personal, ...call }: Parameters<typeof change>[2] & Pick<Prepared, 'personal'>): Promise<Result<Changed>> {
    const changed = await change(effect, permit, call);
    if (!changed.ok) return failed(failureWithoutPersonal(changed.failure, personal));
    return ok(changed.value.state === 'refused' ? { ...changed.value, text: withoutPersonal(changed.value.text, personal) } : changed.value);
  }
  return {
    updateAddress: (effect, globalOrderNo, { order, personal }, permit) =>
      changeUnquoted(effect, permit, { path: paths.orderUpdate, operation: 'order.update', body: updateAddressBody(globalOrderNo, order, piiGranted), doing: 'changing the address of order', personal }),
    addRemark: (effect, globalOrderNo, { remark, personal }, permit) =>
      changeUnquoted(effect, permit, { path: paths.orderRemark, operation: 'order.remark', body: addRemarkBody(globalOrderNo, remark), doing: 'adding a remark to order', personal }),
    cancel: (effect, globalOrderNos, permit) =>
      change(effect, permit, { path: paths.orderCancel, operation: 'order.cancel', body: cancelOrdersBody(globalOrderNos), doing: 'cancelling order' }),
    intercept: (effect, globalOrderNos, permit) =>
      change(effect, permit, { path: paths.outboundCancel, operation: 'outbound.cancel', body: interceptBody(globalOrderNos), doing: 'intercepting the outbound of order' }),
    async outbounds(effect, globalOrderNos, permit) {
      const action = `looking the outbounds of order ${effect.reference} up`;
      const answer = await client.post({ path: paths.outboundList, operation: 'outbound.list', body: outboundsOfOrdersBody(globalOrderNos), permit, context: contextOf(effect) });
      if (!answer.ok) return failed(during(action, answer.failure));
      const outbounds = outboundsOf(answer.value.data, answer.value.total);
      if (outbounds !== undefined) return ok(outbounds.filter(({ globalOrderNo }) => globalOrderNos.includes(globalOrderNo)));
      return failed(failure('unexpected', action, { cause: { code: 'unclear_list', text: 'the outbound list answered without a list, or holds more than it shows' } }));
    },
  };
}
