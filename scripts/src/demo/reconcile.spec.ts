import { expect, it } from 'vitest';
import type { ErpOrder, ShopOrder } from './held.ts';
import { reconcile, type TrackedOrder } from './reconcile.ts';
import { bulkyStore, type Seller, sellers } from './sellers.ts';

const [acme, , nordlicht] = sellers as [Seller, Seller, Seller];
const address = { name: 'Jane Roe', address1: '1 Elm St', city: 'Austin', country_code: 'US', zip: '78701' };
const line = (id: string, sku: string, quantity = 1): ShopOrder['line_items'][number] => ({ id, sku, quantity, current_quantity: quantity, requires_shipping: true, properties: [] });
const parcel = (more: Partial<ShopOrder['fulfillments'][number]> = {}): ShopOrder['fulfillments'][number] => ({ id: '9', status: 'success', location_id: acme.location, tracking_company: 'UPS', tracking_numbers: ['1Z'], lines: [{ line_item_id: '1', quantity: 1 }, { line_item_id: '2', quantity: 1 }], ...more });
const shopOrder = (id: string, more: Partial<ShopOrder> = {}): ShopOrder => ({ shop: acme.shop, id, name: `#${id}`, currency: 'USD', total_price: '76.50', current_total_price: '76.50', cancelled_at: null, note: null, note_attributes: [{ name: 'gift_message', value: 'Hi' }, { name: '_app', value: '7' }], shipping_address: address, line_items: [line('1', 'MUG-11'), line('2', 'SET-TEA')], fulfillmentOrders: [], fulfillments: [parcel()], refunds: [], ...more });
const tracked = (id: string, status = 'shipped', exceptions: TrackedOrder['content']['exceptions'] = []): TrackedOrder => ({
  orderKey: `acme/shopify/us/${id}`, status,
  content: { lines: [{ channelLineId: '2', current: '1', shipped: '1', confirmed: '1' }, { channelLineId: '1', current: '1.0', shipped: '1', confirmed: '1' }], exceptions },
});
const items = [{ sku: 'LX-MUG-11', quantity: 1, unitPrice: '12.50' }, { sku: 'LX-POT', quantity: 1, unitPrice: '0' }, { sku: 'LX-CUP', quantity: 4, unitPrice: '16' }];
const outbound = (more: Partial<ErpOrder['outbounds'][number]> = {}): ErpOrder['outbounds'][number] => ({ woNumber: 'WO1', status: 3, trackingNo: '1Z', carrier: 'UPS', items, ...more });
const erpOrder = (id: string, more: Partial<ErpOrder> = {}): ErpOrder => ({
  storeId: acme.store, platformOrderNo: `US-${id}-P1-R1`, globalOrderNo: '9', status: 6, isDeleted: false, currency: 'USD', totals: { shipping: '0', tax: '0', total: '76.5' }, items, wid: '50', outbounds: [outbound()],
  address: { receiver_name: 'Jane Roe', address_line1: '1 Elm St', city: 'Austin', receiver_country_code: 'US', postal_code: '78701' }, buyer: { buyer_note: 'Ring; gift_message: Hi' }, remark: '', ...more,
});
const clean = { lost: 0, doubled: 0, differing: 0, forPeople: 0 };

it('is content where all say the same', () => {
  expect(reconcile(sellers, [shopOrder('7')], [tracked('7')], [erpOrder('7')])).toEqual({ orders: 1, ...clean, differences: [] });
});

it('counts an incarnation that was cancelled for nothing, and a cancelled order as done', () => {
  const replaced = erpOrder('7', { platformOrderNo: 'US-7-P1-R2' });
  expect(reconcile(sellers, [shopOrder('7')], [tracked('7')], [erpOrder('7', { status: 7, outbounds: [] }), replaced])).toMatchObject(clean);
  const cancelled = shopOrder('8', { cancelled_at: 'then', fulfillments: [] });
  expect(reconcile(sellers, [cancelled], [tracked('8', 'cancelled')], [erpOrder('8', { status: 7, outbounds: [] })])).toMatchObject(clean);
  expect(reconcile(sellers, [cancelled], [tracked('8', 'cancelled')], [erpOrder('8')])).toMatchObject({ ...clean, differing: 1 });
});

it('leaves to people what came too late, where the tracker says so', () => {
  const late = tracked('8', 'cancelled', [{ code: 'cancel_too_late', text: 'it was shipped' }]);
  expect(reconcile(sellers, [shopOrder('8', { cancelled_at: 'then' })], [late], [erpOrder('8')])).toMatchObject({ ...clean, forPeople: 1 });
});

it('counts a bundle in two parcels that are told as one fulfillment with two numbers', () => {
  const two = [outbound({ items: items.slice(0, 2) }), outbound({ woNumber: 'WO2', trackingNo: 'JD', carrier: 'DHL-快递', items: items.slice(2) })];
  expect(reconcile(sellers, [shopOrder('7', { fulfillments: [parcel(), parcel({ id: '10', tracking_company: 'DHL Express', tracking_numbers: ['JD'], lines: [] })] })], [tracked('7')], [erpOrder('7', { outbounds: two })])).toMatchObject(clean);
});

it.each<[string, [ShopOrder[], TrackedOrder[], ErpOrder[]], Partial<typeof clean>]>([
  ['not at the ERP', [[shopOrder('7')], [tracked('7', 'created')], []], { lost: 1 }],
  ['not tracked', [[shopOrder('7')], [], [erpOrder('7')]], { lost: 1 }],
  ['twice at the ERP', [[shopOrder('7')], [tracked('7')], [erpOrder('7'), erpOrder('7', { platformOrderNo: 'US-7-P1-R2' })]], { doubled: 1, differing: 1 }],
  ['at the ERP and in no shop', [[shopOrder('7')], [tracked('7')], [erpOrder('7'), erpOrder('8')]], { doubled: 1 }],
  ['another total', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { totals: { shipping: '0', tax: '0', total: '76.51' } })]], { differing: 1 }],
  ['one cup short', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { items: items.slice(0, 2) })]], { differing: 1 }],
  ['another street', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { address: { ...erpOrder('7').address, address_line1: '2 Elm St' } })]], { differing: 1 }],
  ['not shipped for the tracker', [[shopOrder('7')], [tracked('7', 'synced')], [erpOrder('7')]], { differing: 1 }],
  ['a parcel that the shop does not know', [[shopOrder('7', { fulfillments: [] })], [tracked('7')], [erpOrder('7')]], { differing: 1 }],
  ['a parcel told twice', [[shopOrder('7', { fulfillments: [parcel(), parcel({ id: '10' })] })], [tracked('7')], [erpOrder('7')]], { differing: 1 }],
  ['another carrier', [[shopOrder('7', { fulfillments: [parcel({ tracking_company: 'Other' })] })], [tracked('7')], [erpOrder('7')]], { differing: 1 }],
  ['an old tracking number', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { outbounds: [outbound({ trackingNo: '1ZX' })] })]], { differing: 1 }],
  ['without what the buyer wrote', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { buyer: {}, remark: '#7' })]], { differing: 1 }],
  ['another warehouse', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { wid: '51' })]], { differing: 1 }],
])('finds an order that is %s', (_what, [shop, rows, erp], expected) => {
  expect(reconcile(sellers, shop, rows, erp)).toMatchObject({ ...clean, ...expected });
});

it('wants bulky goods in the store that a rule of the configuration names', () => {
  const order = shopOrder('7', { shop: nordlicht.shop, line_items: [line('1', 'DECKE-W')], fulfillments: [parcel({ lines: [{ line_item_id: '1', quantity: 1 }] })] });
  const row: TrackedOrder = { orderKey: 'nordlicht/shopify/de/7', status: 'shipped', content: { lines: [{ channelLineId: '1', current: '1', shipped: '1', confirmed: '1' }], exceptions: [] } };
  const blanket = [{ sku: 'LX-DECKE-W', quantity: 1, unitPrice: '76.50' }];
  const held = erpOrder('7', { items: blanket, outbounds: [outbound({ items: blanket })] });
  expect(reconcile(sellers, [order], [row], [{ ...held, storeId: bulkyStore.store, platformOrderNo: 'BIG-7-P1-R1' }])).toMatchObject(clean);
  expect(reconcile(sellers, [order], [row], [{ ...held, storeId: nordlicht.store, platformOrderNo: 'DE-7-P1-R1' }])).toMatchObject({ ...clean, differing: 1 });
});
