import type { FulfillmentRequest } from '@tributary/contracts';
import type { Effect, Finding, Permit, Sink, Submission } from '@tributary/delivery-kit';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { ChangeCalls } from './change-calls.ts';
import type { Options } from './config.ts';
import { lineDifferences, wordsOf } from './mapping/differences.ts';
import { referenceOf, type HeldOrder } from './mapping/held-orders.ts';
import { contextOf, type OrderCalls } from './order-calls.ts';
import type { Prepared, Preparation, Wanted } from './prepare.ts';
import { aboutDuplicate } from './requests/reply.ts';
import { refused, unclear } from './refusals.ts';
import { changeHeld, changesOf } from './revise.ts';
import type { Shops } from './shops.ts';

export type CreateSinkOptions = {
  readonly options: Pick<Options, 'readBack' | 'fillSyncedStores'>;
  readonly preparation: Preparation;
  readonly orders: OrderCalls;
  readonly changes: ChangeCalls;
  readonly shops: Shops;
};

type CreateEffect = Effect<FulfillmentRequest>;

/**
 * Makes order parts exist as manual orders of one Lingxing account. The only guard that Lingxing offers is that a number is
 * unique within a shop, so everything begins with a look-up. What it shows decides:
 *
 * | listed            | never confirmed before (`held` null)      | confirmed before, and something has changed     |
 * |-------------------|-------------------------------------------|-------------------------------------------------|
 * | nothing           | created                                   | unexpected: it has to be there                  |
 * | deleted ones only | rejected, `order_deleted`                 | rejected, `order_deleted`                       |
 * | standing          | succeeded if lines and prices agree, else | changed, or left to another number or a person: |
 * |                   | rejected, `order_differs`                 | see `changeHeld`                                |
 */
export function createCreateSink(parts: CreateSinkOptions): Sink<FulfillmentRequest> {
  const { preparation, orders, options } = parts;

  async function listed(effect: CreateEffect, { shop }: Wanted, permit: Permit): Promise<Result<readonly HeldOrder[]>> {
    const listing = await orders.lookUp(effect, { shop, numbers: [effect.reference] }, permit);
    if (!listing.ok) return listing;
    return listing.value.state === 'listed' ? ok(listing.value.orders) : unclear('looking order up', listing.value.words);
  }

  /** Lingxing said yes: looked at once more, because a create that dropped lines says yes too. */
  async function confirm(effect: CreateEffect, wanted: Wanted, permit: Permit, reference: string): Promise<Result<Submission>> {
    const seen = options.readBack ? await listed(effect, wanted, permit) : ok([]);
    if (!seen.ok || seen.value.length === 0) return ok({ state: 'succeeded', reference, confirmedBy: 'answer', allocation: wanted.lines.allocation });
    return settleFound(effect, wanted, seen.value);
  }

  /** Lingxing said no. Whether because the order exists cannot be told from its words with certainty, so the list decides. */
  async function settleRefusal(effect: CreateEffect, wanted: Wanted, permit: Permit, text: string): Promise<Result<Submission>> {
    const seen = await listed(effect, wanted, permit);
    if (seen.ok && seen.value.length > 0) return settleFound(effect, wanted, seen.value);
    if (!aboutDuplicate.test(text)) return refused('creating order at Lingxing', 'order_refused', text);
    return failed(failure('unexpected', 'creating order at Lingxing', { cause: { code: 'duplicate_not_visible', text: `${text} (the order list does not show such an order)` } }));
  }

  async function create(effect: CreateEffect, prepared: Prepared, permit: Permit): Promise<Result<Submission>> {
    const leave = options.fillSyncedStores ? ok() : await mayFill(effect, prepared, permit, parts.shops);
    if (!leave.ok) return leave;
    const created = await orders.create(effect, prepared, permit);
    if (!created.ok) return created;
    if (created.value.state === 'refused') return settleRefusal(effect, prepared, permit, created.value.text);
    return confirm(effect, prepared, permit, created.value.reference);
  }

  return {
    async execute(effect, permit) {
      const prepared = await preparation.order(effect);
      if (!prepared.ok) return prepared;
      const found = await listed(effect, prepared.value, permit);
      if (!found.ok) return found;
      if (effect.held !== null) return changeHeld({ ...parts, effect, prepared: prepared.value, permit, listed: (wanted) => listed(effect, wanted, permit) }, found.value);
      return found.value.length > 0 ? settleFound(effect, prepared.value, found.value) : create(effect, prepared.value, permit);
    },

    async verify(effect, permit) {
      // What a change concerns may be the address, which only opened data can tell.
      const wanted = effect.held === null ? await preparation.wanted(effect) : await preparation.order(effect);
      if (!wanted.ok) return wanted;
      const listing = await orders.lookUp(effect, { shop: wanted.value.shop, numbers: [effect.reference] }, permit);
      if (!listing.ok) return listing;
      if (listing.value.state === 'unclear') return ok({ state: 'cannot_tell', reason: listing.value.words });
      return ok(findingOf(effect, wanted.value, listing.value.orders));
    },

    check: (effect) =>
      Promise.resolve(failed(failure('invalid', `looking after order ${effect.reference}`, { cause: { code: 'nothing_submitted', text: 'Lingxing answers a create at once and gives no handle to look after' } }))),
  };
}

/** An order of our number is there although we did not create it just now, or because we did. */
function settleFound(effect: CreateEffect, { lines }: Wanted, found: readonly HeldOrder[]): Result<Submission> {
  const standing = found.filter(({ isDeleted }) => !isDeleted);
  const words = wordsAbout(effect, lines, found);
  if (standing.length === 0) return refused('creating order at Lingxing', 'order_deleted', words);
  if (words !== '') return refused('creating order at Lingxing', 'order_differs', words);
  return ok({ state: 'succeeded', reference: referenceOf(standing), confirmedBy: 'read_back', allocation: lines.allocation });
}

function findingOf(effect: CreateEffect, wanted: Wanted | Prepared, found: readonly HeldOrder[]): Finding {
  const standing = found.filter(({ isDeleted }) => !isDeleted);
  const { lines } = wanted;
  if (effect.held !== null) {
    // A change that was not made is simply made again; every part of it may happen twice.
    const isDone = standing.length > 0 && 'order' in wanted && changesOf(standing, wanted).length === 0;
    return isDone ? { state: 'found', reference: referenceOf(standing), allocation: lines.allocation } : { state: 'absent' };
  }
  if (found.length === 0) return { state: 'absent' };
  const words = wordsAbout(effect, lines, found);
  return words === '' ? { state: 'found', reference: referenceOf(standing), allocation: lines.allocation } : { state: 'cannot_tell', reason: words };
}

/** Empty where what stands there is what we want. */
function wordsAbout({ reference, desired }: CreateEffect, { items }: Wanted['lines'], found: readonly HeldOrder[]): string {
  const standing = found.filter(({ isDeleted }) => !isDeleted);
  if (standing.length === 0) return `Lingxing holds order ${reference} (${referenceOf(found)}), but deleted: restore it there, or have it created again under a new number`;
  const differences = lineDifferences(standing, items, desired.currency);
  if (differences.length === 0) return '';
  return `Lingxing already holds order ${reference} (${referenceOf(standing)}) with ${wordsOf(differences)}: correct it there, or have it created again under a new number`;
}

/** Lingxing would hold the order twice if it also fetched it from the platform. Shops of the custom platform (10009) are filled by callers alone. */
async function mayFill(effect: CreateEffect, { shop }: Wanted, permit: Permit, shops: Shops): Promise<Result<void>> {
  const known = await shops.byId(permit, contextOf(effect));
  if (!known.ok) return known;
  const store = known.value.get(shop.storeId);
  if (store === undefined || !store.isSynced || store.platformCode === '10009') return ok();
  const text = `Lingxing fetches the orders of store ${shop.storeId} by itself and would hold this one twice: set its intake to native, stop the fetching in Lingxing, or allow it with fillSyncedStores`;
  return failed(failure('invalid', 'choosing the store at Lingxing', { cause: { code: 'store_synced', text } }));
}
