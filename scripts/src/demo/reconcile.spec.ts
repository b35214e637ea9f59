import { expect, it } from 'vitest';
import { reconcile, type TrackedOrder } from './reconcile.ts';
import type { ErpOrder, ShopOrder } from './sandbox-client.ts';
import { type Seller, sellers } from './scene.ts';

const [acme] = sellers as [Seller];
const address = { name: 'Jane Roe', address1: '1 Elm St', city: 'Austin', country_code: 'US', zip: '78701' };
const shopOrder = (id: string): ShopOrder => ({ shop: acme.shop, id, name: `#${id}`, currency: 'USD', total_price: '76.50', note: null, shipping_address: address, line_items: [{ id: '1', sku: 'MUG-11', quantity: 1, current_quantity: 1, requires_shipping: true }, { id: '2', sku: 'SET-TEA', quantity: 1, current_quantity: 1, requires_shipping: true }] });
const tracked = (id: string, status = 'synced'): TrackedOrder => ({ orderKey: `acme/shopify/us/${id}`, status, content: { lines: [{ channelLineId: '2', current: '1' }, { channelLineId: '1', current: '1.0' }], exceptions: [] } });
const erpOrder = (id: string, more: Partial<ErpOrder> = {}): ErpOrder => ({
  storeId: acme.store, platformOrderNo: `US-${id}-P1-R1`, globalOrderNo: '9', currency: 'USD', totals: { shipping: '0', tax: '0', total: '76.5' },
  items: [{ sku: 'LX-MUG-11', msku: '', quantity: 1, unitPrice: '12.50' }, { sku: 'LX-POT', msku: '', quantity: 1, unitPrice: '0' }, { sku: 'LX-CUP', msku: '', quantity: 4, unitPrice: '16' }],
  address: { receiver_name: 'Jane Roe', address_line1: '1 Elm St', city: 'Austin', receiver_country_code: 'US', postal_code: '78701' }, ...more,
});

it('is content where all three say the same', () => {
  expect(reconcile(sellers, [shopOrder('7')], [tracked('7')], [erpOrder('7')])).toEqual({ orders: 1, lost: 0, doubled: 0, differing: 0, differences: [] });
});

it.each<[string, [ShopOrder[], TrackedOrder[], ErpOrder[]], { lost?: number; doubled?: number; differing?: number }]>([
  ['not at the ERP', [[shopOrder('7')], [tracked('7', 'created')], []], { lost: 1 }],
  ['not tracked', [[shopOrder('7')], [], [erpOrder('7')]], { lost: 1 }],
  ['twice at the ERP', [[shopOrder('7')], [tracked('7')], [erpOrder('7'), erpOrder('7')]], { doubled: 1 }],
  ['at the ERP and in no shop', [[shopOrder('7')], [tracked('7')], [erpOrder('7'), erpOrder('8')]], { doubled: 1 }],
  ['another total', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { totals: { shipping: '0', tax: '0', total: '76.51' } })]], { differing: 1 }],
  ['one cup short', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { items: erpOrder('7').items.slice(0, 2) })]], { differing: 1 }],
  ['another street', [[shopOrder('7')], [tracked('7')], [erpOrder('7', { address: { ...erpOrder('7').address, address_line1: '2 Elm St' } })]], { differing: 1 }],
  ['not synced', [[shopOrder('7')], [tracked('7', 'created')], [erpOrder('7')]], { differing: 1 }],
])('finds an order that is %s', (_what, [shop, rows, erp], expected) => {
  expect(reconcile(sellers, shop, rows, erp)).toMatchObject({ lost: 0, doubled: 0, differing: 0, ...expected });
});
