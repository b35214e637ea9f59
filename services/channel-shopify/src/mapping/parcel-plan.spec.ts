import { describe, expect, it } from 'vitest';
import { planParcel, wholeUnits, type PlanOptions } from './parcel-plan.ts';
import { shippingPayload } from './snapshot.ts';

const at = '2026-03-03T00:00:00Z';
const line = (type: string, id: number, lineId: number, more: object) => ({ id: `gid://shopify/${type}/${id}`, lineItem: { id: `gid://shopify/LineItem/${lineId}` }, ...more });

type GroupSpec = { id: number; left: Record<number, number>; location?: number; status?: string; actions?: string[]; holds?: string[] };
const group = ({ id, left, location = 7, status = 'OPEN', actions = ['CREATE_FULFILLMENT'], holds = [] }: GroupSpec) => ({
  id: `gid://shopify/FulfillmentOrder/${id}`, status, updatedAt: at, assignedLocation: { location: { id: `gid://shopify/Location/${location}` } },
  fulfillmentHolds: holds.map((displayReason) => ({ reason: 'OTHER', displayReason })), supportedActions: actions.map((action) => ({ action })),
  lineItems: Object.entries(left).map(([lineId, remaining], index) => line('FulfillmentOrderLineItem', id * 100 + index, Number(lineId), { totalQuantity: 9, remainingQuantity: remaining })),
});
const parcel = (id: number, numbers: string[], units: Record<number, number>, status = 'SUCCESS') => ({
  id: `gid://shopify/Fulfillment/${id}`, name: `#1.${id}`, status, createdAt: at, updatedAt: at, trackingInfo: numbers.map((number) => ({ number })),
  fulfillmentLineItems: Object.entries(units).map(([lineId, quantity], index) => line('FulfillmentLineItem', id * 100 + index, Number(lineId), { quantity })),
});

function plan(groups: GroupSpec[], parcels: ReturnType<typeof parcel>[] = [], more: Partial<PlanOptions> & { units?: Record<string, number>; numbers?: string[] } = {}) {
  const { units = { 1: 2 }, numbers = ['T-1'], ...options } = more;
  const shipping = shippingPayload.parse({ fulfillments: parcels, fulfillmentOrders: groups.map(group) });
  return planParcel({ wanted: { lines: new Map(Object.entries(units)), numbers }, shipping, heldId: undefined, locations: [], ...options });
}
const share = (groupId: number, ...lines: [number, number][]) => ({ groupId: String(groupId), lines: lines.map(([groupLineId, quantity]) => ({ groupLineId: String(groupLineId), quantity })) });

describe('a parcel that Shopify knows', () => {
  it('is done where one of its tracking numbers stands on a fulfillment with its units', () => {
    expect(plan([], [parcel(5, ['t -1'], { 1: 2 })])).toEqual({ kind: 'done', fulfillmentId: '5' });
    expect(plan([], [parcel(5, ['T-9', 'T-1'], { 1: 2 })])).toMatchObject({ kind: 'done' });
  });
  it('is done where staff fulfilled more under that number', () => {
    expect(plan([], [parcel(5, ['T-1'], { 1: 3, 2: 1 })])).toMatchObject({ kind: 'done' });
  });
  it('is not known by a number alone, nor by units alone, nor by a fulfillment that was called back', () => {
    const open = [{ id: 1, left: { 1: 9 } }];
    for (const other of [parcel(5, ['T-1'], { 1: 1 }), parcel(5, ['T-2'], { 1: 2 }), parcel(5, [], { 1: 2 }), parcel(5, ['T-1'], { 1: 2 }, 'CANCELLED'), parcel(5, ['T-1'], { 1: 2 }, 'FAILURE')]) expect(plan(open, [other])).toMatchObject({ kind: 'create' });
  });
  it('without a tracking number is the one without a tracking number that holds exactly its units', () => {
    expect(plan([{ id: 1, left: { 1: 9 } }], [parcel(5, [], { 1: 2 })], { numbers: [] })).toEqual({ kind: 'done', fulfillmentId: '5' });
    expect(plan([{ id: 1, left: { 1: 9 } }], [parcel(5, [], { 1: 3 })], { numbers: [] })).toMatchObject({ kind: 'create' });
  });
});

describe('a parcel that we told of before', () => {
  it('is done as it is, and gets its new tracking number where that changed', () => {
    expect(plan([], [parcel(5, ['T-1'], { 1: 2 })], { heldId: '5' })).toEqual({ kind: 'done', fulfillmentId: '5' });
    expect(plan([], [parcel(5, ['T-0'], { 1: 2 })], { heldId: '5' })).toEqual({ kind: 'retrack', fulfillmentId: '5' });
    expect(plan([], [parcel(5, ['T-1', 'T-2'], { 1: 2 })], { heldId: '5' })).toEqual({ kind: 'retrack', fulfillmentId: '5' });
    expect(plan([], [parcel(5, ['T-0'], { 1: 2 })], { heldId: '5', numbers: [] })).toMatchObject({ kind: 'done' });
  });
  it('is a person’s where its units changed or staff called it back, however much is left to ship', () => {
    expect(plan([{ id: 1, left: { 1: 9 } }], [parcel(5, ['T-1'], { 1: 1 })], { heldId: '5' })).toMatchObject({ kind: 'refused', code: 'fulfillment_differs' });
    expect(plan([{ id: 1, left: { 1: 9 } }], [parcel(5, ['T-1'], { 1: 2 }, 'CANCELLED')], { heldId: '5' })).toMatchObject({ kind: 'refused', code: 'fulfillment_cancelled' });
  });
});

describe('a parcel that is not there', () => {
  it('takes its units from the fulfillment orders of one location, the first ones first', () => {
    expect(plan([{ id: 1, left: { 1: 1, 2: 4 } }, { id: 2, left: { 1: 3 } }], [], { units: { 1: 2, 2: 1 } })).toEqual({ kind: 'create', groups: [share(1, [100, 1], [101, 1]), share(2, [200, 1])] });
  });
  it('leaves groups that give nothing out', () => {
    expect(plan([{ id: 1, left: { 1: 0, 2: 4 } }, { id: 2, left: { 1: 3 } }])).toEqual({ kind: 'create', groups: [share(2, [200, 2])] });
  });
  it('goes to the location that has all of it', () => {
    expect(plan([{ id: 1, left: { 1: 1 }, location: 7 }, { id: 2, left: { 1: 2 }, location: 8 }])).toEqual({ kind: 'create', groups: [share(2, [200, 2])] });
    expect(plan([{ id: 1, left: { 1: 2 }, location: 7 }, { id: 2, left: { 1: 2 }, location: 8 }], [], { locations: ['8'] })).toEqual({ kind: 'create', groups: [share(2, [200, 2])] });
  });
  it.each<{ where: string; groups: GroupSpec[]; locations?: string[]; code: string; words: RegExp }>([
    { where: 'no fulfillment orders are shown', groups: [], code: 'no_fulfillment_orders', words: /scope/ },
    { where: 'less is left', groups: [{ id: 1, left: { 1: 1 } }], code: 'nothing_remaining', words: /#1\.5/ },
    { where: 'it is on hold', groups: [{ id: 1, left: { 1: 2 }, status: 'ON_HOLD', actions: ['RELEASE_HOLD'], holds: ['High risk of fraud'] }], code: 'not_fulfillable', words: /on hold \(High risk of fraud\)/ },
    { where: 'it is scheduled', groups: [{ id: 1, left: { 1: 2 }, status: 'SCHEDULED', actions: [] }], code: 'not_fulfillable', words: /scheduled/ },
    { where: 'another location ships it', groups: [{ id: 1, left: { 1: 2 }, location: 8 }], locations: ['7'], code: 'other_location', words: /location/ },
    { where: 'several locations ship it', groups: [{ id: 1, left: { 1: 1 }, location: 7 }, { id: 2, left: { 1: 1 }, location: 8 }], code: 'several_locations', words: /one location/ },
  ])('is refused in words where $where', ({ groups, locations = [], code, words }) => {
    expect(plan(groups, [parcel(5, ['T-5'], { 1: 4 })], { locations })).toMatchObject({ kind: 'refused', code, text: expect.stringMatching(words) as string });
  });
});

it('counts whole units only', () => {
  expect(wholeUnits([{ channelLineId: '1', qty: '2' }, { channelLineId: '1', qty: '1.0' }, { channelLineId: '2', qty: '0' }])).toEqual(new Map([['1', 3]]));
  for (const qty of ['0.5', '-1', 'x']) expect(wholeUnits([{ channelLineId: '1', qty }])).toBeUndefined();
});
