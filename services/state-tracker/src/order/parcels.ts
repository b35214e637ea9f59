import type { LineQty, Shipment } from '@tributary/contracts';
import { bodiesOf, type DeliveryBody, type Facts, type OrderBody } from './facts.ts';
import type { Life, Part } from './lives.ts';
import { creationOf, erpOrdersOf, ofParcel, type Outcomes, referencesOf } from './outcomes.ts';
import { type Translated, translateParcels } from './translate.ts';

/** A parcel that an ERP sends, as far as the order knows it. */
export type Parcel = Translated & {
  /** `origin:shipmentId`. */
  readonly id: string;
  readonly shipment: Shipment;
  /** The life of a part that it ships; undefined: its number is none of ours. */
  readonly life: Life | undefined;
  /** It left the house and ships the order, so its units count. */
  readonly isCounted: boolean;
  /** What was pushed is known, so its lines are. */
  readonly isTranslated: boolean;
  /** Newest outcome of telling the channel. */
  readonly outcome: DeliveryBody | undefined;
  /** The first time that the channel took it. */
  readonly confirmed: DeliveryBody | undefined;
};

/** All parcels of ERPs in one fixed order, translated by the allocation of the life that they ship. */
export function parcelsOf(facts: Facts, order: OrderBody, parts: readonly Part[], outcomes: Outcomes): readonly Parcel[] {
  const shipments = bodiesOf(facts, 'shipment').filter(({ origin }) => origin !== order.channel);
  const lives = parts.flatMap((part) => part.lives).map((life) => ({ life, numbers: numbersOf(life, outcomes) }));
  const parcels = shipments.map((shipment) => {
    const life = lives.find((one) => isOf(shipment, one.life, one.numbers))?.life;
    return { id: `${shipment.origin}:${shipment.shipmentId}`, shipment, life, isCounted: isCounted(shipment), outcome: ofParcel(outcomes.newest, shipment.shipmentId), confirmed: ofParcel(outcomes.first, shipment.shipmentId) };
  });
  const sorted = parcels.sort(inTurn);
  const translated = new Map(lives.flatMap(({ life }) => [...translationOf(life, order, sorted, outcomes)]));
  return sorted.map((parcel) => ({ ...parcel, ...(translated.get(parcel.id) ?? untranslated), isTranslated: translated.has(parcel.id) }));
}

const untranslated: Translated = { lines: [], restOf: [], hasSurplus: false, isCorrected: false };

type Untranslated = Omit<Parcel, keyof Translated | 'isTranslated'>;

function translationOf(life: Life, order: OrderBody, parcels: readonly Untranslated[], { succeeded }: Outcomes): ReadonlyMap<string, Translated> {
  const allocated = creationOf(succeeded, life)?.allocation.filter(({ orderKey }) => orderKey === order.orderKey) ?? [];
  // What an ERP fetched by itself may be paired in a way that we cannot explain: nothing is known then.
  if (allocated.length === 0) return new Map();
  const position = new Map(order.lines.map(({ channelLineId }, index) => [channelLineId, index]));
  const at = (channelLineId: string): number => position.get(channelLineId) ?? position.size;
  const allocation = allocated.sort((a, b) => at(a.channelLineId) - at(b.channelLineId));
  const counted = parcels.filter((parcel) => parcel.isCounted && parcel.life === life);
  return translateParcels(allocation, counted.map((parcel) => ({ id: parcel.id, sourceLines: parcel.shipment.sourceLines, pinned: pinnedOf(parcel, order) })));
}

/** Lines that the channel was told of the parcel, where its outcome carries them as an allocation. */
function pinnedOf({ confirmed }: Untranslated, { orderKey }: OrderBody): readonly LineQty[] | undefined {
  const rows = confirmed?.allocation.filter((row) => row.orderKey === orderKey) ?? [];
  return rows.length === 0 ? undefined : rows.map(({ channelLineId, qty }) => ({ channelLineId, qty }));
}

/**
 * Whose units count first: parcels that the channel knows, in the order in which it learned of them, because it cannot
 * be told otherwise; then those that are about to be told; then by the time they left. So a parcel that comes to be
 * known late takes nothing from one that was confirmed.
 */
function inTurn(a: Untranslated, b: Untranslated): number {
  return turnOf(a) - turnOf(b) || timeOf(a) - timeOf(b) || (a.shipment.shipmentId < b.shipment.shipmentId ? -1 : a.shipment.shipmentId > b.shipment.shipmentId ? 1 : a.id < b.id ? -1 : 1);
}

function turnOf({ confirmed, outcome }: Untranslated): number {
  if (confirmed !== undefined) return 0;
  return outcome === undefined || outcome.outcome === 'superseded' || outcome.outcome === 'skipped' ? 2 : 1;
}

const timeOf = ({ confirmed, shipment }: Untranslated): number => confirmed?.revision.at ?? shipment.shippedAt ?? Number.MAX_SAFE_INTEGER;

/** A parcel in trouble on its way has left the house all the same. */
const leftTheHouse = new Set<Shipment['status']>(['shipped', 'in_transit', 'delivered', 'exception']);
const isCounted = ({ status, purpose }: Shipment): boolean => purpose === 'original' && leftTheHouse.has(status);

/** Numbers by which an ERP may name a life. */
function numbersOf(life: Life, outcomes: Outcomes): ReadonlySet<string> {
  const references = outcomes.succeeded.filter((one) => creationOf([one], life) !== undefined).flatMap(referencesOf);
  return new Set([life.externalNo, ...references, ...erpOrdersOf(outcomes, life).flatMap(({ erpOrderId, externalNo }) => [erpOrderId, externalNo])]);
}

function isOf({ origin, externalNo, sourceRefs }: Shipment, life: Life, numbers: ReadonlySet<string>): boolean {
  if (origin !== `${life.erp}:${life.erpAccount}`) return false;
  return (externalNo !== null && numbers.has(externalNo)) || sourceRefs.some(({ value }) => numbers.has(value));
}
