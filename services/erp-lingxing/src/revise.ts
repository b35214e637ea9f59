import type { FulfillmentRequest } from '@tributary/contracts';
import type { Effect, Permit, Submission } from '@tributary/delivery-kit';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { ChangeCalls, Changed } from './change-calls.ts';
import { detailDifferences, lacks, lacksNote, lineDifferences, wordsOf, type Difference } from './mapping/differences.ts';
import { referenceOf, type HeldOrder } from './mapping/held-orders.ts';
import type { Prepared } from './prepare.ts';
import { refused, refusedAsMerged } from './refusals.ts';

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
 * | phase (status)          | differs in remark, note | differs in address       | differs in lines, prices |
 * |-------------------------|-------------------------|--------------------------|--------------------------|
 * | review (4)              | added to the remark     | changed there            | `needs_recreate`         |
 * | released (5 and others) | added to the remark     | `needs_recreate`         | `needs_recreate`         |
 * | shipped (6, 9)          | left as it is           | `changed_after_shipping` | `changed_after_shipping` |
 * | cancelled (7)           | left as it is           | `order_cancelled`        | `order_cancelled`        |
 *
 * The address of an order that holds other orders too is left alone: `merged_order`.
 */
export async function changeHeld(revision: Revision, found: readonly HeldOrder[]): Promise<Result<Submission>> {
  const { effect, prepared } = revision;
  const standing = found.filter(({ isDeleted }) => !isDeleted);
  if (found.length === 0) return lost(effect);
  if (standing.length === 0) return refused(action, 'order_deleted', `order ${effect.reference} (${referenceOf(found)}) was deleted at Lingxing: restore it there, or have it created again under a new number`);
  const differences = changesOf(standing, prepared);
  const phase = phaseOf(standing);
  const grave = differences.filter(({ of }) => of !== 'remark' && of !== 'note');
  const isOver = phase === 'shipped' || phase === 'cancelled';
  if (differences.length === 0 || (grave.length === 0 && isOver)) return done(prepared, standing, 'read_back');
  if (grave.length === 0) return edit(revision, standing, differences);
  const what = `order ${effect.reference} (${referenceOf(standing)}) has ${wordsOf(grave)}`;
  switch (phase) {
    case 'shipped':
      return refused(action, 'changed_after_shipping', `${what}, and was shipped before: settle the change with the buyer`);
    case 'cancelled':
      return refused(action, 'order_cancelled', `${what}, and was cancelled at Lingxing: cancel it at the channel too, or have it created again under a new number`);
    case 'released':
      return refused(action, 'needs_recreate', `${what}, and is released for shipping already: it has to be cancelled and created again under a new number`);
    case 'review':
      return grave.some(({ of }) => of !== 'address') ? refused(action, 'needs_recreate', `${what}: it has to be cancelled and created again under a new number`) : edit(revision, standing, differences);
  }
}

/** All that is not as wanted in what stands there. */
export function changesOf(standing: readonly HeldOrder[], { lines, order, stateNames }: Prepared): Difference[] {
  return [...lineDifferences(standing, lines.items, order.amount_currency), ...detailDifferences(standing, order, stateNames)];
}

/** Every part of a split order has the address, the remark and the note. */
async function edit(revision: Revision, standing: readonly HeldOrder[], differences: readonly Difference[]): Promise<Result<Submission>> {
  const { effect, prepared, options, listed } = revision;
  const isMoved = differences.some(({ of }) => of === 'address');
  const merged = isMoved ? refusedAsMerged(action, effect.reference, standing) : undefined;
  if (merged !== undefined) return merged;
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

async function editOne({ effect, prepared, permit, changes }: Revision, held: HeldOrder, isMoved: boolean): Promise<Result<Changed>> {
  const moved: Result<Changed> = isMoved ? await changes.updateAddress(effect, held.globalOrderNo, prepared, permit) : ok({ state: 'done' });
  const { remark, buyer_note: note } = prepared.order;
  const missing = [...(lacks(held.remark, remark) ? [remark] : []), ...(lacksNote(held, note) ? [note] : [])];
  if (!moved.ok || moved.value.state === 'refused' || missing.length === 0) return moved;
  return changes.addRemark(effect, held.globalOrderNo, { remark: missing.join('; '), personal: prepared.personal }, permit);
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
