import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, openStage, type Fields, type Stage } from '../spec-sandbox.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** A plain order: three of A at 12.50, one of B at 9.99, in the shop's own currency. */
const plain = (order: Fields = {}): Promise<string> => stage.place({ presentment_currency: 'USD', ...order });
const orderOf = async (id: string): Promise<Fields> => ((await stage.control('GET', '/shopify/orders'))['orders'] as Fields[]).find((order) => order['id'] === id)!;
const cents = (amount: unknown): number => Math.round(Number(amount) * 100);
const quantities = (order: Fields): unknown[] => (order['line_items'] as Fields[]).map((line) => [line['quantity'], line['current_quantity'], line['fulfillable_quantity']]);
const remaining = (order: Fields): unknown[] => (order['fulfillmentOrders'] as Fields[]).map((entry) => (entry['lines'] as Fields[]).map((line) => line['remaining']));

describe('an edit', () => {
  it('takes units out of the order, of its current sums and of its fulfillment orders, and says so in its own body', async () => {
    const id = await plain();
    const before = await orderOf(id);
    const after = await stage.act(id, 'edit', { lines: [{ index: 0, quantity: 1 }] });
    expect(quantities(after)).toEqual([[3, 1, 1], [1, 1, 1]]);
    expect(remaining(after)).toEqual([[1, 1]]);
    expect(after['total_price']).toBe(before['total_price']);
    expect(cents(after['current_subtotal_price'])).toBeLessThan(cents(before['current_subtotal_price']));
    expect(cents(after['current_total_price'])).toBe(cents(after['current_subtotal_price']) + cents(after['current_total_tax']) + cents(at(after, 'current_shipping_price_set', 'shop_money', 'amount')));
    const [edited] = await stage.arrived('orders/edited');
    expect(edited!.body).toMatchObject({ order_edit: { line_items: { additions: [], removals: [{ delta: 2 }] } } });
    expect(String(at(edited!.body, 'order_edit', 'order_id'))).toBe(id);
    const [updated] = await stage.arrived('orders/updated');
    expect(updated!.body).toMatchObject({ current_total_price: after['current_total_price'], line_items: [{ current_quantity: 1 }, {}] });
  });

  it('adds units and lines, which are then owed and to be shipped', async () => {
    const id = await plain();
    const before = await orderOf(id);
    const after = await stage.act(id, 'edit', { lines: [{ index: 1, quantity: 3 }, { sku: 'B', quantity: 2, price: '5.00' }] });
    expect(quantities(after)).toEqual([[3, 3, 3], [3, 3, 3], [2, 2, 2]]);
    expect(remaining(after)).toEqual([[3, 3, 2]]);
    expect(after).toMatchObject({ financial_status: 'partially_paid', total_price: after['current_total_price'] });
    expect(cents(after['total_outstanding'])).toBe(cents(after['total_price']) - cents(before['total_price']));
    expect(await stage.act(id, 'pay')).toMatchObject({ financial_status: 'paid', total_outstanding: '0.00' });
    expect(await stage.act(id, 'pay')).toMatchObject({ httpStatus: 409 });
  });

  it('cannot take out what was shipped, and is refused where nothing changes', async () => {
    const id = await plain();
    await stage.act(id, 'fulfill', { lines: [{ index: 0, quantity: 2 }] });
    for (const lines of [[{ index: 0, quantity: 1 }], [{ index: 0, quantity: 3 }], [{ index: 7, quantity: 1 }]]) expect(await stage.act(id, 'edit', { lines })).toMatchObject({ httpStatus: 409 });
    expect(quantities(await stage.act(id, 'edit', { lines: [{ index: 0, quantity: 2 }] }))).toEqual([[3, 2, 0], [1, 1, 1]]);
  });
});

describe('a refund', () => {
  it('with restock cancel takes unshipped units out; money and status follow', async () => {
    const id = await plain();
    const before = await orderOf(id);
    const after = await stage.act(id, 'refund', { lines: [{ index: 0, quantity: 1, restock: 'cancel' }], note: 'damaged' });
    expect(quantities(after)).toEqual([[3, 2, 2], [1, 1, 1]]);
    expect(after).toMatchObject({ financial_status: 'partially_refunded', total_outstanding: '0.00' });
    const [refund] = await stage.arrived('refunds/create');
    expect(refund!.body).toMatchObject({ note: 'damaged', restock: true, refund_line_items: [{ quantity: 1, restock_type: 'cancel', subtotal: expect.any(Number) as number }], transactions: [{ kind: 'refund', status: 'success' }] });
    expect(cents(at(refund!.body, 'transactions', 0, 'amount'))).toBe(cents(before['current_total_price']) - cents(after['current_total_price']));
    expect(after['refunds']).toHaveLength(1);
  });

  it('of shipped units leaves what is still to ship alone; one without units only gives money back', async () => {
    const id = await plain();
    await stage.act(id, 'fulfill', { lines: [{ index: 0, quantity: 2 }] });
    const back = await stage.act(id, 'refund', { lines: [{ index: 0, quantity: 2, restock: 'return' }] });
    expect(quantities(back)).toEqual([[3, 1, 1], [1, 1, 1]]);
    const money = await stage.act(id, 'refund', { amount: '1.00' });
    expect(at(money, 'refunds', 1)).toMatchObject({ refund_line_items: [], transactions: [{ amount: '1.00' }] });
    expect(await stage.act(id, 'refund', { amount: '1000.00' })).toMatchObject({ httpStatus: 409 });
    expect(await stage.act(id, 'refund', { lines: [{ index: 0, quantity: 2 }] })).toMatchObject({ httpStatus: 409 });
  });

  it('through the API happens once per key', async () => {
    const id = await plain();
    const line = at(await orderOf(id), 'line_items', 0, 'admin_graphql_api_id');
    const query = 'mutation($i: RefundInput!) { refundCreate(input: $i) @idempotent(key: "r-1") { refund { id totalRefundedSet { shopMoney { amount } } } userErrors { message } } }';
    const input = { i: { orderId: `gid://shopify/Order/${id}`, refundLineItems: [{ lineItemId: line, quantity: 1, restockType: 'CANCEL' }], transactions: [{ orderId: `gid://shopify/Order/${id}`, amount: '3.50', gateway: 'shopify_payments', kind: 'REFUND' }] } };
    const first = await stage.graphql(query, input);
    expect(at(first, 'data', 'refundCreate')).toMatchObject({ refund: { totalRefundedSet: { shopMoney: { amount: '3.5' } } }, userErrors: [] });
    expect(at(await stage.graphql(query, input), 'data')).toEqual(at(first, 'data'));
    expect(at(await orderOf(id), 'refunds')).toHaveLength(1);
  });
});

describe('a cancellation', () => {
  it('by the shop empties the order, gives the money back and tells everyone', async () => {
    const id = await plain();
    const after = await stage.act(id, 'cancel', { reason: 'inventory' });
    expect(after).toMatchObject({ cancel_reason: 'inventory', cancelled_at: expect.any(String) as string, financial_status: 'refunded', current_total_price: '0.00', total_outstanding: '0.00' });
    expect(quantities(after)).toEqual([[3, 0, 0], [1, 0, 0]]);
    expect(after['fulfillmentOrders']).toMatchObject([{ status: 'CANCELLED' }]);
    for (const topic of ['orders/cancelled', 'orders/updated', 'refunds/create', 'fulfillment_orders/cancelled']) await stage.arrived(topic);
    for (const action of ['cancel', 'edit', 'pay', 'hold', 'fulfill']) expect(await stage.act(id, action, { lines: [{ index: 0, quantity: 1 }] })).toMatchObject({ httpStatus: 409 });
  });

  it('of an unpaid order voids it, and one before routing leaves no fulfillment order', async () => {
    await stage.close();
    stage = await openStage({}, { fulfillmentOrderDelayMs: 60 });
    const id = await plain({ financial_status: 'pending' });
    expect(await stage.act(id, 'cancel')).toMatchObject({ financial_status: 'voided', total_outstanding: '0.00', fulfillmentOrders: [] });
    const later = await plain();
    await stage.arrived('fulfillment_orders/order_routing_complete');
    expect(await orderOf(later)).toMatchObject({ fulfillmentOrders: [{ status: 'OPEN' }] });
    expect(await orderOf(id)).toMatchObject({ fulfillmentOrders: [] });
  });

  it('through the API is a job; the order is cancelled when it is done', async () => {
    await stage.close();
    stage = await openStage({}, { jobDelayMs: 40, echoDelayMs: 0 });
    const id = await plain();
    const query = 'mutation($id: ID!) { orderCancel(orderId: $id, reason: FRAUD, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) { job { id done } orderCancelUserErrors { code message } } }';
    const variables = { id: `gid://shopify/Order/${id}` };
    const started = at(await stage.graphql(query, variables), 'data', 'orderCancel') as Fields;
    expect(started).toMatchObject({ job: { done: false }, orderCancelUserErrors: [] });
    await stage.arrived('orders/cancelled');
    const job = await stage.graphql('query($id: ID!) { job(id: $id) { done } }', { id: at(started, 'job', 'id') });
    expect(at(job, 'data')).toEqual({ job: { done: true } });
    expect(await orderOf(id)).toMatchObject({ cancel_reason: 'fraud' });
    expect(at(await stage.graphql(query, variables), 'data', 'orderCancel')).toMatchObject({ job: null, orderCancelUserErrors: [{ code: 'INVALID' }] });
    const shipped = await plain();
    await stage.act(shipped, 'fulfill', { lines: [{ index: 1, quantity: 1 }] });
    expect(at(await stage.graphql(query, { id: `gid://shopify/Order/${shipped}` }), 'data', 'orderCancel', 'orderCancelUserErrors')).toHaveLength(1);
  });
});
