import { bodiesOf, type DeliveryBody, type Facts } from './facts.ts';

/** What became of the order's effects. */
export type Outcomes = {
  /** Newest outcome of every effect. */
  readonly newest: readonly DeliveryBody[];
  /** Successes, newest first; a later failure of the same effect does not undo them. */
  readonly succeeded: readonly DeliveryBody[];
  /** First success of every effect. */
  readonly first: readonly DeliveryBody[];
  /** Creations whose ERP takes a change only as a new order. */
  readonly recreate: readonly DeliveryBody[];
};

export function outcomesOf(facts: Facts): Outcomes {
  return {
    newest: bodiesOf(facts, 'delivery'),
    succeeded: [...bodiesOf(facts, 'succeeded')].sort((a, b) => b.version - a.version),
    first: bodiesOf(facts, 'confirmed'),
    recreate: bodiesOf(facts, 'recreate'),
  };
}

/** One life of an order part at one ERP account, as outcomes name it. */
export type LifeName = { readonly part: number; readonly incarnation: number; readonly erp: string; readonly erpAccount: string };

/** The outcome of an effect that is about one life of a part. */
export function ofLife(outcomes: readonly DeliveryBody[], effect: 'erp.create' | 'erp.cancel', life: LifeName): DeliveryBody | undefined {
  return outcomes.find(
    (one) => one.effect === effect && one.subjectId === String(life.part) && one.incarnation === life.incarnation && one.target === life.erp && one.targetAccount === life.erpAccount,
  );
}

/** The outcome of telling the channel about a parcel. */
export function ofParcel(outcomes: readonly DeliveryBody[], shipmentId: string): DeliveryBody | undefined {
  return outcomes.find((one) => one.effect === 'ship.confirm' && one.subjectId === shipmentId);
}

/** The outcome of cancelling at the channel. */
export function ofCancellation(outcomes: readonly DeliveryBody[], cancellationId: string): DeliveryBody | undefined {
  return outcomes.find((one) => one.effect === 'cancel.channel' && one.subjectId === cancellationId);
}
