import { describe, expect, it } from 'vitest';
import type { Allocation } from '@tributary/contracts';
import { translateParcels, type SourceParcel } from './translate.ts';

const row = (channelLineId: string, qty: string, erpSku: string, qtyPer = '1'): Allocation => ({ orderKey: 'k', channelLineId, qty, erpSku, qtyPer, mapVersion: 1 });
const parcel = (id: string, content: Record<string, string>, pinned?: Record<string, string>): SourceParcel => ({
  id,
  sourceLines: Object.entries(content).map(([erpSku, qty]) => ({ erpSku, qty })),
  pinned: pinned && Object.entries(pinned).map(([channelLineId, qty]) => ({ channelLineId, qty })),
});
/** Lines per parcel as "L1×2", what it is the rest of, and ! for surplus. */
const shown = (allocation: Allocation[], ...parcels: SourceParcel[]) =>
  Object.fromEntries([...translateParcels(allocation, parcels)].map(([id, { lines, restOf, hasSurplus }]) => [id, [...lines.map((line) => `${line.channelLineId}×${line.qty}`), ...restOf.map((one) => `→${one}`), ...(hasSurplus ? ['!'] : [])].join(' ')]));

describe('an ERP parcel in lines of the order', () => {
  it('plain lines: unit for unit', () => {
    const allocation = [row('L1', '2', 'A'), row('L2', '1', 'B')];
    expect(shown(allocation, parcel('p1', { A: '1' }), parcel('p2', { B: '1', A: '1' }))).toEqual({ p1: 'L1×1', p2: 'L1×1 L2×1' });
  });

  it('a line that is several ERP units: a unit begins with its first piece', () => {
    expect(shown([row('L1', '3', 'A', '2')], parcel('p1', { A: '3' }), parcel('p2', { A: '1' }), parcel('p3', { A: '2' }))).toEqual({ p1: 'L1×2', p2: '→p1', p3: 'L1×1' });
  });

  it('a bundle in two parcels counts with the first; the other only adds its tracking', () => {
    const bundle = [row('L1', '2', 'A'), row('L1', '2', 'B', '3')];
    expect(shown(bundle, parcel('p1', { A: '2' }), parcel('p2', { B: '6' }))).toEqual({ p1: 'L1×2', p2: '→p1' });
    expect(shown(bundle, parcel('p1', { B: '3' }), parcel('p2', { A: '2', B: '3' }))).toEqual({ p1: 'L1×1', p2: 'L1×1' });
    expect(shown(bundle, parcel('p1', { A: '1' }), parcel('p2', { A: '1' }), parcel('p3', { B: '6' }))).toEqual({ p1: 'L1×1', p2: 'L1×1', p3: '→p1 →p2' });
  });

  it('a SKU that two lines share fills the first line first', () => {
    const shared = [row('L1', '1', 'A'), row('L2', '2', 'A'), row('L2', '2', 'B')];
    expect(shown(shared, parcel('p1', { A: '2' }), parcel('p2', { A: '1', B: '2' }))).toEqual({ p1: 'L1×1 L2×1', p2: 'L2×1' });
  });

  it('what is sold by measure is shipped in fractions', () => {
    expect(shown([row('L1', '1.5', 'A')], parcel('p1', { A: '0.4' }), parcel('p2', { A: '1.1' }))).toEqual({ p1: 'L1×0.4', p2: 'L1×1.1' });
  });

  it('more than was pushed, or something else, is surplus and no unit of the order', () => {
    expect(shown([row('L1', '1', 'A')], parcel('p1', { A: '3' }), parcel('p2', { GIFT: '1' }))).toEqual({ p1: 'L1×1 !', p2: '!' });
  });

  it('what the channel was told of a parcel stands', () => {
    const bundle = [row('L1', '1', 'A'), row('L1', '1', 'B'), row('L2', '1', 'C')];
    expect(shown(bundle, parcel('p2', { B: '1', C: '1' }, { L2: '1' }), parcel('p1', { A: '1' }))).toEqual({ p2: 'L2×1', p1: 'L1×1' });
    expect(shown(bundle, parcel('p2', { B: '1' }, { L1: '1' }), parcel('p1', { A: '1' }))).toEqual({ p2: 'L1×1', p1: '→p2' });
  });

  it('is the same whatever the order of SKUs in the parcel', () => {
    const allocation = [row('L1', '1', 'A'), row('L1', '1', 'B'), row('L2', '1', 'B')];
    expect(shown(allocation, parcel('p1', { A: '1', B: '2' }))).toEqual(shown(allocation, parcel('p1', { B: '2', A: '1' })));
  });
});
