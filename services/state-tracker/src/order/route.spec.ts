import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { accepted, asked, codes, command, context, elsewhere, folded, foldedIn, group, line, mapped, noFacts, order, orderRecord, parcel, revision, twoLines, withPolicies } from './samples.suite.ts';
import { factsOfOrder } from './from-records.ts';

describe('a route', () => {
  it('sends everything that must be shipped to the store of the account', () => {
    const result = folded(order({ lines: [...twoLines, line({ channelLineId: 'L3', requiresShipping: false })] }));
    expect(asked(result)).toEqual(['P1-R1 active L1×2 L2×1']);
    expect(result.desired.requests).toMatchObject([{ erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', externalNo: 'US-1001-P1-R1', mode: 'live', warehouse: null, method: null, intake: 'hub' }]);
    expect(result.state?.legs[0]).toMatchObject({ leg: 'route', state: 'succeeded' });
  });

  it('splits into parts by store and warehouse', () => {
    const to = { erp: 'yicang', account: 'y', store: '9', platformCode: '', numberPrefix: 'Y-' };
    const split = { ...context, routes: [{ mode: 'shadow' as const, percentage: 100, when: { skus: ['B*'] }, to, warehouse: 'W9', method: 'M9' }, ...context.routes], warehouseOf: () => ({ warehouse: 'W1', method: null }) };
    const result = foldedIn(split, order({ lines: twoLines, grandTotal: '45' }));
    expect(asked(result)).toEqual(['P1-R1 active L1×2', 'P2-R1 active L2×1']);
    expect(result.desired.requests).toMatchObject([
      { erp: 'lingxing', warehouse: 'W1', mode: 'live', externalNo: 'US-1001-P1-R1', shippingAmount: '5', grandTotal: '30' },
      { erp: 'yicang', warehouse: 'W9', method: 'M9', mode: 'shadow', externalNo: 'Y-1001-P2-R1', shippingAmount: '0', grandTotal: '15', platformCode: null },
    ]);
    expect(result.state).toMatchObject({ mode: 'live' });
  });

  it('is decided once, whatever routes, maps and settings say later', () => {
    const first = folded(order());
    const moved = { ...context, store: undefined, routes: [], policies: { ...context.policies, notifyBuyer: false } };
    const later = fold(first.facts, [...order({ revision: revision(9_000) }), ...accepted(), ...parcel('p1', { E: '1' })], moved);
    expect(later.desired.requests).toMatchObject([{ erp: 'lingxing', store: '110', mode: 'live' }]);
    expect(later.desired.notices).toMatchObject([{ notifyBuyer: true }]);
  });

  it('waits for a store and goes on once there is one', () => {
    const without = foldedIn({ ...context, store: undefined }, order());
    expect(without).toMatchObject({ waitingForMaps: true, desired: { requests: [] }, state: { status: 'created', flags: ['exception'], exceptions: [{ code: 'unmapped_store', leg: 'route' }] } });
    expect(fold(without.facts, [], context)).toMatchObject({ waitingForMaps: false, desired: { requests: [{ store: '110' }] }, state: { exceptions: [] } });
  });

  it('says whose prefix makes the number too long', () => {
    expect(foldedIn({ ...context, store: { ...mapped, numberPrefix: 'x'.repeat(41) } }, order())).toMatchObject({ waitingForMaps: true, state: { exceptions: [{ code: 'number_too_long', leg: 'route' }] } });
  });

  it('keeps test orders, and what must not be live, in shadow', () => {
    expect(folded(order({ isTest: true })).desired.requests).toMatchObject([{ mode: 'shadow' }]);
    expect(foldedIn({ ...context, canBeLive: ({ erp }) => erp !== 'lingxing' }, order()).desired.requests).toMatchObject([{ mode: 'shadow' }]);
    expect(foldedIn({ ...context, routes: [{ mode: 'off', percentage: 100 }] }, order()).desired.requests).toMatchObject([{ mode: 'off' }]);
  });

  it('lines that are added later join the part, and make a new one once it was shipped', () => {
    const first = folded(order());
    const more = order({ lines: twoLines, revision: revision(2_000) });
    expect(asked(fold(first.facts, more, context))).toEqual(['P1-R1 active L1×2 L2×1']);
    expect(asked(fold(first.facts, [...accepted(), ...parcel('p1', { E: '2' }), ...more], context))).toEqual(['P1-R1 active L1×2', 'P2-R1 active L2×1']);
  });
});

describe('fulfillment groups', () => {
  const waiting = withPolicies({ waitForGroups: true, locations: ['NY'] });

  it('are waited for where the account says so, and only with them the order is routed', () => {
    const untold = foldedIn(waiting, order());
    expect(untold).toMatchObject({ waitingForMaps: false, desired: { requests: [] }, state: { status: 'created', legs: [{ leg: 'route', state: 'waiting' }], exceptions: [] } });
    const told = fold(untold.facts, order({ groups: [group('G1', { L1: '2' })], revision: revision(2_000) }), waiting);
    expect(asked(told)).toEqual(['P1-R1 active L1×2']);
    // A record that does not tell groups says nothing against them.
    expect(asked(fold(told.facts, order({ revision: revision(3_000) }), waiting))).toEqual(['P1-R1 active L1×2']);
    expect(asked(foldedIn(waiting, order({ groups: [] })))).toEqual(['P1-R1 active L1×2']);
  });

  it('a line that no group tells of yet waits for it', () => {
    const result = foldedIn(waiting, order({ lines: twoLines, groups: [group('G1', { L1: '2' })] }));
    expect(asked(result)).toEqual(['P1-R1 active L1×2']);
    expect(asked(fold(result.facts, order({ lines: twoLines, groups: [group('G1', { L1: '2' }), group('G2', { L2: '1' })], revision: revision(2_000) }), waiting))).toEqual(['P1-R1 active L1×2 L2×1']);
  });

  it('of places that are not ours are never routed', () => {
    const groups = [group('G1', { L1: '1' }), group('G2', { L1: '1', L2: '1' }, { location: 'LA' })];
    const result = foldedIn(waiting, order({ lines: twoLines, groups }));
    expect(asked(result)).toEqual(['P1-R1 active L1×1']);
    expect(foldedIn(waiting, order({ groups: [group('G1', { L1: '2' }, { location: 'LA' })] }))).toMatchObject({ desired: { requests: [] }, state: { status: 'synced', flags: ['observed'] } });
  });

  it('on hold or scheduled are routed when they are let go', () => {
    const held = (status: 'on_hold' | 'scheduled' | 'open', at: number) => order({ lines: twoLines, groups: [group('G1', { L1: '2' }), group('G2', { L2: '1' }, { status })], revision: revision(at) });
    const first = foldedIn(waiting, held('scheduled', 1_000));
    expect(asked(first)).toEqual(['P1-R1 active L1×2']);
    expect(first.state).toMatchObject({ facets: { hold: 'channel' }, flags: ['on_hold'], legs: [{ leg: 'route', state: 'waiting' }, { leg: 'erp.create' }] });
    expect(asked(fold(first.facts, held('open', 2_000), waiting))).toEqual(['P1-R1 active L1×2 L2×1']);
  });

  it('a hold keeps back what no ERP has accepted, and nothing else', () => {
    const held = order({ groups: [group('G1', { L1: '2' }, { status: 'on_hold' })], revision: revision(2_000) });
    expect(asked(folded(order(), held))).toEqual([]);
    const routed = folded(order());
    expect(asked(fold(routed.facts, held, context))).toEqual([]);
    expect(asked(fold(routed.facts, [...accepted(), ...held], context))).toEqual(['P1-R1 active L1×2']);
  });
});

describe('orders that are only watched', () => {
  it('copied by an app from a channel that we are connected to', () => {
    const copied = order({ related: [{ relation: 'imported_from', channel: 'tiktok-shop', orderId: '77' }] });
    expect(asked(folded(copied))).toEqual(['P1-R1 active L1×2']);
    const result = foldedIn({ ...context, connectedChannels: ['shopify', 'tiktok-shop'] }, copied);
    expect(result).toMatchObject({ desired: { requests: [] }, state: { status: 'synced', flags: ['observed'] } });
  });

  it('placed before orders are taken, and they follow the channel', () => {
    const early = withPolicies({ takeOrdersFrom: 901 });
    expect(asked(foldedIn(withPolicies({ takeOrdersFrom: 900 }), order()))).toEqual(['P1-R1 active L1×2']);
    const result = foldedIn(early, order());
    expect(result).toMatchObject({ desired: { requests: [] }, timer: null, state: { status: 'synced', flags: ['observed'] } });
    const shipped = fold(result.facts, order({ lines: [line({ fulfilledQty: '2' })], revision: revision(2_000) }), early);
    expect(shipped.state).toMatchObject({ status: 'shipped', facets: { fulfillment: 'by_channel' } });
  });

  it('stay so when the setting changes that made them so', () => {
    const copied = order({ related: [{ relation: 'imported_from', channel: 'tiktok-shop', orderId: '77' }] });
    const watched = [foldedIn(withPolicies({ takeOrdersFrom: 901 }), order()), foldedIn({ ...context, connectedChannels: ['shopify', 'tiktok-shop'] }, copied)];
    for (const { facts } of watched) {
      const later = fold(facts, order({ revision: revision(5_000), tags: ['new'] }), context);
      expect(later).toMatchObject({ desired: { requests: [] }, timer: null, state: { status: 'synced', flags: ['observed'] } });
      expect(fold(later.facts, command('reroute', 6_000, elsewhere), context).desired.requests).toMatchObject([{ erp: 'yicang', state: 'active', incarnation: 1 }]);
    }
  });

  it('until a person sends them somewhere', () => {
    const early = withPolicies({ takeOrdersFrom: 901 });
    const sent = fold(foldedIn(early, order()).facts, command('reroute', 5_000, elsewhere), early);
    expect(sent.desired.requests).toMatchObject([{ erp: 'yicang', store: '9', state: 'active', incarnation: 1, mode: 'live' }]);
  });
});

it('a person may name the store that no map names', () => {
  const unmapped = { ...context, store: undefined };
  const result = foldedIn(unmapped, order(), command('reroute', 5_000, elsewhere));
  expect(result).toMatchObject({ waitingForMaps: false, desired: { requests: [{ erp: 'yicang', store: '9', warehouse: 'W9', externalNo: '1001-P1-R1', state: 'active' }] } });
  expect(codes(result)).toEqual([]);
});

it('nothing of a kind that needs no shipping is routed', () => {
  expect(folded(factsOfOrder(orderRecord({ lines: [line({ requiresShipping: false })] })))).toMatchObject({ desired: { requests: [] }, state: { status: 'synced', facets: { fulfillment: 'not_required' }, flags: [] } });
  expect(fold(noFacts, accepted(), context).state).toBeUndefined();
});
