import type { ShipmentNotice } from '@tributary/contracts';
import type { Finding, Sink, Submission } from '@tributary/delivery-kit';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { wholeUnits, type GroupShare, type ParcelPlan, type WantedParcel } from './mapping/parcel-plan.ts';
import { gid } from './requests/document.ts';
import { action, createShipCalls, type ShipCalls, type ShipSinkOptions, type Written } from './ship-calls.ts';

/**
 * Tells a shop of parcels. Shopify takes the same fulfillment twice without a word, so every write follows a look at
 * what is there: the fulfillment that we made, else one with the parcel's tracking number and units.
 */
export function createShipSink(options: ShipSinkOptions): Sink<ShipmentNotice> {
  return {
    async execute(effect, permit) {
      const wanted = wantedOf(effect.desired);
      if (!wanted.ok) return wanted;
      const calls = createShipCalls(options, effect, permit);
      const seen = await calls.look(wanted.value);
      return seen.ok ? carryOut(seen.value, wanted.value, calls) : seen;
    },

    async verify(effect, permit) {
      const wanted = wantedOf(effect.desired);
      if (!wanted.ok) return wanted;
      const seen = await createShipCalls(options, effect, permit).look(wanted.value);
      return seen.ok ? ok(findingOf(seen.value)) : seen;
    },

    check: (effect) =>
      Promise.resolve(failed(failure('invalid', `looking after parcel ${effect.reference}`, { cause: { code: 'nothing_submitted', text: 'Shopify answers a fulfillment at once and gives no handle to look after' } }))),
  };
}

async function carryOut(plan: ParcelPlan, wanted: WantedParcel, calls: ShipCalls): Promise<Result<Submission>> {
  switch (plan.kind) {
    case 'done':
      return succeeded(gid('Fulfillment', plan.fulfillmentId), 'read_back');
    case 'retrack':
      return submissionOf(await calls.retrack(plan.fulfillmentId), 'tracking_refused');
    case 'create': {
      const written = await calls.create(plan.groups);
      if (!written.ok || written.value.state === 'taken') return submissionOf(written, 'fulfillment_refused');
      return settleRefusal(plan.groups, wanted, { calls, text: written.value.text });
    }
    case 'refused':
      return refused(plan.code, plan.text);
  }
}

/** Shopify said no. Somebody may have moved, split or shipped the units since we looked, so what is there decides once more. */
async function settleRefusal(before: readonly GroupShare[], wanted: WantedParcel, { calls, text }: { calls: ShipCalls; text: string }): Promise<Result<Submission>> {
  const seen = await calls.look(wanted);
  if (!seen.ok) return seen;
  if (seen.value.kind === 'done') return succeeded(gid('Fulfillment', seen.value.fulfillmentId), 'read_back');
  const hasMoved = seen.value.kind === 'create' && JSON.stringify(seen.value.groups) !== JSON.stringify(before);
  if (!hasMoved || seen.value.kind !== 'create') return refused('fulfillment_refused', text);
  return submissionOf(await calls.create(seen.value.groups), 'fulfillment_refused');
}

function submissionOf(written: Result<Written>, code: string): Result<Submission> {
  if (!written.ok) return written;
  return written.value.state === 'taken' ? succeeded(written.value.reference, 'answer') : refused(code, written.value.text);
}

function wantedOf({ lines, trackings }: ShipmentNotice): Result<WantedParcel> {
  const units = wholeUnits(lines);
  if (units !== undefined && units.size > 0) return ok({ lines: units, numbers: [...new Set(trackings.map(({ number }) => number))] });
  return failed(failure('invalid', action, { cause: { code: 'no_whole_units', text: 'the parcel holds no lines, or parts of units; Shopify counts whole ones' } }));
}

/** Where staff have touched what we made, or the order is out of sight, nothing certain can be said. */
const untold = new Set(['fulfillment_differs', 'fulfillment_cancelled', 'order_not_found']);

function findingOf(plan: ParcelPlan): Finding {
  if (plan.kind === 'done') return { state: 'found', reference: gid('Fulfillment', plan.fulfillmentId), allocation: [] };
  return plan.kind === 'refused' && untold.has(plan.code) ? { state: 'cannot_tell', reason: plan.text } : { state: 'absent' };
}

function succeeded(reference: string, confirmedBy: 'answer' | 'read_back'): Result<Submission> {
  return ok({ state: 'succeeded', reference, confirmedBy, allocation: [] });
}

/** What our own account lacks waits for its settings; everything else is Shopify's no, and waits for a person. */
function refused(code: string, text: string): Result<never> {
  return failed(failure(code === 'no_fulfillment_orders' ? 'invalid' : 'rejected', action, { cause: { code, text } }));
}
