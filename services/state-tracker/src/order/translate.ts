import type { Allocation, LineQty, SourceLine } from '@tributary/contracts';
import { fromUnits, toUnits } from '@tributary/kernel';

/** A parcel of an ERP, as far as its translation needs it. */
export type SourceParcel = {
  readonly id: string;
  readonly sourceLines: readonly SourceLine[];
  /** Lines that the channel was told of it; they stand whatever else becomes known. */
  readonly pinned: readonly LineQty[] | undefined;
};

/** A parcel in lines of the order. */
export type Translated = {
  readonly lines: readonly LineQty[];
  /** Parcels that have the units of which this one carries the rest. */
  readonly restOf: readonly string[];
  /** It carries more than was pushed, or something that was not. */
  readonly hasSurplus: boolean;
  /** Its content was corrected after the channel was told, so that the two do not agree any more. */
  readonly isCorrected: boolean;
};

/** Quantities have up to four places. */
const scale = 4;
const one = 10n ** BigInt(scale);

type Component = { readonly per: bigint; carried: bigint };
type Progress = { readonly channelLineId: string; readonly qty: bigint; readonly components: Map<string, Component>; begun: bigint; readonly holders: { readonly from: bigint; readonly to: bigint; readonly id: string }[] };

/**
 * Turns parcels of one ERP order into lines, by nothing but the allocation that was stored when it was pushed. Parcels
 * are taken in the order given. A unit counts with the first parcel that carries any of its components; a parcel
 * with nothing but the rest of such units has no lines of its own. An ERP SKU that several lines share fills them in
 * the order of the allocation.
 */
export function translateParcels(allocation: readonly Allocation[], parcels: readonly SourceParcel[]): ReadonlyMap<string, Translated> {
  const lines = progressOf(allocation);
  const translated = new Map(parcels.map((parcel) => [parcel.id, translate(parcel, lines)]));
  const unequal = new Set(lines.filter((line) => least(reachedOf(line), line.qty) !== line.begun));
  return new Map(
    [...translated].map(([id, { touched, ...parcel }]) => {
      const isPinned = parcels.some((one) => one.id === id && one.pinned !== undefined);
      return [id, { ...parcel, isCorrected: isPinned && touched.some((line) => unequal.has(line)) }];
    }),
  );
}

function progressOf(allocation: readonly Allocation[]): readonly Progress[] {
  const lines = new Map<string, Progress>();
  for (const { channelLineId, qty, erpSku, qtyPer } of allocation) {
    const line = lines.get(channelLineId) ?? { channelLineId, qty: toUnits(qty, scale), components: new Map<string, Component>(), begun: 0n, holders: [] };
    const per = (line.components.get(erpSku)?.per ?? 0n) + toUnits(qtyPer, scale);
    if (per > 0n) line.components.set(erpSku, { per, carried: 0n });
    lines.set(channelLineId, line);
  }
  return [...lines.values()];
}

function translate({ id, sourceLines, pinned }: SourceParcel, lines: readonly Progress[]): Omit<Translated, 'isCorrected'> & { readonly touched: readonly Progress[] } {
  const carried = sourceLines.map((source) => carry(source, lines));
  const own: LineQty[] = [];
  const touched = lines.filter((line) => carried.some(({ ranges }) => ranges.some((range) => range.line === line)) || unitsOf(pinned ?? [], line.channelLineId) > 0n);
  for (const line of touched) {
    const units = pinned === undefined ? begunNow(line) : unitsOf(pinned, line.channelLineId);
    if (units === 0n) continue;
    line.holders.push({ from: line.begun, to: line.begun + units, id });
    line.begun += units;
    own.push({ channelLineId: line.channelLineId, qty: fromUnits(units, scale) });
  }
  const restOf = own.length > 0 ? [] : new Set(carried.flatMap(({ ranges }) => ranges.flatMap(holdersOf)).filter((holder) => holder !== id));
  return { lines: own, restOf: [...restOf], hasSurplus: carried.some(({ surplus }) => surplus > 0n), touched };
}

type Range = { readonly line: Progress; readonly from: bigint; readonly to: bigint };

/** Lays the units of one ERP SKU onto the lines that still lack them. */
function carry({ erpSku, qty }: SourceLine, lines: readonly Progress[]): { readonly ranges: readonly Range[]; readonly surplus: bigint } {
  let rest = toUnits(qty, scale);
  const ranges: Range[] = [];
  for (const line of lines) {
    const component = line.components.get(erpSku);
    if (component === undefined || rest <= 0n) continue;
    const room = (line.qty * component.per) / one - component.carried;
    const taken = room < rest ? room : rest;
    if (taken <= 0n) continue;
    ranges.push({ line, from: (component.carried / component.per) * one, to: roundedUp(component.carried + taken, component.per) });
    component.carried += taken;
    rest -= taken;
  }
  return { ranges, surplus: rest };
}

/** Units of the line that some component has reached and that no earlier parcel has. */
function begunNow(line: Progress): bigint {
  const upTo = least(reachedOf(line), line.qty);
  return upTo > line.begun ? upTo - line.begun : 0n;
}

function reachedOf({ components }: Progress): bigint {
  let reached = 0n;
  for (const { per, carried } of components.values()) {
    // What is sold by measure may be shipped in fractions; a set begins with its first piece.
    const units = components.size === 1 && per === one ? carried : roundedUp(carried, per);
    if (units > reached) reached = units;
  }
  return reached;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const roundedUp = (carried: bigint, per: bigint): bigint => ((carried + per - 1n) / per) * one;

const holdersOf = ({ line, from, to }: Range): string[] => line.holders.filter((holder) => holder.from < to && holder.to > from).map(({ id }) => id);

const unitsOf = (lines: readonly LineQty[], channelLineId: string): bigint => lines.filter((line) => line.channelLineId === channelLineId).reduce((sum, { qty }) => sum + toUnits(qty, scale), 0n);
