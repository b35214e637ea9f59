import type { Allocation, FulfillmentRequest } from '@tributary/contracts';
import type { Effect, Permit, Sink, Submission } from '@tributary/delivery-kit';
import { ok, type Clock, type Result } from '@tributary/kernel';
import type { Options } from './config.ts';
import { lineDifferences } from './mapping/differences.ts';
import { referenceOf, type HeldOrder, type Listing } from './mapping/held-orders.ts';
import { shopOf } from './mapping/order.ts';
import type { OrderCalls } from './order-calls.ts';
import type { Preparation } from './prepare.ts';
import { unclear } from './refusals.ts';

export type LinkSinkOptions = { readonly options: Pick<Options, 'linkEveryMs'>; readonly orders: OrderCalls; readonly preparation: Preparation; readonly clock: Clock };

type LinkEffect = Effect<FulfillmentRequest>;

/**
 * Finds the order that Lingxing fetches from the channel by itself. Looks and never writes: as long as it is not there, it is
 * looked for again later. An order that is there counts whatever its lines are, for it is the channel's own; the allocation
 * is given where our SKU map explains the lines, and left empty where Lingxing's pairing is another one.
 */
export function createLinkSink({ options, orders, preparation, clock }: LinkSinkOptions): Sink<FulfillmentRequest> {
  async function look(effect: LinkEffect, permit: Permit): Promise<Result<Listing>> {
    const shop = shopOf(effect.desired);
    if (!shop.ok) return shop;
    // Shops that are asked by name know an order by the number that staff see.
    const { displayNumber } = effect.desired;
    return orders.lookUp(effect, { shop: shop.value, numbers: [effect.reference, ...(displayNumber === null ? [] : [displayNumber])] }, permit);
  }

  async function allocationOf(effect: LinkEffect, found: readonly HeldOrder[]): Promise<Result<readonly Allocation[]>> {
    const wanted = await preparation.wanted(effect);
    if (!wanted.ok) return wanted.failure.kind === 'invalid' ? ok([]) : wanted;
    const { items, allocation } = wanted.value.lines;
    return ok(lineDifferences(found, items, effect.desired.currency).some(({ of }) => of === 'lines') ? [] : allocation);
  }

  async function link(effect: LinkEffect, permit: Permit): Promise<Result<Submission>> {
    const listing = await look(effect, permit);
    if (!listing.ok) return listing;
    if (listing.value.state === 'unclear') return unclear('looking for an order that Lingxing fetches', listing.value.words);
    const standing = listing.value.orders.filter(({ isDeleted }) => !isDeleted);
    if (standing.length === 0) return ok({ state: 'submitted', handle: 'waiting for Lingxing to fetch it', checkAt: clock.now() + options.linkEveryMs });
    const allocation = await allocationOf(effect, standing);
    return allocation.ok ? ok({ state: 'succeeded', reference: referenceOf(standing), confirmedBy: 'read_back', allocation: allocation.value }) : allocation;
  }

  return {
    execute: link,
    check: (effect, _handle, permit) => link(effect, permit),
    async verify(effect, permit) {
      const linked = await link(effect, permit);
      if (!linked.ok) return linked;
      return ok(linked.value.state === 'submitted' ? { state: 'absent' } : { state: 'found', reference: linked.value.reference, allocation: linked.value.allocation });
    },
  };
}
