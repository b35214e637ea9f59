import type { ErpOrder } from '@tributary/contracts';
import type { Doer } from '@tributary/rules';
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
  /** What ERPs say they hold. */
  readonly erpOrders: readonly ErpOrder[];
};

export function outcomesOf(facts: Facts): Outcomes {
  return {
    newest: bodiesOf(facts, 'delivery'),
    succeeded: [...bodiesOf(facts, 'succeeded')].sort((a, b) => b.version - a.version),
    first: bodiesOf(facts, 'confirmed'),
    recreate: bodiesOf(facts, 'recreate'),
    erpOrders: bodiesOf(facts, 'erp_order'),
  };
}

/** One life of an order part at one ERP account, as outcomes name it. */
export type LifeName = { readonly part: number; readonly incarnation: number; readonly erp: string; readonly erpAccount: string; readonly intake: Doer };

/** How a life comes to its ERP: we create it, or we only find what the ERP fetched by itself. */
export const birthOf = ({ intake }: Pick<LifeName, 'intake'>): 'erp.create' | 'erp.link' => (intake === 'native' ? 'erp.link' : 'erp.create');
export const isBirth = ({ effect }: DeliveryBody): boolean => effect === 'erp.create' || effect === 'erp.link';

/** The outcome of bringing a life to its ERP. */
export const creationOf = (outcomes: readonly DeliveryBody[], life: LifeName): DeliveryBody | undefined => ofLife(outcomes, birthOf(life), life);
/** The outcome of taking a life back from its ERP. */
export const endOf = (outcomes: readonly DeliveryBody[], life: LifeName): DeliveryBody | undefined => ofLife(outcomes, 'erp.cancel', life);

function ofLife(outcomes: readonly DeliveryBody[], effect: string, life: LifeName): DeliveryBody | undefined {
  return outcomes.find(
    (one) => one.effect === effect && one.subjectId === String(life.part) && one.incarnation === life.incarnation && one.target === life.erp && one.targetAccount === life.erpAccount,
  );
}

/** Numbers that a vendor gave an effect; where one became several, they stand in one text. */
export const referencesOf = ({ vendorReference }: DeliveryBody): readonly string[] => (vendorReference ?? '').split(',').filter((number) => number !== '');

/** Orders at ERPs that are one life of a part: those of our number, or of the number that the ERP gave it. */
export function erpOrdersOf({ erpOrders, succeeded }: Outcomes, life: LifeName & { readonly externalNo: string }): readonly ErpOrder[] {
  const created = creationOf(succeeded, life);
  const references = created === undefined ? [] : referencesOf(created);
  const held = erpOrders.filter(({ erp, erpAccount, resendOf }) => erp === life.erp && erpAccount === life.erpAccount && resendOf === null);
  return held.filter(({ externalNo, erpOrderId }) => externalNo === life.externalNo || references.includes(erpOrderId));
}

export const isGivenUp = ({ status }: ErpOrder): boolean => status === 'cancelled' || status === 'deleted';

/** The outcome of telling the channel about a parcel. */
export function ofParcel(outcomes: readonly DeliveryBody[], shipmentId: string): DeliveryBody | undefined {
  return outcomes.find((one) => one.effect === 'ship.confirm' && one.subjectId === shipmentId);
}

/** The outcome of cancelling at the channel. */
export function ofCancellation(outcomes: readonly DeliveryBody[], cancellationId: string): DeliveryBody | undefined {
  return outcomes.find((one) => one.effect === 'cancel.channel' && one.subjectId === cancellationId);
}
