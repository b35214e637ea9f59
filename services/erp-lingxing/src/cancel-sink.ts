import type { FulfillmentRequest } from '@tributary/contracts';
import type { Effect, Finding, Permit, Sink, Submission } from '@tributary/delivery-kit';
import { ok, type Clock, type Result } from '@tributary/kernel';
import { nextCancelStep, type Earlier } from './cancel-step.ts';
import type { ChangeCalls } from './change-calls.ts';
import type { Options } from './config.ts';
import { referenceOf, type HeldOrder, type Listing } from './mapping/held-orders.ts';
import type { HeldOutbound } from './mapping/held-outbounds.ts';
import { shopOf } from './mapping/order.ts';
import type { OrderCalls } from './order-calls.ts';
import { refused, refusedAsMerged, unclear } from './refusals.ts';
import { aboutRunningIntercept } from './requests/reply.ts';

export type CancelSinkOptions = { readonly options: Pick<Options, 'settleMs' | 'interceptEveryMs'>; readonly orders: OrderCalls; readonly changes: ChangeCalls; readonly clock: Clock };

type CancelEffect = Effect<FulfillmentRequest>;

const action = 'cancelling order at Lingxing';

/**
 * Makes every order of a number at Lingxing not be shipped. One step looks and then does the next thing:
 *
 * | what stands there                   | step                                                         |
 * |-------------------------------------|--------------------------------------------------------------|
 * | nothing                             | looked for once more after the settle time, then succeeded   |
 * | deleted or cancelled (7) ones only  | succeeded                                                    |
 * | a part that was shipped (6, 9)      | rejected, `too_late`; nothing is touched                     |
 * | one that holds other orders too     | rejected, `merged_order`; nothing is touched                 |
 * | released ones with outbounds        | see `nextCancelStep`                                         |
 * | the rest                            | cancelled, and read back                                     |
 */
export function createCancelSink({ options, orders, changes, clock }: CancelSinkOptions): Sink<FulfillmentRequest> {
  const { cancel, intercept, look, outboundsOf } = createSteps({ orders, changes });
  const submitted = (did: Earlier['did'], at: number, afterMs: number): Result<Submission> => ok({ state: 'submitted', handle: `${did}:${at}`, checkAt: clock.now() + afterMs });

  async function step(effect: CancelEffect, permit: Permit, earlier: Earlier | undefined): Promise<Result<Submission>> {
    const listing = await look(effect, permit);
    if (!listing.ok) return listing;
    if (listing.value.state === 'unclear') return unclear(action, listing.value.words);
    const found = listing.value.orders;
    // A create that was answered a moment ago may not be listed yet.
    if (found.length === 0 && earlier === undefined && options.settleMs > 0) return submitted('looked', clock.now(), options.settleMs);
    const open = openOf(found);
    if (open.length === 0) return ok({ state: 'succeeded', reference: referenceOf(found) || effect.reference, confirmedBy: 'read_back', allocation: [] });
    const shipped = open.filter(isShipped);
    if (shipped.length > 0) return tooLate(effect, referenceOf(shipped));
    return refusedAsMerged(action, effect.reference, open) ?? stop(effect, permit, open, earlier);
  }

  async function stop(effect: CancelEffect, permit: Permit, open: readonly HeldOrder[], earlier: Earlier | undefined): Promise<Result<Submission>> {
    const outbounds = await outboundsOf(effect, open, permit);
    if (!outbounds.ok) return outbounds;
    const next = nextCancelStep(outbounds.value, earlier, clock.now());
    switch (next.do) {
      case 'cancel':
        return cancel(effect, open, permit);
      case 'wait':
        return submitted('intercepted', next.since, options.interceptEveryMs);
      case 'give_up':
        return next.code === 'too_late' ? tooLate(effect, next.words) : refused(action, next.code, next.words);
      case 'intercept': {
        const asked = await intercept(effect, next.globalOrderNos, permit);
        return asked.ok ? submitted('intercepted', clock.now(), options.interceptEveryMs) : asked;
      }
    }
  }

  return {
    execute: (effect, permit) => step(effect, permit, undefined),
    check: (effect, handle, permit) => step(effect, permit, earlierOf(handle)),
    async verify(effect, permit) {
      const listing = await look(effect, permit);
      return listing.ok ? ok(findingOf(listing.value)) : listing;
    },
  };
}

/** The calls of a cancel, each with the meaning of its answer. */
function createSteps({ orders, changes }: Pick<CancelSinkOptions, 'orders' | 'changes'>) {
  async function look(effect: CancelEffect, permit: Permit): Promise<Result<Listing>> {
    const shop = shopOf(effect.desired);
    return shop.ok ? orders.lookUp(effect, { shop: shop.value, numbers: [effect.reference] }, permit) : shop;
  }
  return {
    look,
    /** Orders in review have no outbound; asking for each would queue at a call that takes one at a time. */
    async outboundsOf(effect: CancelEffect, open: readonly HeldOrder[], permit: Permit): Promise<Result<readonly HeldOutbound[]>> {
      const released = open.filter(({ status }) => status !== '4').map(({ globalOrderNo }) => globalOrderNo);
      return released.length === 0 ? ok([]) : changes.outbounds(effect, released, permit);
    },
    async intercept(effect: CancelEffect, globalOrderNos: readonly string[], permit: Permit): Promise<Result<void>> {
      const answered = await changes.intercept(effect, globalOrderNos, permit);
      if (!answered.ok) return answered;
      const { value } = answered;
      return value.state === 'done' || aboutRunningIntercept.test(value.text) ? ok() : refused(action, 'intercept_failed', value.text);
    },
    async cancel(effect: CancelEffect, open: readonly HeldOrder[], permit: Permit): Promise<Result<Submission>> {
      const answered = await changes.cancel(effect, open.map(({ globalOrderNo }) => globalOrderNo), permit);
      if (!answered.ok) return answered;
      const seen = await look(effect, permit);
      const found = seen.ok && seen.value.state === 'listed' && seen.value.orders.length > 0 ? seen.value.orders : open;
      if (openOf(found).length === 0) return ok({ state: 'succeeded', reference: referenceOf(found), confirmedBy: 'read_back', allocation: [] });
      // The list may lag behind the answer; what was answered stands unless the list knows better.
      if (answered.value.state === 'done') return ok({ state: 'succeeded', reference: referenceOf(open), confirmedBy: 'answer', allocation: [] });
      const shipped = openOf(found).filter(isShipped);
      return shipped.length > 0 ? tooLate(effect, referenceOf(shipped)) : refused(action, 'cancel_refused', answered.value.text);
    },
  };
}

/** Neither deleted nor cancelled. */
function openOf(found: readonly HeldOrder[]): readonly HeldOrder[] {
  return found.filter(({ isDeleted, status }) => !isDeleted && status !== '7');
}

function isShipped({ status }: HeldOrder): boolean {
  return status === '6' || status === '9';
}

/** Handle of a submitted step, "intercepted:1767300000000". */
function earlierOf(handle: string): Earlier {
  const [did, at] = handle.split(':');
  return { did: did === 'intercepted' ? 'intercepted' : 'looked', at: Number(at) };
}

/** An order that still stands, or none at all, answers absent: the next try does what is left to be done. */
function findingOf(listing: Listing): Finding {
  if (listing.state === 'unclear') return { state: 'cannot_tell', reason: listing.words };
  const { orders: found } = listing;
  return found.length > 0 && openOf(found).length === 0 ? { state: 'found', reference: referenceOf(found), allocation: [] } : { state: 'absent' };
}

function tooLate({ reference }: CancelEffect, shipped: string): Result<never> {
  return refused(action, 'too_late', `order ${reference} was shipped (${shipped}): it cannot be cancelled any more, settle it as a return`);
}
