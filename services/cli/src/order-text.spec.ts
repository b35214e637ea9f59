import { expect, it } from 'vitest';
import type { Delivery, ListedOrder, OrderView } from '@tributary/operations';
import { deliveryLines, deliveryRows, orderLines, orderRows } from './order-text.ts';

const delivery: Delivery = {
  idempotencyKey: 'erp.create/acme/shopify/us/1/1/lingxing:main/1', tenant: 'acme', target: 'lingxing', account: 'main', effect: 'erp.create', subjectKind: 'order_part', subjectId: '1', orderKeys: ['acme/shopify/us/1'],
  state: 'rejected', attempts: 1, reference: 'US-1', vendorReference: null, error: { class: 'rejected', code: '42', text: 'store disabled' }, createdAt: 0, updatedAt: 61_000, sentAt: 60_000, dueAt: null, newerWaits: false, traceId: 't',
};
const order: OrderView = {
  orderKey: 'acme/shopify/us/1', version: 3, traceId: 't', waitsForMaps: true,
  state: {
    status: 'created', since: 0, mode: 'live', flags: ['exception'], exceptions: [{ code: '42', text: 'store disabled', source: 'lingxing:main', leg: 'erp.create', since: 0 }],
    legs: [{ leg: 'route', target: '', subject: '', state: 'succeeded', attempts: 0, reference: null, errorClass: null, errorText: null, updatedAt: 0 }, { leg: 'erp.create', target: 'lingxing:main', subject: '1', state: 'rejected', attempts: 2, reference: null, errorClass: 'rejected', errorText: 'store disabled', updatedAt: 0 }],
    lines: [{ channelLineId: 'L1', current: '2', pushed: '0', shipped: '1', confirmed: '1', refunded: '0' }],
    facets: { payment: 'paid', hold: 'none', erp: 'rejected', fulfillment: 'partial', afterSale: 'none' },
    deadline: { code: 'stuck_created', at: 3_600_000 },
    erpOrders: [{ erp: 'lingxing', erpAccount: 'main', erpOrderId: '103', externalNo: 'US-1', status: 'review' }],
    shipments: [{ shipmentId: 'WO1', trackingNumber: '1Z', status: 'shipped', confirmed: true, echoOf: null }, { shipmentId: 'gid', trackingNumber: '1Z', status: 'shipped', confirmed: true, echoOf: 'ship.confirm/k' }],
  },
  desired: [{ part: 1, incarnation: 1, erp: 'lingxing', erpAccount: 'main', store: '110', externalNo: 'US-1', state: 'active', lines: [{ channelLineId: 'L1', channelSku: null, qty: '2' }] }],
  deliveries: [delivery],
  history: [
    { version: 1, at: 0, cause: 'events', statusBefore: null, status: 'pending', flagsSet: [], flagsCleared: [], exceptionsOpened: [], exceptionsClosed: [] },
    { version: 3, at: 0, cause: 'maps', statusBefore: 'pending', status: 'created', flagsSet: ['exception'], flagsCleared: ['on_hold'], exceptionsOpened: ['42'], exceptionsClosed: [] },
  ],
};

it('shows an order from its headline down to the ledger', () => {
  expect(orderLines(order)).toEqual([
    'acme/shopify/us/1: created (exception) since 1970-01-01T00:00:00Z, mode live, version 3, trace t',
    'Late from 1970-01-01T01:00:00Z: stuck_created.',
    'Waits for a row of the maps and goes on by itself once it is imported.',
    '', 'exceptions', '  1970-01-01T00:00:00Z  42  store disabled (erp.create, says lingxing:main)',
    '', 'legs', '  route                         succeeded', '  erp.create  lingxing:main  1  rejected   2 attempts    store disabled',
    '', 'sides', '  payment paid  hold none  erp rejected  fulfillment partial  afterSale none',
    '', 'lines', '  L1  2 wanted  0 at ERPs  1 shipped  1 known to the channel  0 refunded',
    '', 'parts', '  part 1  active  lingxing:main  store 110  US-1  2 × L1',
    '', 'at ERPs', '  lingxing:main  review  US-1  103',
    '', 'parcels', '  WO1  shipped  1Z  the channel knows it', '  gid  shipped  1Z  what we told the channel, as it repeats it',
    '', 'deliveries', '  rejected  1970-01-01T00:01:01Z  erp.create/acme/shopify/us/1/1/lingxing:main/1  1 attempt  [42] store disabled',
    '', 'timeline', '  1970-01-01T00:00:00Z  pending', '  1970-01-01T00:00:00Z  pending → created, +exception, +42, -on_hold  maps',
  ]);
});

it('leaves out what an order does not have', () => {
  const { state } = order;
  expect(orderLines({ ...order, waitsForMaps: false, deliveries: [], desired: [], history: [], state: { ...state, flags: [], exceptions: [], legs: [], lines: [], deadline: null, erpOrders: [], shipments: [] } })).toHaveLength(4);
});

it('tells no mode of an order that was not routed yet', () => {
  expect(orderLines({ ...order, state: { ...order.state, mode: 'UNKNOWN' } })[0]).toBe('acme/shopify/us/1: created (exception) since 1970-01-01T00:00:00Z, version 3, trace t');
});

it('lists orders in columns, each with the exception that was asked for, else its first', () => {
  const exception = (code: string) => ({ code, text: `${code}!`, source: 'tributary', leg: 'route', since: 0 });
  const listed: ListedOrder = { orderKey: 'acme/shopify/us/10', status: 'created', since: 0, flags: ['exception', 'on_hold'], exceptions: [exception('a'), exception('b')], changedAt: 0 };
  const quiet: ListedOrder = { ...listed, orderKey: 'acme/shopify/us/1', status: 'completed', flags: [], exceptions: [] };
  expect(orderRows([listed, quiet])).toEqual([
    'acme/shopify/us/10  created    exception,on_hold  1970-01-01T00:00:00Z  [a] a! (and 1 more)',
    'acme/shopify/us/1   completed                     1970-01-01T00:00:00Z',
  ]);
  expect(orderRows([listed], 'b')[0]).toContain('[b] b! (and 1 more)');
});

it('shows deliveries in columns, and one with what was done to it', () => {
  expect(deliveryRows([delivery, { ...delivery, state: 'succeeded', error: null, vendorReference: '103' }])).toEqual([
    'rejected   1970-01-01T00:01:01Z  erp.create/acme/shopify/us/1/1/lingxing:main/1  1 attempt  [42] store disabled',
    'succeeded  1970-01-01T00:01:01Z  erp.create/acme/shopify/us/1/1/lingxing:main/1  1 attempt  103',
  ]);
  const lines = deliveryLines(delivery, [{ who: 'li', what: 'deliveries.skip', reason: 'made by hand', at: 0 }]);
  expect(lines).toContain('  last error    rejected: [42] store disabled');
  expect(lines.slice(-2)).toEqual(['by hand', '  1970-01-01T00:00:00Z  li  deliveries.skip  made by hand']);
});
