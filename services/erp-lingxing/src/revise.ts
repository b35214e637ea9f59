import type { FulfillmentRequest } from '@tributary/contracts';
import type { Effect, Permit, Submission } from '@tributary/delivery-kit';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { ChangeCalls, Changed } from './change-calls.ts';
import { detailDifferences, lacks, lineDifferences, wordsOf, type Difference } from './mapping/differences.ts';
import { referenceOf, type HeldOrder } from './mapping/held-orders.ts';
import type { Prepared } from './prepare.ts';
import { refused } from './refusals.ts';

/** One change of an order that was confirmed earlier. `listed` looks it up once more. */
export type Revision = {
  readonly effect: Effect<FulfillmentRequest>;
  readonly prepared: Prepared;
  readonly permit: Permit;
  readonly changes: ChangeCalls;
  readonly options: { readonly readBack: boolean };
  readonly listed: (prepared: Prepared) => Promise<Result<readonly HeldOrder[]>>;
};

/** How far an order is at Lingxing, by its status; of a split one the part that is farthest. */
type Phase = 'review' | 'released' | 'shipped' | 'cancelled';

const action = 'changing order at Lingxing';

/**
 * Makes what stands at Lingxing what is wanted now, as far as that may be done. Prices and lines are never edited: the order
 * is cancelled and created again under another number, which the tracker decides by the code `needs_recreate`.
 *
 * | phase (status)          | differs in address, remark | differs in lines, prices |
 * |-------------------------|----------------------------|--------------------------|
 * | review (4)              | changed there              | `needs_recreate`         |
 * | released (5 and others) | `needs_recreate`           | `needs_recreate`         |
 * | shipped (6, 9)          | `changed_after_shipping`   | `changed_after_shipping` |
 * | cancelled (7)           | `order_cancelled`          | `order_cancelled`        |
 */
export async function changeHeld(revision: Revision, found: readonly HeldOrder[]): Promise<Result<Submission>> {
  const { effect, prepared } = revision;
  const standing = found.filter(({ isDeleted }) => !isDeleted);
  if (found.length === 0) return lost(effect);
  if (standing.length === 0) return refused(action, 'order_deleted', `order ${effect.reference} (${referenceOf(found)}) was deleted at Lingxing: restore it there, or have it created again under a new number`);
  const differences = changesOf(standing, prepared);
  if (differences.length === 0) return done(prepared, standing, 'read_back');
  const what = `order ${effect.reference} (${referenceOf(standing)}) has ${wordsOf(differences)}`;
  switch (phaseOf(standing)) {
    case 'shipped':
      return refused(action, 'changed_after_shipping', `${what}, and was shipped before: settle the change with the buyer`);
    case 'cancelled':
      return refused(action, 'order_cancelled', `${what}, and was cancelled at Lingxing: cancel it at the channel too, or have it created again under a new number`);
    case 'released':
      return refused(action, 'needs_recreate', `${what}, and is released for shipping already: it has to be cancelled and created again under a new number`);
    case 'review':
      return differences.some(({ of }) => of === 'lines' || of === 'prices') ? refused(action, 'needs_recreate', `${what}: it has to be cancelled and created again under a new number`) : edit(revision, standing, differences);
  }
}

/** All that is not as wanted in what stands there. */
export function changesOf(standing: readonly HeldOrder[], { lines, order, stateNames }: Prepared): Difference[] {
  return [...lineDifferences(standing, lines.items, order.amount_currency), ...detailDifferences(standing, order, stateNames)];
}

/** Every part of a split order has the address and the remark. */
async function edit(revision: Revision, standing: readonly HeldOrder[], differences: readonly Difference[]): Promise<Result<Submission>> {
  const { prepared, options, listed } = revision;
  const isMoved = differences.some(({ of }) => of === 'address');
  for (const order of standing) {
    const edited = await editOne(revision, order, isMoved);
    if (!edited.ok) return edited;
    if (edited.value.state === 'refused') return refused(action, 'update_refused', edited.value.text);
  }
  // The list may lag behind what was answered, so only a list that agrees says more than the answer.
  const seen = options.readBack ? await listed(prepared) : ok([]);
  const isSeen = seen.ok && seen.value.length > 0 && changesOf(seen.value, prepared).length === 0;
  return done(prepared, standing, isSeen ? 'read_back' : 'answer');
}

async function editOne({ effect, prepared, permit, changes }: Revision, { globalOrderNo, remark: held }: HeldOrder, isMoved: boolean): Promise<Result<Changed>> {
  const moved: Result<Changed> = isMoved ? await changes.updateAddress(effect, globalOrderNo, prepared, permit) : ok({ state: 'done' });
  const { remark } = prepared.order;
  if (!moved.ok || moved.value.state === 'refused' || remark === undefined || !lacks(held, remark)) return moved;
  return changes.addRemark(effect, globalOrderNo, remark, permit);
}

function phaseOf(standing: readonly HeldOrder[]): Phase {
  const statuses = standing.map(({ status }) => status);
  if (statuses.some((status) => status === '6' || status === '9')) return 'shipped';
  if (statuses.every((status) => status === '7')) return 'cancelled';
  return statuses.every((status) => status === '4') ? 'review' : 'released';
}

function done({ lines }: Prepared, standing: readonly HeldOrder[], confirmedBy: 'read_back' | 'answer'): Result<Submission> {
  return ok({ state: 'succeeded', reference: referenceOf(standing), confirmedBy, allocation: lines.allocation });
}

/** Creating it anew would make a second order if the list only lags. */
function lost({ reference, held }: Effect<FulfillmentRequest>): Result<never> {
  return failed(failure('unexpected', action, { cause: { code: 'held_not_listed', text: `the order list does not show order ${reference} (${held?.reference ?? ''}), which Lingxing had confirmed` } }));
}
