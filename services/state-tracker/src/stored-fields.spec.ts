import { expect, it } from 'vitest';
import { withDefaults } from './stored-fields.ts';

it('gives fields that an older release did not write their defaults, at every depth', () => {
  const stored = { eventId: 'e', lines: [{ channelLineId: 'L1', taxes: [] }], shipTo: { country: 'US' }, groups: [{ groupId: 'g', holds: [{ reason: 'r' }] }] };
  const read = withDefaults('order', stored);
  expect(read).toMatchObject({
    eventId: 'e', erased: false, settled: false, closedAt: null, serviceLevel: null, related: [],
    lines: [{ channelLineId: 'L1', fulfilledQty: null, taxes: [] }],
    shipTo: { country: 'US', region: null, quality: 'UNKNOWN' },
    groups: [{ groupId: 'g', location: null, holds: [{ reason: 'r', note: null }] }],
  });
  expect(withDefaults('order', read)).toEqual(read);
});

it('changes nothing that is there, and invents nothing without a default', () => {
  expect(withDefaults('order', { groups: null, erased: true })).toMatchObject({ groups: null, erased: true, tenant: undefined });
  const delivery = { eventId: 'e', orderKeys: ['a'], allocation: [{ orderKey: 'a', qty: '1' }], handle: 'h' };
  expect(withDefaults('delivery', delivery)).toMatchObject(delivery);
});
