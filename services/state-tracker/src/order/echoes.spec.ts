import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { accepted, asked, channelParcel, codes, confirmed, context, folded, foldedIn, mapped, order, parcel, revision, told } from './samples.suite.ts';

const shipped = [...order(), ...accepted(), ...parcel('p1', { E: '2' })];
const key = 'ship.confirm/acme/shopify/us/1001/p1/shopify:us/1';
const views = (result: ReturnType<typeof folded>) => result.state?.shipments.filter(({ shipmentId }) => shipmentId.startsWith('F')).map(({ shipmentId, echoOf }) => [shipmentId, echoOf]);

describe('a parcel that the channel tells of', () => {
  it('is our own where its number is the one that the channel gave us', () => {
    const result = folded(shipped, confirmed('p1', { vendorReference: 'gid://shopify/Fulfillment/F77' }), channelParcel('F77', { L1: '2' }));
    expect(views(result)).toEqual([['F77', key]]);
    expect(result.state).toMatchObject({ status: 'shipped', exceptions: [], flags: [], facets: { fulfillment: 'shipped' }, lines: [{ shipped: '2', confirmed: '2' }] });
    expect(told(result)).toEqual(['p1 active L1×2 T-p1']);
  });

  it('is our own where tracking and lines are the same', () => {
    const echo = channelParcel('F1', { L1: '2' }, { trackingNumber: 't p1' });
    expect(views(folded(shipped, confirmed('p1', { vendorReference: null }), parcel('p1', { E: '2' }, { trackingNumber: 'TP1', revision: revision(6_000) }), echo))).toEqual([['F1', key]]);
    const others = folded(shipped, confirmed('p1', { vendorReference: null }), channelParcel('F1', { L1: '1' }, { trackingNumber: 'T-p1' }));
    expect(codes(others)).toEqual(['shipped_elsewhere']);
  });

  it('waits while nobody knows what became of telling the channel', () => {
    const echo = channelParcel('F1', { L1: '2' }, { trackingNumber: 'T-p1' });
    for (const open of [[], confirmed('p1', { outcome: 'unknown', vendorReference: null })]) {
      const result = folded(shipped, open, echo);
      expect([views(result), codes(result), told(result)]).toEqual([[['F1', null]], [], ['p1 active L1×2 T-p1']]);
    }
    expect(views(folded(shipped, confirmed('p1', { vendorReference: 'F1' }), echo))).toEqual([['F1', key]]);
  });

  it('and that nobody of ours shipped is a conflict where an ERP was asked, and is not pushed', () => {
    const result = folded(order(), accepted(), channelParcel('F1', { L1: '2' }, { trackingNumber: 'OTHER' }));
    expect(result.state).toMatchObject({ status: 'shipped', flags: ['exception', 'shipped_elsewhere'], facets: { fulfillment: 'by_channel' }, exceptions: [{ code: 'shipped_elsewhere', text: expect.stringContaining('OTHER') as string }] });
    const unasked = folded(order(), channelParcel('F1', { L1: '2' }));
    expect([codes(unasked), asked(unasked), unasked.state?.flags]).toEqual([[], ['P1-R1 cancelled'], ['shipped_elsewhere']]);
  });

  it('leaves no units for a parcel of ours that the channel does not know yet', () => {
    const result = folded(shipped, channelParcel('F1', { L1: '1' }, { trackingNumber: 'OTHER' }));
    expect(told(result)).toEqual(['p1 active L1×1 T-p1']);
    expect(codes(result)).toEqual(['over_shipped', 'shipped_elsewhere']);
    // What it has confirmed stays as it is.
    expect(told(fold(result.facts, confirmed('p1'), context))).toEqual(['p1 active L1×2 T-p1']);
  });

  it('counts for nothing once it is voided there', () => {
    const voided = folded(order(), accepted(), channelParcel('F1', { L1: '2' }), channelParcel('F1', { L1: '2' }, { status: 'voided', revision: revision(9_000) }));
    expect([codes(voided), voided.state?.status]).toEqual([[], 'synced']);
  });

  it('is the ERP’s where the ERP tells the channel by itself', () => {
    const native = { ...context, store: { ...mapped, shipConfirm: 'native' as const } };
    const result = foldedIn(native, shipped, channelParcel('F1', { L1: '2' }, { trackingNumber: 'T-p1' }));
    expect([codes(result), result.state?.lines]).toMatchObject([[], [{ shipped: '2', confirmed: '2' }]]);
    expect(codes(foldedIn(native, order(), accepted(), channelParcel('F1', { L1: '2' })))).toEqual([]);
  });
});
